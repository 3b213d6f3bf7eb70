"""One profile a user: role, geography and subsidiary decide what the application shows."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import GEOGRAPHY_CODES, World, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    users = world.scenario.users
    return Rows(
        len(users),
        {
            "id": Serial(1),
            "profile_picture": Same(""),
            "job_title": Text([u.job_title or None for u in users]),
            "department": Same(None),
            "language_preference": Same("en"),
            "date_format_preference": Same("DMY"),
            "user_id": Serial(1),
            "full_name": Text([f"{u.first_name} {u.last_name}".strip() for u in users]),
            "geography": Text([GEOGRAPHY_CODES.get(u.geography, u.geography or "ALL") for u in users]),
            "phone": Same(None),
            "role": Text([u.role for u in users]),
            "subsidiary": Text([u.subsidiary or "ALL" for u in users]),
            **stamps(world, len(users)),
        },
    )


TABLE = WorldTable(name="users_userprofile", rows=_rows)
