"""Who delivers eggs, or fish that are bought."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    return Rows(
        len(world.suppliers),
        {
            "id": Serial(1),
            "name": Text(world.suppliers),
            "contact_details": Text([f"{name}, sales of eggs" for name in world.suppliers]),
            "certifications": Same(""),
            **stamps(world, len(world.suppliers)),
        },
    )


TABLE = WorldTable(name="broodstock_eggsupplier", rows=_rows)
