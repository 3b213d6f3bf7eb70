"""What the life of a batch means to the finance of each month and site: fish on the first, feed, fish bought, deaths.

Months are counted from the first that finance keeps; sites are indices into books.sites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from compiler.exact import divide_half_up
from compiler.filling.deliveries import deliveries
from compiler.filling.derive.states import stored_start
from compiler.filling.months import first_of, month_of
from compiler.filling.part import Ids, Part, biomass_ckg, bought_fish, first_day, paid_per_thousand, transitions
from compiler.filling.transactions import Transaction
from compiler.filling.world import scaled

Int64 = NDArray[np.int64]
ASSIGNMENTS, SAMPLES = "batch_batchcontainerassignment", "batch_growthsample"


@dataclass(frozen=True, slots=True)
class Stock:
    """[row] a batch at a site on the first of a month, by month and site, as the target meets them."""

    month: Int64
    site: Int64
    part: Int64
    fish: Int64
    biomass_ckg: Int64
    """0.01 kg"""
    dead: Int64
    """Of its fish at the site in the month, as far as history goes"""
    first: Int64
    """What the target meets first is less: the least id of their assignments"""


@dataclass(frozen=True, slots=True)
class Place:
    """What every batch is looked at by."""

    edges: Int64
    """[month + 1] its first day; the last is the day after all months"""
    site_of: Int64
    """[container] its site, -1 for none"""
    sites: int

    @property
    def first(self) -> int:
        """The first month, counted from the year 0."""
        return month_of(int(self.edges[0]))

    @property
    def shape(self) -> tuple[int, int]:
        """Months and sites; one site more is nowhere."""
        return len(self.edges) - 1, self.sites + 1

    def month_of(self, day: int) -> int:
        """-1 before the first month."""
        return int(np.searchsorted(self.edges, day, side="right")) - 1


def feed_cents(part: Part, place: Place) -> Int64:
    """[month, site] cost of the meals of a batch."""
    found = np.zeros(place.shape, dtype=np.int64)
    if part.history.begun:
        size = len(part.history.days.count)
        by_cell = np.bincount(part.history.meals.cell, part.meal_cents, size).astype(np.int64)
        _add_months(part, by_cell, place, found)
    return found[:, :-1]


def fish_cents(part: Part, sold: Sequence[Transaction], place: Place) -> Int64:
    """[month, site] cost of eggs and fish, invoiced when their month is over: deliveries, and what the site bought."""
    found = np.zeros(place.shape, dtype=np.int64)
    came, price_cents = deliveries(part), _price_cents(part)
    count = (came.living + came.dead)[came.come]
    containers = part.history.plan.container[came.stay[came.box[came.come]]]
    for day, container, cents in zip(
        came.day[came.come].tolist(),
        containers.tolist(),
        divide_half_up(count * price_cents, 1000).tolist(),
        strict=True,
    ):
        _book(found, place, day, container, cents)
    changes = transitions(part) if any(one.change >= 0 for one in sold) else []
    for one in sold:
        if one.change >= 0:
            stay = part.history.plan.move_dest[changes[one.change].moves[0]]
            _book(found, place, one.day, int(part.history.plan.container[stay]), one.cents or 0)
    return found[:, :-1]


def _price_cents(part: Part) -> int:
    """Of a thousand eggs or fish, as the creation workflow has it; of eggs what finance says where it has none."""
    price = paid_per_thousand(part)
    if price is None:
        price = 0.0 if bought_fish(part) else part.world.scenario.finance.eggs_per_thousand
    return int(scaled([price], 2).values[0])


def _book(found: Int64, place: Place, day: int, container: int, cents: int) -> None:
    """In the month after: then the fish are there on the first, and bear what they cost."""
    month = place.month_of(first_of(month_of(day) + 1))
    if 0 <= month < place.shape[0]:
        found[month, place.site_of[container]] += cents


def stock_of(part: Part, number: int, place: Place, ids: Ids) -> Stock:
    """Fish of a batch on the first of each month by its daily states; none of one that has no such states."""
    fish, ckg, rows, dead = (np.zeros(place.shape, dtype=np.int64) for _ in range(4))
    least = np.full(place.shape, np.iinfo(np.int64).max)
    if part.state == "whole":
        history, states = part.history, part.derived.states
        stay, month = np.nonzero(_covers(part, place.edges[:-1]))
        at = (month, place.site_of[history.plan.container[stay]])
        cells = history.cell_at(stay, place.edges[month])
        for total, values in ((fish, states.population), (ckg, states.biomass_ckg)):
            np.add.at(total, at, values[cells])
        np.add.at(rows, at, 1)
        np.minimum.at(least, at, ids.ids_of(ASSIGNMENTS, stay))
        _add_months(part, history.days.deaths.astype(np.int64), place, dead)
    month, site = np.nonzero(rows[:, :-1])
    totals = (total[month, site] for total in (fish, ckg, dead, least))
    return Stock(month, site, np.full(len(month), number), *totals)


def present_stock(parts: Sequence[Part], place: Place, ids: Sequence[Ids]) -> Stock:
    """Fish on as_of, the first of the last month: no daily state is dated then, so the target goes by assignments."""
    month, rows = len(place.edges) - 2, []
    for number, (part, own) in enumerate(zip(parts, ids, strict=True)):
        plan, as_of = part.history.plan, part.world.scenario.as_of
        if part.history.begun:
            fish, weight_cg = stored_start(part.history, SAMPLES not in part.world.scenario.tables_off)
            known = own.ids_of(ASSIGNMENTS, np.arange(len(fish)))
            here = zip(plan.first, known, plan.container, fish, biomass_ckg(fish, weight_cg), plan.open, strict=True)
            rows += [
                (int(day), int(id), number, place.site_of[box], count, ckg)
                for day, id, box, count, ckg, still in here
                if still
            ]
        if first_day(part) <= as_of:
            known = own.ids_of(ASSIGNMENTS, len(plan.stage) + np.arange(len(plan.ordered_container)))
            rows += [
                (first_day(part), int(id), number, place.site_of[box], 0, 0)
                for id, box in zip(known, plan.ordered_container, strict=True)
            ]
    found: dict[tuple[int, int], list[int]] = {}
    for _, _, number, site, count, ckg in sorted(rows):
        total = found.setdefault((int(site), number), [0, 0])
        total[0], total[1] = total[0] + int(count), total[1] + int(ckg)
    met = [(site, number, *total) for (site, number), total in found.items()]
    listed = [(month, *one, 0, at) for at, one in enumerate(met) if one[0] >= 0]
    return Stock(*np.array(listed, dtype=np.int64).reshape(-1, 7).T)


def joined(stocks: Sequence[Stock]) -> Stock:
    """All of them; those of one month and site in the order in which the target meets them."""
    columns = [np.concatenate([getattr(one, field.name) for one in stocks]) for field in fields(Stock)]
    order = np.lexsort((columns[-1], columns[1], columns[0]))
    return Stock(*(column[order] for column in columns))


def _covers(part: Part, days: Int64) -> NDArray[np.bool_]:
    """[stay, day] whether the stay has a cell on the day."""
    history = part.history
    first, length = history.plan.first[:, None], np.diff(history.stays.edges)[:, None]
    there: NDArray[np.bool_] = (first <= days) & (days < first + length)
    return there


def _add_months(part: Part, by_cell: Int64, place: Place, found: Int64) -> None:
    """Add what the cells of each stay say to its site and the months of their days."""
    history = part.history
    first, length = history.plan.first[:, None], np.diff(history.stays.edges)[:, None]
    upto = np.concatenate([[0], np.cumsum(by_cell)])
    edge = np.minimum(np.maximum(place.edges - first, 0), length) + history.first_cell[:, None]
    site = place.site_of[history.plan.container][:, None]
    months = np.broadcast_to(np.arange(place.shape[0]), (len(site), place.shape[0]))
    np.add.at(found, (months, site), np.diff(upto[edge], axis=1))
