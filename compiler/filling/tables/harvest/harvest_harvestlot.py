"""One row a harvest and product grade that got fish."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.exact import half_even
from compiler.filling.part import Ids, Part, written
from compiler.filling.tables.harvest._lots import lots_of
from compiler.nouns import Number, Rows, Serial

TABLE = "harvest_harvestlot"


def count(part: Part) -> int:
    return len(lots_of(part).fish)


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    lots, harvest = lots_of(part), part.world.scenario.harvest
    yield Rows(
        len(lots.fish),
        {
            "id": Serial(ids[TABLE]),
            "live_weight_kg": Number(lots.live_g, 3),
            "gutted_weight_kg": Number(half_even(lots.live_g * harvest.gutted), 3),
            "fillet_weight_kg": Number(half_even(lots.live_g * harvest.fillet), 3),
            "unit_count": Number(lots.fish),
            "event_id": Number(lots.harvest + ids["harvest_harvestevent"]),
            "product_grade_id": Number(lots.grade),
            **written(lots.day, 18),
        },
    )
