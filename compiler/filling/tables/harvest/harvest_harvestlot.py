"""One row a harvest and product grade that got fish."""

from __future__ import annotations

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.lots import Lots, lots_of
from compiler.filling.part import Ids, Part, written
from compiler.nouns import Number


def _columns(part: Part, lots: Lots, ids: Ids) -> Columns:
    return {
        "live_weight_kg": Number(lots.live_g, 3),
        "gutted_weight_kg": Number(lots.gutted_g, 3),
        "fillet_weight_kg": Number(lots.fillet_g, 3),
        "unit_count": Number(lots.fish),
        "event_id": Number(lots.harvest + ids["harvest_harvestevent"]),
        "product_grade_id": Number(lots.grade),
        **written(lots.day, 18),
    }


TABLE = BatchTable(name="harvest_harvestlot", select=lots_of, columns=_columns)
