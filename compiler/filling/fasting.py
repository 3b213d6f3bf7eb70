"""For how many days on end fish may be left without feed: before they leave, for treatments, by what befalls them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from compiler.nouns import EventKind, History, Scenario

LEFT = 0.2
"""Fish that eat no more than this part of their feed may eat less than a feeder weighs."""


def fast_days(scenario: Scenario, histories: Sequence[History]) -> int:
    """Days without a meal at most, if all that asks for it comes together."""
    manner = scenario.appetite
    leaving = max((stage.fast_days for one in scenario.geographies for stage in one.stages), default=0)
    treated = sum(before + 1 for before in (manner.vaccination_days, manner.delousing_days) if before)
    return leaving + treated + max((_off_feed(scenario, one) for one in histories), default=0) + 1


def _off_feed(scenario: Scenario, history: History) -> int:
    """The longest run of days that events, one after the other or together, keep fish of a stay off their feed."""
    felt, kinds = history.events, [_taken(scenario, kind) for kind in scenario.events]
    taken = [kinds[kind] for kind in felt.kind.tolist()]
    rows = sorted(zip(felt.stay.tolist(), felt.day.tolist(), felt.days.tolist(), taken, strict=True))
    longest = 0
    for _, events in groupby((row for row in rows if row[3]), key=lambda row: row[0]):
        mine = list(events)
        first, end = mine[0][1], max(day + days for _, day, days, _ in mine)
        left = np.ones(end - first)
        for _, day, days, part in mine:
            left[day - first : day - first + days] *= 1.0 - part
        longest = max(longest, _longest_run(left <= LEFT))
    return longest


def _taken(scenario: Scenario, kind: EventKind) -> float:
    """Part of the appetite that an event takes at most, by itself and by what it takes of the oxygen."""
    stages = [stage for one in scenario.geographies for stage in one.stages]
    oxygen = {water.parameter for stage in stages for water in stage.waters if water.sensor_type == "OXYGEN"}
    lost = max((-change for name, change in kind.waters if name in oxygen), default=0.0)
    breath = min(max(1.0 - scenario.appetite.oxygen_per_percent * lost, 0.0), 1.0)
    return 1.0 - (1.0 - kind.appetite) * breath


def _longest_run(days: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """
    >>> _longest_run(np.array([True, False, True, True])), _longest_run(np.array([False]))
    (2, 0)
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], days, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))
