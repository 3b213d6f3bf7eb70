"""Feeding summaries: one family of periods, whole calendar months; the target's formula with the month's population.

A month of a stay has a summary when its fish ate in it, and growth samples of the whole batch on at least two of its
days show that the fish grew. The target takes the first and the last sample by date, whichever container they are of;
of several on one day ours takes that of the stay itself, else of the first stay. It reckons with the population that it
finds in the row of the stay; ours is the mean over the days of the month, days without the stay counted as none, so
that a stay of ten days has grown by ten days' worth of what it ate, and containers add up to the batch.
A stay that was emptied in the month has none: samples after its end are of fish in another stage. Where the samples of
a month lie closer together than two fifths of its days, the growth between them says too little of what the batch ate:
there is no summary, either.
A mixed batch has one stay, and samples from its first day to its last: of a month only the days of that stay count. Two
samples alone speak for it, of ten fish maybe, so they must lie four fifths of the month apart. So must those of the
month in which bought fish come: they may come on several days, and eat on more of them than the samples span.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.filling.months import first_of, month_of
from compiler.filling.part import Int64, Part
from compiler.nouns import History, Ints, kept

HIGHEST_MILLI = 99_999
"""The column of the FCR ends at 99.999."""
APART, MIXED_APART = 2, 4
"""Fifths of a month that lie between its first and its last sample, at least; of a mixed batch, or where fish come"""
LEVELS = ("VERY_HIGH", "HIGH", "MEDIUM", "LOW")
"""How far the target trusts a summary, from the best to the worst"""
CONFIDENCE = (10, 20, 40)
"""Days from the last weighing to the end of the period, below which it trusts one so much."""


@dataclass(frozen=True, slots=True)
class Summaries:
    """[summary] one stay in one month: by month, then stay. Biomass is exact: fish x 0.01 g."""

    stay: Int64
    first: Int64
    """First day of the month"""
    last: Int64
    feed_dg: Int64
    start: Int64
    end: Int64
    fcr_milli: Int64
    points: Int64
    """Growth samples of the batch in the month"""
    confidence: Int64
    """Index into LEVELS"""

    def __len__(self) -> int:
        return len(self.stay)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """[month] the growth samples of a batch in the months that have enough of them."""

    month: Int64
    """Index of the month"""
    last: Int64
    """Day of the last sample"""
    points: Int64
    before: Int64
    """[month, stay] weight at the first sample, 0.01 g"""
    now: Int64
    """[month, stay] weight at the last"""


@kept
def summaries(part: Part) -> Summaries:
    """Of the months of a batch that are over."""
    history, day = part.history, part.history.day_of_cell
    if not len(history.samples.cell):
        return Summaries(*(np.zeros(0, dtype=np.int64) for _ in range(9)))
    begun, as_of = month_of(int(day.min())), part.world.scenario.as_of
    edges = np.array([first_of(month) for month in range(begun, month_of(as_of) + 1)], dtype=np.int64)
    month = np.searchsorted(edges, day, side="right") - 1
    weighed = _weighed(history, month, edges)
    feed, fish = (_sums(history, month, values, len(edges)) for values in (history.days.feed_dg, history.days.count))
    emptied = history.plan.end < edges[weighed.month + 1][:, None]
    at, stay = np.nonzero((feed[weighed.month] > 0) & ~emptied)
    first, after = edges[weighed.month[at]], edges[weighed.month[at] + 1]
    days = np.bincount(month)[weighed.month[at]] if history.mixed else after - first
    population = (2 * fish[weighed.month[at], stay] + days) // (2 * days)
    eaten, before, now = feed[weighed.month[at], stay], weighed.before[at, stay], weighed.now[at, stay]
    growth = (now - before) * population
    milli = np.where(growth > 0, (20_000 * eaten + growth) // np.maximum(2 * growth, 1), HIGHEST_MILLI + 1)
    level = np.searchsorted(CONFIDENCE, after - 1 - weighed.last[at], side="right")
    columns = (stay, first, after - 1, eaten, before * population, now * population, milli, weighed.points[at], level)
    return Summaries(*(column[milli <= HIGHEST_MILLI] for column in columns))


def _weighed(history: History, month: Int64, edges: Int64) -> _Weighed:
    """Args: month  [cell]; edges  first days of the months, and of the one that is not over"""
    taken = np.argsort(month[history.samples.cell], kind="stable")
    taken = taken[month[history.samples.cell[taken]] < len(edges) - 1]
    cell, weight = history.samples.cell[taken], history.samples.weight_cg[taken].astype(np.int64)
    day = history.day_of_cell[cell].astype(np.int64)
    at, start, points = np.unique(month[cell], return_index=True, return_counts=True)
    first, last = (reach.reduceat(day, start) if len(at) else start for reach in (np.minimum, np.maximum))
    come = history.day_of_cell.min() > edges[at]
    enough = 5 * (last - first) >= np.where(history.mixed | come, MIXED_APART, APART) * (edges[at + 1] - edges[at])
    row, of = np.repeat(np.arange(len(at)), points), history.stay_of_cell[cell]
    sides = []
    for limit in (first, last):
        theirs = np.flatnonzero(day == limit[row])
        _, leading = np.unique(row[theirs], return_index=True)
        found = np.repeat(weight[theirs[leading], None], len(history.plan.stage), axis=1)
        found[row[theirs], of[theirs]] = weight[theirs]
        sides.append(found[enough])
    return _Weighed(at[enough], last[enough], points[enough], *sides)


def _sums(history: History, month: Int64, values: Ints, months: int) -> Int64:
    """[month, stay] sums of a value of the cells; whole numbers below 2**53, so floats hold them."""
    stays = len(history.plan.stage)
    sums = np.bincount(month * stays + history.stay_of_cell, weights=values, minlength=months * stays)
    return sums.astype(np.int64).reshape(months, stays)
