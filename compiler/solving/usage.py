"""How full: container-days with fish against all container-days, per leg, geography and window, with the bound; peaks; moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.model import Scenario
from compiler.plan import Plan


@dataclass(frozen=True, slots=True)
class Use:
    """One leg of one geography over the days [first, end). Structural containers count nowhere.

    `share` is container-days with fish / all container-days. `bound` is the most that any plan of the same batches and bookings could
    reach: the days on which containers are booked, cleaning and moves included, cut at what there is.
    """

    geography: str
    leg: str
    first: int
    end: int
    containers: int
    filled_days: int
    booked_days: int

    @property
    def share(self) -> float:
        return self.filled_days / max(1, self.containers * (self.end - self.first))

    @property
    def bound(self) -> float:
        return min(1.0, self.booked_days / max(1, self.containers * (self.end - self.first)))


@dataclass(frozen=True, slots=True)
class Peak:
    """The fullest pool: on `day`, `booked` of its `containers` are held."""

    place: str
    stage: str
    day: int
    booked: int
    containers: int


def use_of(scenario: Scenario, plan: Plan, days: int) -> tuple[Use, ...]:
    """Use of each leg and geography over the last `days` days before as_of, geographies in order, freshwater first."""
    first, end = scenario.as_of - days, scenario.as_of
    geographies = np.array([_geography(scenario, index) for index in range(len(scenario.containers))], dtype=np.int32)
    sea = np.array([container.leg == "sea" for container in scenario.containers], dtype=np.bool_)
    counted = np.array([not container.structural for container in scenario.containers], dtype=np.bool_)
    filled = np.maximum(0, np.minimum(plan.end, end) - np.maximum(plan.first, first)).astype(np.int64)
    booked = np.maximum(0, np.minimum(plan.held_end, end) - np.maximum(plan.held_first, first)).astype(np.int64)
    found = []
    for number, geography in enumerate(scenario.geographies):
        for leg in ("freshwater", "sea"):
            mine = (geographies == number) & (sea == (leg == "sea"))
            there = mine[plan.container]
            count = int((mine & counted).sum())
            found.append(
                Use(geography.name, leg, first, end, count, int(filled[there].sum()), int(booked[there].sum()))
            )
    return tuple(found)


def _geography(scenario: Scenario, container: int) -> int:
    found = scenario.containers[container]
    if found.leg == "sea":
        return scenario.areas[found.place].geography
    return scenario.stations[scenario.halls[found.place].station].geography


def bottleneck(scenario: Scenario, plan: Plan) -> Peak | None:
    """The hall or area whose peak of booked containers is the largest part of what it has; the earliest and first by name among equals."""
    sizes: dict[tuple[str, int], int] = {}
    for container in scenario.containers:
        if not container.structural:
            sizes[container.leg, container.place] = sizes.get((container.leg, container.place), 0) + 1
    events: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for index, first, end in zip(
        plan.container.tolist(), plan.held_first.tolist(), plan.held_end.tolist(), strict=True
    ):
        container = scenario.containers[index]
        events.setdefault((container.leg, container.place), []).extend(((first, 1), (min(end, scenario.as_of), -1)))
    best: tuple[float, int, str, Peak] | None = None
    for (leg, place), rows in sorted(events.items()):
        booked, day = _peak(rows)
        name = scenario.areas[place].name if leg == "sea" else scenario.halls[place].name
        stage = "sea" if leg == "sea" else scenario.halls[place].stage
        peak = Peak(name, stage, day, booked, sizes[leg, place])
        key = (-booked / peak.containers, day, name, peak)
        if best is None or key[:3] < best[:3]:
            best = key
    return best[3] if best else None


def _peak(rows: list[tuple[int, int]]) -> tuple[int, int]:
    now = high = day = 0
    for when, change in sorted(rows):
        now += change
        if now > high:
            high, day = now, when
    return high, day


def placed_count(plan: Plan) -> tuple[int, int]:
    """Batches placed, and batches in all."""
    return int((plan.start >= 0).sum()), len(plan.start)
