"""Feeds."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, scaled, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    feeds = world.scenario.feeds
    return Rows(
        len(feeds),
        {
            "id": Serial(1),
            "name": Text([f.name for f in feeds]),
            "brand": Text([f.brand for f in feeds]),
            "size_category": Text([f.size_category for f in feeds]),
            "pellet_size_mm": scaled([f.pellet_mm for f in feeds], 2),
            "protein_percentage": scaled([f.protein_pct for f in feeds], 2),
            "fat_percentage": scaled([f.fat_pct for f in feeds], 2),
            "carbohydrate_percentage": scaled([f.carbohydrate_pct for f in feeds], 2),
            "description": Same(""),
            "is_active": Same(True),
            **stamps(world, len(feeds)),
        },
    )


TABLE = WorldTable(name="inventory_feed", rows=_rows)
