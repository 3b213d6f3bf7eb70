"""One row a ring emptied, on the morning of its departure date."""

from __future__ import annotations

from compiler.filling.habits import emptied
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, batch_of, geography_of, harvests, written
from compiler.nouns import Number, Same, Text


def _columns(part: Part, stays: Int64, ids: Ids) -> Columns:
    plan, boxes = part.history.plan, part.world.scenario.containers
    number, trade = batch_of(part).number, geography_of(part).trade
    buyer = trade.harvest_to if trade else ""
    return {
        "event_date": emptied(part, stays),
        "dest_subsidiary": Same(buyer or None),
        "document_ref": Text([f"HRV-{number}-{boxes[at].name}" for at in plan.container[stays].tolist()]),
        "assignment_id": Number(stays + ids["batch_batchcontainerassignment"]),
        "batch_id": Same(ids["batch_batch"]),
        "dest_geography_id": Same(batch_of(part).geography + 1 if buyer else None),
        **written(plan.end[stays], 18),
    }


TABLE = BatchTable(name="harvest_harvestevent", select=harvests, columns=_columns)
