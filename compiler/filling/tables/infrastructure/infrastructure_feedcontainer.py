"""Silos of halls and barges of areas."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references, scaled, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    stores = world.scenario.feed_stores
    return Rows(
        len(stores),
        {
            "id": Serial(1),
            "name": Text([s.name for s in stores]),
            "container_type": Text([s.type for s in stores]),
            "capacity_kg": scaled([s.capacity_kg for s in stores], 2),
            "active": Same(True),
            "area_id": references(s.place if s.leg == "sea" else None for s in stores),
            "hall_id": references(s.place if s.leg == "freshwater" else None for s in stores),
            **stamps(world, len(stores)),
        },
    )


TABLE = WorldTable(name="infrastructure_feedcontainer", rows=_rows)
