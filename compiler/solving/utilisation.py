"""How full the farm is: container-days with fish against those that there are and those that any plan could fill."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.nouns import Batch, Leg, Plan, Scenario
from compiler.solving.holding import held, offsets

Ints = NDArray[np.int64]

YEAR = 365


@dataclass(frozen=True, slots=True)
class Usage:
    """One leg in one geography, or in all of them (''), on the days first to end - 1. Counts are container-days."""

    leg: Leg
    geography: str
    first: int
    end: int
    used: int
    """With fish"""
    whole: int
    """Of all containers that may hold fish"""
    bound: int
    """At most, in any plan: what the batches could ask for, and what cleaning between them leaves"""


@dataclass(frozen=True, slots=True)
class SiteUsage:
    """One station or area on the days first to end - 1. Counts are container-days."""

    leg: Leg
    geography: str
    site: str
    first: int
    end: int
    used: int
    whole: int
    bound: int
    """At most, in any plan: were the batches of its geography to come here first, and cleaning between them"""


@dataclass(frozen=True, slots=True)
class Pool:
    """Containers for one stage in one geography: how many there are, and the most that were booked on one day."""

    geography: str
    stage: str
    containers: int
    peak: int
    peak_day: int


def windows(scenario: Scenario, plan: Plan) -> tuple[Usage, ...]:
    """The usages of the whole history, and those of its last year where it is longer."""
    start = min((int(day) for day in plan.first), default=scenario.as_of - 1)
    year = max(start, scenario.as_of - YEAR)
    return tuple(one for first in dict.fromkeys((start, year)) for one in usages(scenario, plan, first, scenario.as_of))


def usages(scenario: Scenario, plan: Plan, first: int, end: int) -> tuple[Usage, ...]:
    """Both legs, in each geography and (when there are several) in all together."""
    found = [
        _usage(scenario, plan, leg, index, first, end)
        for leg in ("freshwater", "sea")
        for index in range(len(scenario.geographies))
    ]
    if len(scenario.geographies) == 1:
        return tuple(found)
    return tuple(found + [_together([one for one in found if one.leg == leg]) for leg in ("freshwater", "sea")])


def site_usages(scenario: Scenario, plan: Plan, first: int, end: int) -> tuple[SiteUsage, ...]:
    """Every station, then every area."""
    sites: list[tuple[Leg, int, int, str]] = [
        ("freshwater", at, one.geography, one.name) for at, one in enumerate(scenario.stations)
    ]
    sites += [("sea", at, one.geography, one.name) for at, one in enumerate(scenario.areas)]
    where = [
        (box.leg, box.place if box.leg == "sea" else scenario.halls[box.place].station) for box in scenario.containers
    ]
    counts = Counter(at for at, box in zip(where, scenario.containers, strict=True) if not box.structural)
    used: Counter[tuple[Leg, int]] = Counter()
    days = np.minimum(plan.end, end).astype(np.int64) - np.maximum(plan.first, first)
    for container, size in zip(plan.container.tolist(), np.maximum(days, 0).tolist(), strict=True):
        used[where[container]] += size
    asked = {key: _demand(scenario, *key, first, end) for key in {(leg, geography) for leg, _, geography, _ in sites}}
    found = []
    for leg, at, geography, name in sites:
        demand, longest = asked[leg, geography]
        busy = _busy_days(end - first, longest, scenario.solve.rule(leg, geography).turnaround_days)
        whole, bound = counts[leg, at] * (end - first), min(demand, counts[leg, at] * busy)
        place = scenario.geographies[geography].name
        found.append(SiteUsage(leg, place, name, first, end, used[leg, at], whole, bound))
    return tuple(found)


def pools(scenario: Scenario, plan: Plan) -> tuple[Pool, ...]:
    """Every stage of every geography that was ever booked; the fullest first."""
    geography, leg = _geographies(scenario), np.array([box.leg == "sea" for box in scenario.containers])
    holding = np.array([not box.structural for box in scenario.containers])
    found = []
    for index, place in enumerate(scenario.geographies):
        for number, stage in enumerate(place.stages):
            here = (geography[plan.container] == index) & (plan.stage == number)
            if here.any():
                same = leg if stage.leg == "sea" else _serving(scenario, stage.name)
                peak, day = _peak(plan.held_first[here], plan.held_end[here])
                count = int((same & holding & (geography == index)).sum())
                found.append(Pool(place.name, stage.name, count, peak, day))
    return tuple(sorted(found, key=lambda pool: (-pool.peak / max(pool.containers, 1), pool.geography, pool.stage)))


def _usage(scenario: Scenario, plan: Plan, leg: Leg, geography: int, first: int, end: int) -> Usage:
    own = _geographies(scenario) == geography
    mine = np.array([box.leg == leg and not box.structural for box in scenario.containers]) & own
    here = mine[plan.container]
    days = np.minimum(plan.end[here], end).astype(np.int64) - np.maximum(plan.first[here], first)
    whole = int(mine.sum()) * (end - first)
    asked, longest = _demand(scenario, leg, geography, first, end)
    cleaning = scenario.solve.rule(leg, geography).turnaround_days
    bound = min(asked, int(mine.sum()) * _busy_days(end - first, longest, cleaning))
    name = scenario.geographies[geography].name
    return Usage(leg, name, first, end, int(np.maximum(days, 0).sum()), whole, bound)


def _together(parts: list[Usage]) -> Usage:
    used, whole, bound = (sum(column) for column in zip(*((p.used, p.whole, p.bound) for p in parts), strict=True))
    return Usage(parts[0].leg, "", parts[0].first, parts[0].end, used, whole, bound)


def _demand(scenario: Scenario, leg: Leg, geography: int, first: int, end: int) -> tuple[int, int]:
    """Most container-days that the batches could ask for between the days, and the longest stay in days."""
    asked = longest = 0
    for batch in scenario.batches:
        if batch.geography == geography:
            runs = _runs(scenario, batch, leg)
            longest = max([longest, *(days for _, days, _ in runs)])
            asked += max(
                sum(
                    need * max(0, min(start + after + days, end) - max(start + after, first))
                    for after, days, need in runs
                )
                for start in range(batch.start_day - batch.early_days, batch.start_day + batch.late_days + 1)
            )
    return asked, longest


def _runs(scenario: Scenario, batch: Batch, leg: Leg) -> list[tuple[int, int, int]]:
    """(days after the start, days held, containers) of each stage of the batch in a leg."""
    stages = scenario.geographies[batch.geography].stages
    return [(after, held(run), run.need) for run, after in offsets(batch.runs) if stages[run.stage].leg == leg]


def _busy_days(days: int, longest: int, cleaning: int) -> int:
    """Most days of a span on which one container can hold fish, when each stay is followed by its cleaning."""
    if longest == 0:
        return 0
    rounds, rest = divmod(days, longest + cleaning)
    return rounds * longest + min(rest, longest)


def _peak(first: NDArray[np.int32], end: NDArray[np.int32]) -> tuple[int, int]:
    """Most intervals on one day, and the first such day."""
    origin = int(first.min())
    change: Ints = np.zeros(int(end.max()) - origin + 1, dtype=np.int64)
    np.add.at(change, first - origin, 1)
    np.add.at(change, end - origin, -1)
    busy = np.cumsum(change)
    return int(busy.max()), origin + int(busy.argmax())


def _geographies(scenario: Scenario) -> Ints:
    """[container] its geography."""
    return np.array(
        [
            scenario.areas[box.place].geography
            if box.leg == "sea"
            else scenario.stations[scenario.halls[box.place].station].geography
            for box in scenario.containers
        ],
        dtype=np.int64,
    )


def _serving(scenario: Scenario, stage: str) -> NDArray[np.bool_]:
    """[container] it stands in a hall for the stage."""
    return np.array([box.leg != "sea" and stage in scenario.halls[box.place].stages for box in scenario.containers])
