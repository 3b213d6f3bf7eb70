"""Geographies."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
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


TABLE = WorldTable(name="infrastructure_geography", rows=_rows)
