"""One row a batch and calendar month that has container summaries: their sums, and their FCR weighted by feed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import divide_half_up
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, written
from compiler.filling.tables.inventory._months import LEVELS, Summaries, summaries
from compiler.nouns import Day, Number, Same, Word


@dataclass(frozen=True, slots=True)
class _Months:
    """The summaries of a batch, and where those of each month begin."""

    rows: Summaries
    start: Int64

    def __len__(self) -> int:
        return len(self.start)

    def sums(self, values: Int64) -> Int64:
        """[month] of a value of its summaries."""
        sums: Int64 = np.add.reduceat(values, self.start)
        return sums


def _select(part: Part) -> _Months:
    rows = summaries(part)
    return _Months(rows, np.unique(rows.first, return_index=True)[1])


def _columns(part: Part, months: _Months, ids: Ids) -> Columns:
    """Sums of what stands in the rows of its containers, in 0.01 kg."""
    rows = months.rows
    each = divide_half_up(rows.feed_dg, 100)
    feed = months.sums(each)
    start, end, growth = (
        months.sums(divide_half_up(values, 1000)) for values in (rows.start, rows.end, rows.end - rows.start)
    )
    weights = np.maximum(each, 1)
    fcr = _half_even(months.sums(weights * rows.fcr_milli), months.sums(weights))
    first, last = rows.first[months.start], rows.last[months.start]
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
        "container_count": Number(months.sums(np.ones_like(each))),
        "overall_confidence_level": Word(LEVELS, np.maximum.reduceat(rows.confidence, months.start)),
        "estimation_method": Same("MEASURED"),
        "average_biomass_kg": Same(None),
        "average_feeding_percentage": Same(None),
        "batch_id": Same(ids["batch_batch"]),
        **written(last + 1, 3),
    }


def _half_even(numerator: Int64, denominator: Int64) -> Int64:
    """Quotient of positive integers, ties to the even one."""
    whole, rest = np.divmod(numerator, denominator)
    rounded: Int64 = whole + ((2 * rest > denominator) | ((2 * rest == denominator) & (whole % 2 == 1)))
    return rounded


def _born(part: Part, months: _Months) -> Int64:
    return months.rows.last[months.start] + 1


TABLE = BatchTable(name="inventory_batchfeedingsummary", select=_select, columns=_columns, born=_born)
