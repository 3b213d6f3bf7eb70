"""Geographies."""

from __future__ import annotations

from compiler.rows import Rows, Same, Serial, Text
from compiler.world import World, stamps

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
