"""One row a stay and calendar month in which its fish ate and were seen to grow (_months.py), written afterwards."""

from __future__ import annotations

import numpy as np

from compiler.exact import divide_half_up
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, written
from compiler.filling.tables.inventory._months import Summary, summaries
from compiler.nouns import Day, Number, Same, Text


def _columns(part: Part, rows: tuple[Summary, ...], ids: Ids) -> Columns:
    names = ("stay", "first", "last", "feed_dg", "start", "end", "fcr_milli", "points")
    stay, first, last, feed, start, end, fcr, points = (
        np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in names
    )
    return {
        **written(last + 1, 2),
        "period_start": Day(first),
        "period_end": Day(last),
        "total_feed_kg": Number(divide_half_up(feed, 100), 2),
        "starting_biomass_kg": Number(divide_half_up(start, 1000), 2),
        "ending_biomass_kg": Number(divide_half_up(end, 1000), 2),
        "growth_kg": Number(divide_half_up(end - start, 1000), 2),
        "fcr": Number(fcr, 3),
        "confidence_level": Text([one.confidence for one in rows]),
        "estimation_method": Same("MEASURED"),
        "data_points": Number(points),
        "batch_id": Same(ids["batch_batch"]),
        "container_assignment_id": Number(stay + ids["batch_batchcontainerassignment"]),
    }


TABLE = BatchTable(name="inventory_containerfeedingsummary", select=summaries, columns=_columns)
