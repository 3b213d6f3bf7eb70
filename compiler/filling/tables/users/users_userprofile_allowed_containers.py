"""Containers that operators and crews may see."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.tables.users._places import containers, links

TABLE = WorldTable(
    name="users_userprofile_allowed_containers",
    rows=lambda world: links("container_id", containers(world)),
)
