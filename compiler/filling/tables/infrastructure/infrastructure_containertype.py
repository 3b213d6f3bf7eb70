"""Kinds of containers; tanks for parent fish come last."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, container_types, scaled, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    types = container_types(world)
    return Rows(
        len(types),
        {
            "id": Serial(1),
            "name": Text([t.name for t in types]),
            "category": Text([t.category for t in types]),
            "max_volume_m3": scaled([t.max_volume_m3 for t in types], 2),
            "description": Same(""),
            **stamps(world, len(types)),
        },
    )


TABLE = WorldTable(name="infrastructure_containertype", rows=_rows)
