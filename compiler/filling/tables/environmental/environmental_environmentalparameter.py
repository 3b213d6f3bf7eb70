"""Measured quantities, in order of their first appearance in the life of a fish."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    return Rows(
        len(world.parameters),
        {
            "id": Serial(1),
            "name": Text([p.name for p in world.parameters]),
            "unit": Text([p.unit for p in world.parameters]),
            "description": Same(""),
            **stamps(world, len(world.parameters)),
        },
    )


TABLE = WorldTable(name="environmental_environmentalparameter", rows=_rows)
