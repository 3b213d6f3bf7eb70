"""The target's one set of constraints. No baseline names it: without ranges the target would not save the scenario."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.people import user_id
from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Serial


def _rows(world: World) -> Rows:
    return Rows(
        1,
        {
            "id": Serial(1),
            "name": Same("Bakkafrost Standard"),
            "description": Same(""),
            "is_active": Same(True),
            "created_by_id": Same(user_id(world, "ADMIN")),
            **stamps(world, 1),
        },
    )


TABLE = WorldTable(name="scenario_biological_constraints", rows=_rows)
