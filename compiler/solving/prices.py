"""How many batches fit at most: a price on each day of each stage, in whole numbers.

Whatever the prices: batches that stand together pay no more than all places could earn, and one that stands gains at
most its worth less what its cheapest start costs. So no more batches fit than places could earn, plus what batches
could gain, over the worth of one. Good prices come from steps along the excess of demand (a subgradient of the
Lagrangian dual, Held, Wolfe and Crowder 1974); a bad price makes the bound weak, never wrong. All is reckoned in
integers, so the bound is proven, and equal on every machine.

What a batch weighs need not be its containers: any weight of a need bounds as well, if a place earns no more than the
heaviest needs that fit into it together. With 1 for a need of more than half a hall, a hall holds one of them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import gcd

import numpy as np

from compiler.solving import limits
from compiler.solving.holding import blocked, offsets
from compiler.solving.instance import Batch, Instance, Pool
from compiler.solving.pricing import Market, Numbers, Pricing, least_bound
from compiler.solving.profiles import Layout, lay_out

Part = tuple[int, int, int, int]
"""(start of a batch, first point, point after the last, weight)"""


def most_by_prices(instance: Instance, batches: list[Batch]) -> int:
    """A proven upper bound of the batches of one geography that fit together."""
    days = [batch.starts() for batch in batches]
    market = _Opening(batches, days)
    for leg in instance.legs:
        market.open(lay_out(leg, batches[0].geo, instance.today, batches, days))
    return min(len(batches), market.bound())


class _Opening:
    """All rows of demand on one axis of points, and the starts of all batches with what they take there."""

    def __init__(self, batches: list[Batch], days: list[list[int]]) -> None:
        self.batches, self.days = batches, days
        self.rooms: list[Numbers] = []
        self.first = np.concatenate(([0], np.cumsum([len(day) for day in days])[:-1]))
        """[batch] its first start, counted over all batches"""
        # A part without weight for each start, so that none is without parts.
        self.parts: list[Part] = [(start, 0, 0, 0) for start in range(sum(map(len, days)))]

    def open(self, layout: Layout) -> None:
        """Add the rows of a leg that may overflow."""
        for stage in layout.leg.stages:
            pools = [site.pools[stage] for site in layout.sites if stage in site.pools]
            points = layout.points[stage]
            if not pools or not points:
                continue
            needs = sorted({r.need for batch in self.batches for r in batch.runs if r.stage == stage and r.need})
            rows = [self._row(stage, weight, points, pools) for weight in weights(needs, pools)]
            rows = [row for row in rows if row.pressure > 1]
            for row in sorted(rows, key=lambda row: -row.pressure)[: limits.PRICED]:
                base = sum(map(len, self.rooms))
                self.rooms.append(row.room)
                self.parts += [(start, base + low, base + high, weight) for start, low, high, weight in row.parts]

    def _row(self, stage: str, weight: dict[int, int], points: list[int], pools: list[Pool]) -> _Row:
        turn = min(pool.turnaround for pool in pools)
        parts: list[Part] = []
        for index, (batch, days) in enumerate(zip(self.batches, self.days, strict=True)):
            for run, offset in offsets(batch.runs):
                if run.stage != stage or not weight.get(run.need):
                    continue
                for k, day in enumerate(days):
                    low = bisect_left(points, day + offset)
                    high = bisect_left(points, day + offset + blocked(run, turn))
                    if low < high:
                        parts.append((int(self.first[index]) + k, low, high, weight[run.need]))
        return _Row(earnings(weight, points, pools), parts, self.first)

    def bound(self) -> int:
        """What good prices say, and what follows from them where they leave little more than a whole number."""
        if not self.rooms:
            return len(self.batches)
        start, low, high, weight = np.array(sorted(self.parts), dtype=np.int64).T
        begins = np.searchsorted(start, np.arange(int(start[-1]) + 1))
        market = Market(np.concatenate(self.rooms), start, low, high, weight, self.first, begins)
        found = Pricing.of(market, np.zeros(len(self.batches), np.int64), np.zeros(len(market.room), np.int64))
        found.improve(max(1, min(limits.PRICINGS, limits.PRICE_STEPS // len(start))))
        return least_bound(found)


@dataclass(slots=True)
class _Row:
    """What all places of a stage could earn by point, and what each start takes, counted in some weight."""

    room: Numbers
    parts: list[Part]
    first: Numbers

    @property
    def pressure(self) -> float:
        """The largest part of the room that the batches on their wished days ask for: above 1, the row may bind."""
        demand = np.zeros(len(self.room) + 1, dtype=np.int64)
        wished = set(self.first.tolist())
        for start, low, high, weight in self.parts:
            if start in wished:
                demand[low] += weight
                demand[high] -= weight
        ratio = np.cumsum(demand)[:-1] / np.maximum(self.room, 1)
        return float(ratio.max())


def weights(needs: list[int], pools: list[Pool]) -> list[dict[int, int]]:
    """Ways to weigh needs: containers; groups of some containers; and needs that leave no room for others as a whole
    place, those too small to matter as nothing (dual feasible functions, Fekete and Schepers 2001).

    >>> weights([4, 6, 7], [Pool(10, 0)])[-3:]
    [{4: 0, 6: 1, 7: 1}, {4: 0, 6: 0, 7: 1}, {4: 2, 6: 3, 7: 5}]
    """
    most = max(pool.containers for pool in pools)
    ways = [{need: need // size for need in needs} for size in range(1, most + 1)]
    for small in range(1, most // 2 + 1):
        ways.append({need: most if need > most - small else need if need >= small else 0 for need in needs})
    found: list[dict[int, int]] = []
    for way in ways:
        common = gcd(*way.values()) if way else 0
        least = {need: weight // common for need, weight in way.items()} if common else {}
        if least and least not in found:
            found.append(least)
    return found


def earnings(weight: dict[int, int], points: list[int], pools: list[Pool]) -> Numbers:
    """[point] the most that all places together can weigh: of each, the heaviest needs that fit into what is open."""
    most = heaviest(weight, max(pool.containers for pool in pools))
    days = np.array(points, dtype=np.int64)
    total = np.zeros(len(points), dtype=np.int64)
    for pool in pools:
        there = np.full(len(points), pool.containers, dtype=np.int64)
        for _, first, end in pool.down:
            there -= (first <= days) & (days < end)
        total += most[there]
    return total


def heaviest(weight: dict[int, int], room: int) -> Numbers:
    """[containers] the largest weight of needs that fit together into so many containers.

    >>> heaviest({4: 1, 6: 1, 10: 2}, 10).tolist(), heaviest({6: 1}, 7).tolist()
    ([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2], [0, 0, 0, 0, 0, 0, 1, 1])
    """
    found = [0] * (room + 1)
    for here in range(1, room + 1):
        found[here] = max([found[here - 1], *(found[here - n] + w for n, w in weight.items() if n <= here)])
    return np.array(found, dtype=np.int64)
