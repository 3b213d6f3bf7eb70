"""Users of the scenario. Nobody has logged in yet."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World
from compiler.nouns import Moment, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    users = world.scenario.users
    return Rows(
        len(users),
        {
            "id": Serial(1),
            "password": Text([u.password_hash for u in users]),
            "last_login": Same(None),
            "is_superuser": Text(["t" if u.is_superuser else "f" for u in users]),
            "username": Text([u.username for u in users]),
            "first_name": Text([u.first_name for u in users]),
            "last_name": Text([u.last_name for u in users]),
            "email": Text([u.email for u in users]),
            "is_staff": Text(["t" if u.is_staff else "f" for u in users]),
            "is_active": Same(True),
            "date_joined": Moment(np.full(len(users), world.born_s, dtype=np.int64)),
        },
    )


TABLE = WorldTable(name="auth_user", rows=_rows)
