"""The steps of a proof by trying every way, followed by the independent checker: see certify.py.

Shares no code with the searches. Demand is counted day by day in arrays, windows are tried start by start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from compiler.solving import limits
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Site
from compiler.solving.proof import Branch, Dead, Full, Reason, Window

Days = NDArray[np.int64]
Container = tuple[int, tuple[tuple[int, int], ...]]
"""(the day from which it is free, its maintenance ahead)"""
State = tuple[Container, ...]


class TooLong(Exception):
    """The proof takes more steps than anyone should wait for."""


def window(batch: Batch) -> Window:
    return max(0, batch.start - batch.early), batch.start + batch.late


def stages(batch: Batch) -> Iterator[tuple[Run, int]]:
    """Each stage with its first day, counted from the start of the batch."""
    for position, run in enumerate(batch.runs):
        yield run, sum(before.days for before in batch.runs[:position])


@dataclass(slots=True)
class Spot:
    """One site in a proof: free containers by stage and day, the days of its batches in the leg, and who is there."""

    site: Site
    free: dict[str, Days]
    spans: list[tuple[int, int]]
    batches: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Way:
    """A batch put at a site from a start, or with sign -1 taken away again."""

    leg: str
    batch: str
    start: int
    site: str
    sign: int = 1


class Farm:
    """The legs of a proof while its steps are followed: who stands where, what is free."""

    def __init__(self, instance: Instance, batches: dict[str, Batch], legs: tuple[str, ...]) -> None:
        self.today, self.batches = instance.today, batches
        self.legs = {leg.id: leg for leg in instance.legs if leg.id in legs}
        geo = next(iter(batches.values())).geo
        self.spots = {
            leg.id: {site.id: self._spot(site) for site in leg.sites if site.geo == geo} for leg in self.legs.values()
        }
        self.pinned = {site for batch in batches.values() for site in batch.pins.values()}
        self.at: dict[str, dict[str, tuple[int, str]]] = {name: {} for name in batches}
        self.full_days = {stage: self._full_days(leg, stage) for leg in self.legs.values() for stage in leg.stages}
        self.steps = 0

    def _spot(self, site: Site) -> Spot:
        free = {}
        for stage, pool in site.pools.items():
            free[stage] = np.full(self.today, pool.containers, dtype=np.int64)
            for _, first, end in pool.down:
                free[stage][first:end] -= 1
        return Spot(site, free, [], [])

    def _full_days(self, leg: Leg, stage: str) -> Days:
        """Days of a stage on which there may be more in it than on the days around them.

        Demand rises only where a booking may begin; and where none may end before another may begin, it rises further.
        """
        begins, ends = {self.today}, set[int]()
        turns = {spot.site.pools[stage].turnaround for spot in self.spots[leg.id].values() if stage in spot.site.pools}
        for batch in self.batches.values():
            low, high = window(batch)
            for run, at in stages(batch):
                if run.stage == stage:
                    begins |= {day for day in range(low + at, high + at + 1) if day < self.today}
                    lengths = {run.days + run.overlap + turn for turn in turns}
                    ends |= {day + length for day in range(low + at, high + at + 1) for length in lengths}
        order, gone = sorted(begins), sorted(ends | {self.today})
        kept = [day for day, after in pairwise(order) if gone[bisect_right(gone, day)] <= after]
        return np.array(kept, dtype=np.int64)

    def refutes(self, why: Reason) -> bool:
        """Whether every way ends badly; a walk over the tree of reasons, with what was placed on the way taken back."""
        todo: list[Way | Reason] = [why]
        while todo:
            item = todo.pop()
            if isinstance(item, Way):
                self._place(item)
            elif isinstance(item, Branch):
                if not self._complete(item):
                    return False
                for (start, site), inner in item.ways.items():
                    if self._fits(item.leg, item.batch, start, site):
                        way = Way(item.leg, item.batch, start, site)
                        todo += [replace(way, sign=-1), inner, way]
            elif isinstance(item, Dead):
                if not self._dead(item):
                    return False
            elif not self._full(item):
                return False
        return True

    def _runs(self, leg: str, batch: str, start: int) -> list[tuple[Run, int]]:
        inside = self.legs[leg].stages
        return [
            (run, start + at)
            for run, at in stages(self.batches[batch])
            if run.stage in inside and start + at < self.today
        ]

    def _place(self, way: Way) -> None:
        leg, batch, start, site, sign = way.leg, way.batch, way.start, way.site, way.sign
        spot, runs = self.spots[leg][site], self._runs(leg, batch, start)
        for run, first in runs:
            until = first + run.days + run.overlap + spot.site.pools[run.stage].turnaround
            spot.free[run.stage][first:until] -= sign * run.need
        span = (runs[0][1], min(self.today, runs[-1][1] + runs[-1][0].days)) if runs else None
        if sign > 0:
            self.at[batch][leg] = start, site
            spot.batches.append((batch, start))
            spot.spans += [span] if span else []
        else:
            del self.at[batch][leg]
            spot.batches.remove((batch, start))
            if span:
                spot.spans.remove(span)

    def _fits(self, leg: str, batch: str, start: int, site: str) -> bool:
        """Whether a site has room for a batch on every day, and has rested."""
        self.steps += 1
        if self.steps > limits.CERTIFY:
            raise TooLong
        spot, runs = self.spots[leg][site], self._runs(leg, batch, start)
        if not runs:
            return True
        if self.batches[batch].pins.get(leg, site) != site:
            return False
        for run, first in runs:
            pool = spot.site.pools.get(run.stage)
            if pool is None:
                return False
            until = first + run.days + run.overlap + pool.turnaround
            if spot.free[run.stage][first:until].min() < run.need:
                return False
        rule = self.legs[leg]
        mine = runs[0][1], min(self.today, runs[-1][1] + runs[-1][0].days)
        return not rule.fallow or all(self._rested(rule, *sorted((mine, other))) for other in spot.spans)

    def _rested(self, rule: Leg, one: tuple[int, int], two: tuple[int, int]) -> bool:
        return two[0] - one[0] <= rule.join or two[0] >= one[1] + rule.fallow

    def _starts(self, batch: str) -> list[int]:
        fixed = {start for start, _ in self.at[batch].values()}
        low, high = window(self.batches[batch])
        return sorted(fixed) or list(range(low, high + 1))

    def _nowhere(self, leg: str, batch: str, start: int) -> bool:
        """Whether a leg that the batch still needs a place in has none for it."""
        return leg not in self.at[batch] and not any(self._fits(leg, batch, start, site) for site in self.spots[leg])

    def _dead(self, why: Dead) -> bool:
        legs = sorted(self.legs, key=lambda leg: leg != why.leg)
        return all(any(self._nowhere(leg, why.batch, start) for leg in legs) for start in self._starts(why.batch))

    def _complete(self, why: Branch) -> bool:
        """Whether the listed ways are all that there are, but for sites like a listed one."""
        if why.leg in self.at[why.batch]:
            return False
        others = [leg for leg in self.legs if leg != why.leg]
        for start in self._starts(why.batch):
            listed = [site for day, site in why.ways if day == start]
            missing = [
                site
                for site in self.spots[why.leg]
                if site not in listed
                and self._fits(why.leg, why.batch, start, site)
                and not any(self._alike(why.leg, site, other) for other in listed)
            ]
            if missing and not any(self._nowhere(leg, why.batch, start) for leg in others):
                return False
        return True

    def _alike(self, leg: str, one: str, two: str) -> bool:
        """Whether two sites may change their roles: equal pools, nobody pinned, equally full, equally tired."""
        first, second = self.spots[leg][one], self.spots[leg][two]
        if first.site.pools != second.site.pools or self.pinned & {one, two}:
            return False
        if any(pool.down for pool in first.site.pools.values()):
            return False
        tired = not self.legs[leg].fallow or sorted(first.spans) == sorted(second.spans)
        return tired and all(
            (free[self.full_days[stage]] == second.free[stage][self.full_days[stage]]).all()
            for stage, free in first.free.items()
        )

    def _full(self, why: Full) -> bool:
        """Whether some pool of a site cannot be shared out, by trying containers for each booking in order of days."""
        spot = self.spots[why.leg][why.site]
        for stage, pool in spot.site.pools.items():
            rows = []
            for name, start in spot.batches:
                for run, first in self._runs(why.leg, name, start):
                    if run.stage == stage:
                        until = first + run.days + run.overlap + pool.turnaround
                        rows.append((first, min(self.today, until), run.need))
            if pool.down and not _shares_out(pool, sorted(rows), self.today):
                return True
        return False


def _shares_out(pool: Pool, rows: list[tuple[int, int, int]], today: int) -> bool:
    """Whether each booking (first, end, need) can have containers of its own, clear of their maintenance.

    Tries sets of containers booking by booking; those with the same free days ahead count as one. Errors: TooLong.
    """
    windows = [tuple((f, e) for c, f, e in pool.down if c == number and f < today) for number in range(pool.containers)]
    states: set[State] = {tuple(sorted((0, w) for w in windows))}
    for first, end, need in rows:
        after: set[State] = set()
        for state in states:
            now = sorted((max(free, first), tuple(w for w in ws if w[1] > first)) for free, ws in state)
            open_ones = [i for i, (free, ws) in enumerate(now) if free <= first and all(w[0] >= end for w in ws)]
            for chosen in _choices(now, open_ones, need):
                taken = set(chosen)
                after.add(tuple(sorted((end if i in taken else free, ws) for i, (free, ws) in enumerate(now))))
            if len(after) > limits.CERTIFY_SHARES:
                raise TooLong
        states = after
        if not states:
            return False
    return True


def _choices(now: list[Container], open_ones: list[int], need: int) -> Iterator[list[int]]:
    """Sets of `need` containers, one of each kind of set: containers with the same windows ahead are alike."""
    if need == 0:
        yield []
        return
    if len(open_ones) < need:
        return
    kind = now[open_ones[0]][1]
    alike = [i for i in open_ones if now[i][1] == kind]
    others = [i for i in open_ones if now[i][1] != kind]
    for count in range(min(need, len(alike)), -1, -1):
        for rest in _choices(now, others, need - count):
            yield alike[:count] + rest
