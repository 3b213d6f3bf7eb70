"""One row a ring emptied, on the morning of its departure date."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.filling.part import Ids, Part, at_hour, batch_of, geography_of, harvests, written
from compiler.nouns import Number, Rows, Same, Serial, Text

TABLE = "harvest_harvestevent"


def count(part: Part) -> int:
    return len(harvests(part))


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    plan, boxes = part.history.plan, part.world.scenario.containers
    stays = harvests(part)
    number, trade = batch_of(part).number, geography_of(part).trade
    buyer = trade.harvest_to if trade else ""
    yield Rows(
        len(stays),
        {
            "id": Serial(ids[TABLE]),
            "event_date": at_hour(plan.end[stays], 10),
            "dest_subsidiary": Same(buyer or None),
            "document_ref": Text([f"HRV-{number}-{boxes[at].name}" for at in plan.container[stays].tolist()]),
            "assignment_id": Number(stays + ids["batch_batchcontainerassignment"]),
            "batch_id": Same(ids["batch_batch"]),
            "dest_geography_id": Same(batch_of(part).geography + 1 if buyer else None),
            **written(plan.end[stays], 18),
        },
    )
