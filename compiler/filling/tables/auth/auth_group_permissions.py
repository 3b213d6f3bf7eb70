"""The group that views everything has each permission to view, of whatever application."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.tables.auth._viewing import permissions
from compiler.filling.world import World
from compiler.nouns import Number, Rows, Same, Serial


def _rows(world: World) -> Rows:
    found = permissions(world)
    given = Number(np.array(found, dtype=np.int64))
    return Rows(len(found), {"id": Serial(1), "group_id": Same(1), "permission_id": given})


TABLE = WorldTable(name="auth_group_permissions", rows=_rows)
