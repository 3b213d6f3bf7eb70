"""For how many days on end fish may be left without feed: before they leave, for treatments, by what befalls them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from compiler.nouns import History, Scenario

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
    felt, kinds = history.events, scenario.events
    taken = [kinds[kind].appetite for kind in felt.kind.tolist()]
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


def _longest_run(days: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """
    >>> _longest_run(np.array([True, False, True, True])), _longest_run(np.array([False]))
    (2, 0)
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], days, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))
