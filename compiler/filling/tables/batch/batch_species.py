"""The species of the scenario."""

from __future__ import annotations

from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial

TABLE = "batch_species"


def world_rows(world: World) -> Rows:
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
