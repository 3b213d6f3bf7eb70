"""Feed stores: deliveries, first in first out, and the exact cost of every meal. The one part that couples batches.

A store feeds the containers of its hall; of an area's barges the first one feeds. A lot is a delivery of one feed to
one store. Amounts are integers of 0.1 g (dg), prices cents per kg, so costs are exact until a meal's is rounded, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, bounded, iso_weekday, key, normal, words
from compiler.nouns import FeedStore, History, Scenario

Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

DG_PER_KG = 10_000
QUARTER = 91
"""Days"""
_LEAST_DG = 100
"""Every amount is a multiple of 0.01 kg."""
_MINUTE_BITS, _DAY_BITS, _FEED_BITS = 24, 35, 54
"""Where minute, day and feed begin in the sort key of a meal, above its container."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Read-only arrays. Lots are ordered by (day, store, feed); bought = eaten + left, exactly, by store and feed."""

    lot_store: Int16
    """[lot] index into Scenario.feed_stores"""
    lot_feed: Int16
    """[lot] index into Scenario.feeds"""
    lot_day: Int32
    """[lot] day of delivery: not after the first meal from it, before as_of"""
    lot_dg: Int64
    """[lot] quantity, 0.1 g, a multiple of 100"""
    lot_price_cents: Int32
    """[lot] price of a kilogram, at least 1 cent"""
    lot_left_dg: Int64
    """[lot] what is left at as_of"""
    meal_cents: tuple[Int32, ...]
    """[history] [meal] cost of each meal, aligned to History.meals"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The meals of one batch in one hall or area: a slice of History's meals, because stays are ordered by stage."""

    history: int
    store: int
    stays: slice
    cells: slice
    meals: slice


@dataclass(frozen=True, slots=True)
class Lots:
    """Deliveries of one feed to one store, by day."""

    day: Int64
    dg: Int64
    cents: Int64


def keep_ledger(scenario: Scenario, histories: Sequence[History]) -> Ledger:
    """Deliver what the histories eat, and price each meal by the lots that it eats from.

    Lots of a store and feed are eaten in the order of their delivery, by meals in the order (day, minute, container).
    At the end of each day a store holds at most its capacity; it never holds less than nothing.
    Args:    histories  of any batches of the scenario, in canonical order
    Errors:  none: check AQ2xx has seen that every hall and area with fed fish has a store
    """
    chunks = [c for i, h in enumerate(histories) for c in _chunks(scenario, i, h)]
    cents = tuple(np.zeros(len(h.meals.cell), dtype=np.int32) for h in histories)
    found: list[tuple[int, int, Lots, Int64]] = []
    for store in sorted({c.store for c in chunks}):
        mine = [c for c in chunks if c.store == store]
        first, demand = _demand(scenario, histories, mine)
        ordered = deliveries(scenario, scenario.feed_stores[store], first, demand)
        left = _price(histories, mine, first, ordered, cents)
        found += [(store, feed, ordered[feed], left[feed]) for feed in sorted(ordered)]
    for each in cents:
        each.flags.writeable = False
    return _ledger(found, cents)


def _chunks(scenario: Scenario, index: int, history: History) -> list[Chunk]:
    """Runs of stays that are fed by the same store, with their cells and meals."""
    feeders: dict[tuple[str, int], int] = {}
    for store, kept in enumerate(scenario.feed_stores):
        feeders.setdefault((kept.leg, kept.place), store)
    places = [scenario.containers[int(c)] for c in history.plan.container]
    stores = np.array([feeders.get((c.leg, c.place), -1) for c in places])
    cuts = [0, *(np.flatnonzero(stores[1:] != stores[:-1]) + 1).tolist(), len(stores)]
    chunks = []
    for begin, end in pairwise(cuts):
        cells = slice(history.cells(begin).start, history.cells(end - 1).stop)
        low, high = np.searchsorted(history.meals.cell, [cells.start, cells.stop])
        if high > low:
            chunks.append(Chunk(index, int(stores[begin]), slice(begin, end), cells, slice(int(low), int(high))))
    return chunks


def _by_cell(history: History, chunk: Chunk, of_stay: NDArray[np.integer]) -> Int64:
    """[cell of the chunk] what is known of its stay: int64. Args: of_stay  [stay of the history]"""
    lengths = np.diff(history.stays.edges[chunk.stays.start : chunk.stays.stop + 1])
    return np.repeat(of_stay[chunk.stays].astype(np.int64), lengths)


def _days(history: History, chunk: Chunk) -> Int64:
    """[cell of the chunk] days since 1970-01-01."""
    since = _by_cell(history, chunk, history.plan.first - history.first_cell)
    return np.arange(chunk.cells.start, chunk.cells.stop) + since


def _demand(scenario: Scenario, histories: Sequence[History], chunks: list[Chunk]) -> tuple[int, Int64]:
    """First day, and what the fish of a store eat: int64 [day, feed], 0.1 g."""
    days, feeds = [_days(histories[c.history], c) for c in chunks], len(scenario.feeds)
    first, last = min(int(d.min()) for d in days), max(int(d.max()) for d in days)
    places, amounts = [], []
    for chunk, day in zip(chunks, days, strict=True):
        eaten = histories[chunk.history].days
        fed = np.flatnonzero(eaten.feed[chunk.cells] >= 0)
        places.append((day[fed] - first) * feeds + eaten.feed[chunk.cells][fed])
        amounts.append(eaten.feed_dg[chunk.cells][fed])
    # of whole numbers, far below 2**53
    demand = np.bincount(np.concatenate(places), np.concatenate(amounts), (last - first + 1) * feeds).astype(np.int64)
    return first, demand.reshape(-1, feeds)


def deliveries(scenario: Scenario, store: FeedStore, first: int, demand: Int64) -> dict[int, Lots]:
    """Lots by feed. A feed is ordered for the day that would leave less than the reorder share, or than the need of
    `soon_days`.

    An order fills the store up to the fill share, but covers at most `ahead_days`; a day that eats more than fits is
    delivered in full, straight to the fish. Prices are drawn by store, feed and day around the feed's price.
    """
    capacity = int(store.capacity_kg * DG_PER_KG) // _LEAST_DG * _LEAST_DG
    law = scenario.supply
    low = int(capacity * law.reorder_share)
    full = int(capacity * law.fill_share) // _LEAST_DG * _LEAST_DG
    ended = first + len(demand) < scenario.as_of
    rows, feeds = np.nonzero(demand > 0)
    eaten, soon, later = (ahead(demand, days, ended)[rows, feeds] for days in (1, law.soon_days + 1, law.ahead_days))
    works, until = _working(demand, first, law.days_off, ended)
    least = np.maximum(np.minimum(low, soon - eaten), until[rows, feeds] - eaten)
    stock = [0] * demand.shape[1]
    lots: dict[int, list[tuple[int, int]]] = {}
    days = zip(*(one.tolist() for one in (first + rows, feeds, works[rows], eaten, least, later)), strict=True)
    for day, feed, open_, gone, wish, need in days:
        rest = stock[feed] - gone
        if rest < 0 or (open_ and rest < wish):
            amount = _order(full - sum(stock), -rest, need - stock[feed], law.lot_kg * DG_PER_KG)
            lots.setdefault(feed, []).append((day, amount))
            rest += amount
        stock[feed] = rest
    return {feed: _lots(scenario, store, feed, [lot for lot in some if lot[1]]) for feed, some in lots.items()}


def _working(demand: Int64, first: int, off: tuple[int, ...], ended: bool) -> tuple[NDArray[np.bool_], Int64]:
    """Whether each day has deliveries, and what is eaten from it until the next that has: [day], [day][feed]."""
    free = np.isin(iso_weekday(first + np.arange(len(demand) + len(off))), off)
    lengths = np.ones(len(demand), dtype=np.int64)
    open_ = np.ones(len(demand), dtype=np.bool_)
    for days in range(1, len(off) + 1):
        open_ &= free[days : days + len(demand)]
        lengths += open_
    windows = np.stack([ahead(demand, days, ended) for days in range(1, len(off) + 2)])
    return ~free[: len(demand)], windows[lengths - 1, np.arange(len(demand))]


def ahead(demand: Int64, days: int, ended: bool) -> Int64:
    """What is eaten from each day on for some days: int64 [day, feed]. Unless it ended, the last day goes on."""
    after = np.zeros((days, demand.shape[1]), dtype=np.int64) if ended else np.tile(demand[-1], (days, 1))
    upto = np.cumsum(np.vstack([0 * demand[:1], demand, after]), axis=0)
    window: Int64 = upto[days : days + len(demand)] - upto[: len(demand)]
    return window


def _order(room: int, least: int, wanted: int, lot: int) -> int:
    """Amount of a delivery: what is wanted in whole lots if there is room, but at least what the day lacks."""
    whole = -(-wanted // lot) * lot
    if whole > room:
        whole = max(room // lot * lot, min(room, wanted))
    return max(whole, least, 0)


def _lots(scenario: Scenario, store: FeedStore, feed: int, ordered: list[tuple[int, int]]) -> Lots:
    day, dg = (np.array(column, dtype=np.int64) for column in zip(*ordered, strict=True))
    entity = key(scenario.seed, Stream.FEED_PRICE, f"{store.name}/{scenario.feeds[feed].name}")
    z = normal(words(entity, int(day[0]), int(day[-1] - day[0]) + 1, 1))[day - day[0], 0]
    law = scenario.supply
    price = scenario.feeds[feed].price_per_kg * (1.0 + law.price_sd * bounded(z, 3.0)) * market(scenario, day)
    return Lots(day, dg, np.maximum(np.floor(price * 100.0 + 0.5).astype(np.int64), 1))


def market(scenario: Scenario, day: Int64) -> NDArray[np.float64]:
    """Factor of the market on every feed, from the middle of a quarter to that of the next: float64 [shape of day]."""
    first, last = int(day.min()) // QUARTER, int(day.max()) // QUARTER
    knots = normal(words(key(scenario.seed, Stream.FEED_PRICE, "/market"), first, last - first + 2, 1))[:, 0]
    at, part = day // QUARTER - first, (day % QUARTER) / QUARTER
    level = bounded((1.0 - part) * knots[at] + part * knots[at + 1], 3.0)
    factor: NDArray[np.float64] = 1.0 + scenario.supply.market_sd * level
    return factor


def _price(
    histories: Sequence[History], chunks: list[Chunk], first: int, lots: dict[int, Lots], cents: tuple[Int32, ...]
) -> dict[int, Int64]:
    """Write the cost of every meal from a store into `cents`; returns what is left of its lots at the end, by feed.

    Args: first  day before which nobody ate from it
    """
    order = np.concatenate([_meal_order(histories[c.history], c, first) for c in chunks])
    by_turn = np.argsort(order, kind="stable")  # which merges runs: those of a stay are in order
    amount = np.concatenate([histories[c.history].meals.dg[c.meals] for c in chunks])[by_turn]
    paid, left = np.zeros(len(amount), dtype=np.int32), {}
    for feed, bought in lots.items():
        low, high = np.searchsorted(order, [feed << _FEED_BITS, feed + 1 << _FEED_BITS], sorter=by_turn).tolist()
        eaten = np.zeros(high - low + 1, dtype=np.int64)
        np.cumsum(amount[low:high], out=eaten[1:])
        value = _value(bought, eaten)
        paid[low:high] = (np.diff(value) + DG_PER_KG // 2) // DG_PER_KG
        ends = np.cumsum(bought.dg)
        left[feed] = np.minimum(np.maximum(ends - int(eaten[-1]), 0), bought.dg)
    cost = np.empty_like(paid)
    cost[by_turn] = paid
    at = 0
    for chunk in chunks:
        size = chunk.meals.stop - chunk.meals.start
        cents[chunk.history][chunk.meals] = cost[at : at + size]
        at += size
    return left


def _meal_order(history: History, chunk: Chunk, first: int) -> Int64:
    """Sort key (feed, day, minute, container) of each meal of a chunk; no two meals share one."""
    here = chunk.cells
    of_cell = (history.days.feed[here].astype(np.int64) << _FEED_BITS) + _by_cell(
        history, chunk, history.plan.container
    )
    of_cell += _days(history, chunk) - first << _DAY_BITS
    ordered: Int64 = of_cell[history.meals.cell[chunk.meals] - here.start]
    ordered += history.meals.minute[chunk.meals].astype(np.int64) << _MINUTE_BITS
    return ordered


def _value(lots: Lots, eaten: Int64) -> Int64:
    """Cost of the first `eaten` 0.1 g of the lots, in cents / DG_PER_KG: int64 [shape of eaten], which ascends."""
    ends = np.cumsum(lots.dg)
    # of the lots before each, less what they would be worth at its price
    worth = np.cumsum(lots.dg * lots.cents) - ends * lots.cents
    first = np.searchsorted(eaten, ends[:-1])
    sizes = np.diff(np.concatenate([[0], first, [len(eaten)]]))
    value: Int64 = eaten * np.repeat(lots.cents, sizes) + np.repeat(worth, sizes)
    return value


def _ledger(found: list[tuple[int, int, Lots, Int64]], cents: tuple[Int32, ...]) -> Ledger:
    sizes = [len(lots.day) for _, _, lots, _ in found]
    days = _joined([lots.day for _, _, lots, _ in found])
    by_day = np.argsort(days, kind="stable")
    ledger = Ledger(
        lot_store=np.repeat(np.array([store for store, _, _, _ in found], dtype=np.int16), sizes)[by_day],
        lot_feed=np.repeat(np.array([feed for _, feed, _, _ in found], dtype=np.int16), sizes)[by_day],
        lot_day=days[by_day].astype(np.int32),
        lot_dg=_joined([lots.dg for _, _, lots, _ in found])[by_day],
        lot_price_cents=_joined([lots.cents for _, _, lots, _ in found]).astype(np.int32)[by_day],
        lot_left_dg=_joined([left for _, _, _, left in found])[by_day],
        meal_cents=cents,
    )
    for field in fields(ledger)[:-1]:
        getattr(ledger, field.name).flags.writeable = False
    return ledger


def _joined(parts: list[Int64]) -> Int64:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
