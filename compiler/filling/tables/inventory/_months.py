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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from compiler.filling.months import first_of, month_of
from compiler.filling.part import Int64, Part

HIGHEST_MILLI = 99_999
"""The column of the FCR ends at 99.999."""
APART, MIXED_APART = 2, 4
"""Fifths of a month that lie between its first and its last sample, at least; of a mixed batch, or where fish come"""
CONFIDENCE = ((10, "VERY_HIGH"), (20, "HIGH"), (40, "MEDIUM"))
"""Days from the last weighing to the end of the period, below which the target trusts a summary so much."""
LEVELS = ("VERY_HIGH", "HIGH", "MEDIUM", "LOW")
"""From the best to the worst"""


@dataclass(frozen=True, slots=True)
class Summary:
    """One stay in one month. Biomass is exact: fish x 0.01 g."""

    stay: int
    first: int
    """First day of the month"""
    last: int
    feed_dg: int
    start: int
    end: int
    fcr_milli: int
    points: int
    """Growth samples of the batch in the month"""
    confidence: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the months of a batch have in common: [cell] day, stay, and weight where it was sampled."""

    day: Int64
    stay: Int64
    weights: Mapping[int, int]


def summaries(part: Part) -> tuple[Summary, ...]:
    """By month, then stay."""
    history = part.history
    if not len(history.samples.cell):
        return ()
    day = part.history.day_of_cell
    weights = dict(zip(history.samples.cell.tolist(), history.samples.weight_cg.tolist(), strict=True))
    known = _Known(day, history.stay_of_cell, weights)
    found: list[Summary] = []
    for first, after in _months(int(day.min()), part.world.scenario.as_of):
        sampled = history.samples.cell[(day[history.samples.cell] >= first) & (day[history.samples.cell] < after)]
        apart = int(np.ptp(day[sampled])) if len(sampled) else 0
        if 5 * apart >= (MIXED_APART if history.mixed or day.min() > first else APART) * (after - first):
            cells = np.flatnonzero((day >= first) & (day < after))
            found += _month(part, (first, after), cells, sampled, known)
    return tuple(found)


def _months(first: int, end: int) -> Iterator[tuple[int, int]]:
    """(first day, day after the last) of the calendar months that are over before `end`, from that of `first` on."""
    yield from pairwise(first_of(month) for month in range(month_of(first), month_of(end) + 1))


def _month(part: Part, month: tuple[int, int], cells: Int64, sampled: Int64, known: _Known) -> Iterator[Summary]:
    """`cells` are those of the month; `sampled` the cells of its growth samples, by stay and day."""
    (first, after), history, day, of = month, part.history, known.day, known.stay
    stay = of[cells]
    ends = [sampled[day[sampled] == limit] for limit in (day[sampled].min(), day[sampled].max())]
    size = len(part.history.plan.stage)
    feed, fish = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(feed, stay, history.days.feed_dg[cells])
    np.add.at(fish, stay, history.days.count[cells].astype(np.int64))
    days = len(np.unique(day[cells])) if history.mixed else after - first
    emptied = part.history.plan.end < after
    for one in np.flatnonzero((feed > 0) & ~emptied).tolist():
        population = (2 * int(fish[one]) + days) // (2 * days)
        before, now = (known.weights[int(([*some[of[some] == one], *some])[0])] for some in ends)
        growth = (now - before) * population
        milli = (20_000 * int(feed[one]) + growth) // (2 * growth) if growth > 0 else HIGHEST_MILLI + 1
        if milli <= HIGHEST_MILLI:
            weighed = after - 1 - int(day[sampled].max())
            level = next((name for limit, name in CONFIDENCE if weighed < limit), "LOW")
            yield Summary(
                one, first, after - 1, int(feed[one]), before * population, now * population, milli, len(sampled), level
            )
