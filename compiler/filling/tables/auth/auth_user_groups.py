"""Users in the group that views everything."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.tables.auth._viewing import viewers
from compiler.filling.world import World
from compiler.nouns import Number, Rows, Same, Serial


def _rows(world: World) -> Rows:
    found = viewers(world)
    return Rows(len(found), {"id": Serial(1), "user_id": Number(np.array(found, dtype=np.int64)), "group_id": Same(1)})


TABLE = WorldTable(name="auth_user_groups", rows=_rows)
