"""One row a stay and calendar month in which its fish ate and were seen to grow (_months.py), written afterwards."""

from __future__ import annotations

from compiler.exact import divide_half_up
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, written
from compiler.filling.tables.inventory._months import LEVELS, Summaries, summaries
from compiler.nouns import Day, Number, Same, Word


def _columns(part: Part, rows: Summaries, ids: Ids) -> Columns:
    return {
        **written(rows.last + 1, 2),
        "period_start": Day(rows.first),
        "period_end": Day(rows.last),
        "total_feed_kg": Number(divide_half_up(rows.feed_dg, 100), 2),
        "starting_biomass_kg": Number(divide_half_up(rows.start, 1000), 2),
        "ending_biomass_kg": Number(divide_half_up(rows.end, 1000), 2),
        "growth_kg": Number(divide_half_up(rows.end - rows.start, 1000), 2),
        "fcr": Number(rows.fcr_milli, 3),
        "confidence_level": Word(LEVELS, rows.confidence),
        "estimation_method": Same("MEASURED"),
        "data_points": Number(rows.points),
        "batch_id": Same(ids["batch_batch"]),
        "container_assignment_id": Number(rows.stay + ids["batch_batchcontainerassignment"]),
    }


def _born(part: Part, rows: Summaries) -> Int64:
    return rows.last + 1


TABLE = BatchTable(name="inventory_containerfeedingsummary", select=summaries, columns=_columns, born=_born)
