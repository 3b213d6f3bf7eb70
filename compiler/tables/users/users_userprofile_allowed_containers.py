"""Containers that operators and crews may see."""

from __future__ import annotations

from compiler.rows import Rows
from compiler.tables.users._places import containers, links
from compiler.world import World

TABLE = "users_userprofile_allowed_containers"


def world_rows(world: World) -> Rows:
    return links("container_id", containers(world))
