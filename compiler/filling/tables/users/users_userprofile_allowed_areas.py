"""Areas that operators and crews may see."""

from __future__ import annotations

from compiler.filling.tables.users._places import areas, links
from compiler.filling.world import World
from compiler.nouns import Rows

TABLE = "users_userprofile_allowed_areas"


def world_rows(world: World) -> Rows:
    return links("area_id", areas(world))
