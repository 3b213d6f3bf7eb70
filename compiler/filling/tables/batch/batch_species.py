"""The species of the scenario."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial


def _rows(world: World) -> Rows:
    return Rows(
        1,
        {
            "id": Serial(1),
            "name": Same(world.scenario.species),
            "scientific_name": Same(world.scenario.scientific_name),
            "description": Same(""),
            **stamps(world, 1),
        },
    )


TABLE = WorldTable(name="batch_species", rows=_rows)
