"""One row a batch and calendar month that has container summaries: their sums, and their FCR weighted by feed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from compiler.exact import divide_half_up
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, written
from compiler.filling.tables.inventory._months import LEVELS, Summary, summaries
from compiler.nouns import Day, Number, Same, Text


@dataclass(frozen=True, slots=True)
class _Month:
    """One batch in one month: sums of what stands in the rows of its containers, in 0.01 kg."""

    first: int
    last: int
    feed: int
    start: int
    end: int
    growth: int
    fcr_milli: int
    containers: int
    confidence: str


def _months(part: Part) -> list[list[Summary]]:
    return [list(some) for _, some in groupby(summaries(part), key=lambda one: one.first)]


def _columns(part: Part, months: list[list[Summary]], ids: Ids) -> Columns:
    sums = [_sum(some) for some in months]
    names = ("first", "last", "feed", "start", "end", "growth", "fcr_milli", "containers")
    first, last, feed, start, end, growth, fcr, containers = (
        np.array([getattr(one, name) for one in sums], dtype=np.int64) for name in names
    )
    return {
        "period_start": Day(first),
        "period_end": Day(last),
        "total_feed_kg": Number(feed, 2),
        "total_feed_consumed_kg": Number(feed, 2),
        "total_starting_biomass_kg": Number(start, 2, start == 0),
        "total_ending_biomass_kg": Number(end, 2, end == 0),
        "total_growth_kg": Number(growth, 2),
        "total_biomass_gain_kg": Number(growth, 2),
        "weighted_avg_fcr": Number(fcr, 3),
        "fcr": Number(fcr, 3),
        "container_count": Number(containers),
        "overall_confidence_level": Text([one.confidence for one in sums]),
        "estimation_method": Same("MEASURED"),
        "average_biomass_kg": Same(None),
        "average_feeding_percentage": Same(None),
        "batch_id": Same(ids["batch_batch"]),
        **written(last + 1, 3),
    }


def _sum(rows: list[Summary]) -> _Month:
    feed = [int(value) for value in divide_half_up(np.array([one.feed_dg for one in rows]), 100)]
    start, end, growth = (
        int(divide_half_up(np.array(values), 1000).sum())
        for values in zip(*((one.start, one.end, one.end - one.start) for one in rows), strict=True)
    )
    weights = feed if all(feed) else [max(one, 1) for one in feed]
    worth = sum(weight * one.fcr_milli for weight, one in zip(weights, rows, strict=True))
    return _Month(
        rows[0].first,
        rows[0].last,
        sum(feed),
        start,
        end,
        growth,
        _half_even(worth, sum(weights)),
        len(rows),
        max((one.confidence for one in rows), key=LEVELS.index),
    )


def _half_even(numerator: int, denominator: int) -> int:
    """Quotient of positive integers, ties to the even one."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


TABLE = BatchTable(name="inventory_batchfeedingsummary", select=_months, columns=_columns)
