"""Product grades: the target's own, then those that only the scenario names."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    return Rows(
        len(world.grades),
        {
            "id": Serial(1),
            "code": Text([code for code, _ in world.grades]),
            "name": Text([name for _, name in world.grades]),
            "description": Same(""),
            **stamps(world, len(world.grades)),
        },
    )


TABLE = WorldTable(name="harvest_productgrade", rows=_rows)
