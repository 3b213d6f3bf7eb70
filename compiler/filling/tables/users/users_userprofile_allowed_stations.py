"""Stations that operators and crews may see."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.tables.users._places import links, stations

TABLE = WorldTable(
    name="users_userprofile_allowed_stations",
    rows=lambda world: links("freshwaterstation_id", stations(world)),
)
