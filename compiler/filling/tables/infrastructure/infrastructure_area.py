"""Sea areas."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, area_group_index, references, scaled, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    areas = world.scenario.areas
    return Rows(
        len(areas),
        {
            "id": Serial(1),
            "name": Text([a.name for a in areas]),
            "latitude": scaled([a.latitude for a in areas], 6),
            "longitude": scaled([a.longitude for a in areas], 6),
            "max_biomass": scaled([a.max_biomass_kg for a in areas], 2),
            "active": Same(True),
            "geography_id": references(a.geography for a in areas),
            "area_group_id": references(area_group_index(world, a.geography, a.group) for a in areas),
            **stamps(world, len(areas)),
        },
    )


TABLE = WorldTable(name="infrastructure_area", rows=_rows)
