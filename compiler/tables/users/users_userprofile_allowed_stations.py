"""Stations that operators and crews may see."""

from __future__ import annotations

from compiler.rows import Rows
from compiler.tables.users._places import links, stations
from compiler.world import World

TABLE = "users_userprofile_allowed_stations"


def world_rows(world: World) -> Rows:
    return links("freshwaterstation_id", stations(world))
