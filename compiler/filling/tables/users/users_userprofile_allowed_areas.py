"""Areas that operators and crews may see."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.tables.users._places import areas, links

TABLE = WorldTable(
    name="users_userprofile_allowed_areas",
    rows=lambda world: links("area_id", areas(world)),
)
