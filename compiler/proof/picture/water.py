"""Water by place: the first reading of each day in one container at a time, week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology import readings, unread
from compiler.filling import Part
from compiler.proof.picture.packing import MONDAY, WEEK, Facts, Int64, Seen, packed, week_of
from compiler.proof.picture.places import place_of

TABLE = "environmental_environmentalreading"
NOTHING = 1 << 40


@dataclass(frozen=True, slots=True)
class Watch:
    """Days first to end - 1 of a stay: its container stands for its place."""

    part: Part
    stay: int
    first: int
    end: int


def water(seen: Seen) -> list[Facts]:
    """One entry a place where fish were and the water is measured.

    `containers`, `firsts` and `ends` say which container was looked at on which days. By parameter and week: number,
    sum, lowest and highest of the first readings of the days, in units of 10**-decimals.
    """
    scenario = seen.farm.world.scenario
    if TABLE not in seen.farm.tables or not scenario.reading_hours:
        return []
    watched = _watches(seen)
    weeks = week_of(scenario.as_of - 1) - seen.first_week + 1
    found = []
    for place in sorted(watched):
        measures = _Measures(seen.first_week, weeks)
        for watch in watched[place]:
            history, since = watch.part.history, int(watch.part.history.plan.first[watch.stay])
            chosen, values = readings(scenario, history, watch.stay)
            days = slice(watch.first - since, watch.end - since)
            made = _made(unread(scenario, history, watch.stay), values.shape)
            batch = scenario.batches[history.plan.batch]
            waters = scenario.geographies[batch.geography].stages[int(history.plan.stage[watch.stay])].waters
            for at, row, there in zip(chosen, values[:, days], made[:, days], strict=True):
                day = np.flatnonzero(there.any(axis=1))
                first = row[day, there[day].argmax(axis=1)]
                measures.add((waters[at].parameter, waters[at].unit, waters[at].decimals), watch.first + day, first)
        if measures.known:
            found.append({"place": place, **_named(watched[place]), "parameters": list(measures.told())})
    return found


def _made(missing: NDArray[np.bool_] | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Readings that were made: bool [parameter, day, hour]."""
    return np.ones(shape, dtype=np.bool_) if missing is None else ~missing


def _named(watches: Sequence[Watch]) -> Facts:
    return {
        "containers": packed([int(one.part.history.plan.container[one.stay]) for one in watches]),
        "firsts": packed([one.first for one in watches]),
        "ends": packed([one.end for one in watches]),
    }


def _watches(seen: Seen) -> dict[int, list[Watch]]:
    """[place] stays one after the other: on a day without one, that which stays longest of those that are there."""
    place, stays = place_of(seen), defaultdict(list)
    for part in seen.farm.parts:
        plan = part.history.plan
        columns = zip(plan.container.tolist(), plan.first.tolist(), plan.end.tolist(), strict=True)
        for stay, (box, first, end) in enumerate(columns):
            stays[int(place[box])].append(Watch(part, stay, first, end))
    return {at: list(_chain(sorted(some, key=lambda one: (one.first, -one.end)))) for at, some in stays.items()}


def _chain(stays: Sequence[Watch]) -> Iterator[Watch]:
    """Of stays by first day: those that cover the days of all, each cut where the one before ends."""
    at, until = 0, -NOTHING
    while at < len(stays):
        best = stays[at]
        until = max(until, best.first)
        while at < len(stays) and stays[at].first <= until:
            best = max(best, stays[at], key=lambda one: one.end)
            at += 1
        if best.end > until:
            yield replace(best, first=until)
            until = best.end


class _Measures:
    """By parameter and week: number, sum, lowest and highest."""

    def __init__(self, first_week: int, weeks: int) -> None:
        self.first_week, self.weeks = first_week, weeks
        self.known: dict[tuple[str, str, int], list[Int64]] = {}

    def add(self, water: tuple[str, str, int], days: Int64, values: np.ndarray) -> None:
        """Values of days, which ascend."""
        if not len(days):
            return
        if water not in self.known:
            self.known[water] = [np.full(self.weeks, start) for start in (0, 0, NOTHING, -NOTHING)]
        number, total, low, high = self.known[water]
        week = (days - MONDAY) // WEEK - self.first_week
        starts = np.flatnonzero(np.diff(week, prepend=-1))
        at = week[starts]
        number[at] += np.diff(starts, append=len(week))
        total[at] += np.add.reduceat(values, starts, dtype=np.int64)
        low[at] = np.minimum(low[at], np.minimum.reduceat(values, starts))
        high[at] = np.maximum(high[at], np.maximum.reduceat(values, starts))

    def told(self) -> Iterator[Facts]:
        for (name, unit, decimals), (number, total, low, high) in self.known.items():
            there = number > 0
            yield {
                "name": name,
                "unit": unit,
                "decimals": decimals,
                "number": packed(number),
                "sum": packed(total),
                "low": packed(np.where(there, low, 0)),
                "high": packed(np.where(there, high, 0)),
            }
