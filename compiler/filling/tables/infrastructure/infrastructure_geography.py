"""Geographies."""

from __future__ import annotations

from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial, Text

TABLE = "infrastructure_geography"


def world_rows(world: World) -> Rows:
    geographies = world.scenario.geographies
    return Rows(
        len(geographies),
        {
            "id": Serial(1),
            "name": Text([g.name for g in geographies]),
            "description": Same(""),
            **stamps(world, len(geographies)),
        },
    )
