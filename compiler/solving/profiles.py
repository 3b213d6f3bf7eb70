"""Demand of a leg in one geography as big integers: one field per stage and day that matters, one addition per booking.

Each site has one integer. A field holds demand plus a bias, so that its top bit is set exactly when demand
passes the capacity. Whether a batch fits at a site, over all stages and days, is then one addition and one mask.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from compiler.solving.holding import blocked, held, offsets, runs_in_leg
from compiler.solving.instance import Batch, Leg, Rest, Site

Interval = tuple[int, int, int]
"""(first day, day after the last blocked one, containers)"""


@dataclass(frozen=True, slots=True)
class Fit:
    """A batch in a leg from one start.

    The sites that can hold it at all, its demand per turnaround class, its first and last day + 1.
    """

    sites: int
    loads: tuple[int, ...]
    span: tuple[int, int] | None
    stages: tuple[tuple[str, int, int, int], ...]
    """(stage, first day, day after the last held, need): turnaround not added."""
    work: int
    """Container-days."""


@dataclass(slots=True)
class Layout:
    """The fields of one leg and geography. `empty[site]` is the integer of an empty site, maintenance counted in."""

    leg: Leg
    sites: list[Site]
    today: int
    batches: list[Batch]
    points: dict[str, list[int]]
    offset: dict[str, int]
    width: int
    ones: int
    guard: int
    empty: list[int]
    classes: list[int]
    """[site] index into `turnarounds`"""
    turnarounds: list[dict[str, int]]
    pinned: int
    """Sites that a batch is pinned to, as a bit set."""
    fits: dict[tuple[int, int], Fit] = field(default_factory=dict)
    rests: list[Rest | None] = field(default_factory=list)
    """[site] its rule of fallow"""
    mates: list[list[int]] = field(default_factory=list)
    """[site] the sites that rest together with it: itself, and all of its zone"""

    def __post_init__(self) -> None:
        self.rests = [self.leg.rest(site) for site in self.sites]
        zones = [(site.zone or site.id, bool(site.zone)) for site in self.sites]
        self.mates = [[other for other, name in enumerate(zones) if name == zone] for zone in zones]

    def block(self, stage: str, first: int, end: int, count: int) -> int:
        """`count` in every field of the stage over the days [first, end)."""
        points = self.points[stage]
        low = bisect_left(points, first)
        fields = bisect_left(points, end) - low
        if fields <= 0:
            return 0
        return ((self.ones & ((1 << (fields * self.width)) - 1)) * count) << ((self.offset[stage] + low) * self.width)

    def fit(self, index: int, start: int) -> Fit:
        """How batch `index` uses this leg when it starts on day `start`; computed once."""
        found = self.fits.get((index, start))
        if found is None:
            found = self.fits[index, start] = self._fit(self.batches[index], start)
        return found

    def _fit(self, batch: Batch, start: int) -> Fit:
        runs = runs_in_leg(batch, self.leg, start, self.today)
        pin = batch.pins.get(self.leg.id) if runs else None
        sites = 0
        for bit, site in enumerate(self.sites):
            if (pin is None or pin == site.id) and all(run.stage in site.pools for run, _, _ in runs):
                sites |= 1 << bit
        stages = tuple((run.stage, first, first + held(run), run.need) for run, first, _ in runs)
        loads = tuple(
            sum(
                self.block(stage, first, min(self.today, end + turn.get(stage, 0)), need)
                for stage, first, end, need in stages
            )
            for turn in self.turnarounds
        )
        last = min(self.today, max((end for _, _, end in runs), default=0))
        work = sum(need * (end - first) for _, first, end, need in stages)
        return Fit(sites, loads, (runs[0][1], last) if runs else None, stages, work)


def lay_out(leg: Leg, geo: str, today: int, batches: list[Batch], starts: list[list[int]]) -> Layout:
    """The layout for the batches of one geography; `starts[i]` are the days on which batch i may begin."""
    sites = [site for site in leg.sites if site.geo == geo]
    turnarounds: list[dict[str, int]] = []
    classes: list[int] = []
    for site in sites:
        turn = {stage: pool.turnaround for stage, pool in site.pools.items()}
        if turn not in turnarounds:
            turnarounds.append(turn)
        classes.append(turnarounds.index(turn))
    points = _points(leg, sites, today, batches, starts)
    offset: dict[str, int] = {}
    total = 0
    for stage in leg.stages:
        offset[stage] = total
        total += len(points[stage])
    most = max((pool.containers for site in sites for pool in site.pools.values()), default=0)
    most = max([most, *(run.need for batch in batches for run in batch.runs if run.stage in leg.stages)])
    width = most.bit_length() + 2
    ones = _ones(total, width)
    layout = Layout(
        leg,
        sites,
        today,
        batches,
        points,
        offset,
        width,
        ones,
        ones << (width - 1),
        [],
        classes,
        turnarounds or [{}],
        0,
    )
    layout.empty = [_empty(layout, site) for site in sites]
    pins = {batch.pins.get(leg.id) for batch in batches}
    layout.pinned = sum(1 << bit for bit, site in enumerate(sites) if site.id in pins)
    return layout


def _ones(count: int, width: int) -> int:
    """`count` fields of `width` bits, each holding 1.

    >>> bin(_ones(3, 4))
    '0b100010001'
    """
    made, have = (1, 1) if count else (0, 0)
    while have < count:
        step = min(have, count - have)
        made |= (made & ((1 << (step * width)) - 1)) << (have * width)
        have += step
    return made


def _empty(layout: Layout, site: Site) -> int:
    total = 0
    for stage in layout.leg.stages:
        pool = site.pools.get(stage)
        capacity = pool.containers if pool else 0
        total += layout.block(stage, 0, layout.today, (1 << (layout.width - 1)) - 1 - capacity)
        for _, first, end in pool.down if pool else ():
            total += layout.block(stage, first, min(end, layout.today), 1)
    return total


def _points(
    leg: Leg, sites: list[Site], today: int, batches: list[Batch], starts: list[list[int]]
) -> dict[str, list[int]]:
    """Per stage the days that matter.

    A day on which something begins, unless all that is there is also there on the next such day.
    """
    begins: dict[str, set[int]] = {stage: set() for stage in leg.stages}
    ends: dict[str, set[int]] = {stage: set() for stage in leg.stages}
    turns = {
        stage: sorted({site.pools[stage].turnaround for site in sites if stage in site.pools}) for stage in leg.stages
    }
    for batch, days in zip(batches, starts, strict=True):
        for run, offset in offsets(batch.runs):
            if run.stage in begins:
                begins[run.stage].update(offset + day for day in days if offset + day < today)
                for turn in turns[run.stage]:
                    ends[run.stage].update(offset + day + blocked(run, turn) for day in days)
    for site in sites:
        for stage, pool in site.pools.items():
            begins[stage].update(first for _, first, _ in pool.down if first < today)
            ends[stage].update(end for _, _, end in pool.down)
    return {stage: _maximal(sorted(begins[stage]), sorted(ends[stage])) for stage in leg.stages}


def _maximal(begins: list[int], ends: list[int]) -> list[int]:
    kept: list[int] = []
    for i, day in enumerate(begins):
        after = bisect_left(ends, day + 1)
        if i + 1 == len(begins) or (after < len(ends) and ends[after] <= begins[i + 1]):
            kept.append(day)
    return kept
