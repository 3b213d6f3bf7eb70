"""Halls of the stations; those for parent fish come last."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references, scaled, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    halls = world.halls
    return Rows(
        len(halls),
        {
            "id": Serial(1),
            "name": Text([h.name for h in halls]),
            "description": Same(""),
            "area_sqm": scaled([h.area_sqm for h in halls], 2),
            "active": Same(True),
            "freshwater_station_id": references(h.station for h in halls),
            **stamps(world, len(halls)),
        },
    )


TABLE = WorldTable(name="infrastructure_hall", rows=_rows)
