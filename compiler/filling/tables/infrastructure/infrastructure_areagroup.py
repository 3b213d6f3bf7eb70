"""Groups of areas, a tree within each geography."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, area_group_index, references, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    groups = world.scenario.area_groups
    return Rows(
        len(groups),
        {
            "id": Serial(1),
            "name": Text([g.name for g in groups]),
            "code": Text([g.code for g in groups]),
            "active": Same(True),
            "geography_id": references(g.geography for g in groups),
            "parent_id": references(area_group_index(world, g.geography, g.parent) for g in groups),
            **stamps(world, len(groups)),
        },
    )


TABLE = WorldTable(name="infrastructure_areagroup", rows=_rows)
