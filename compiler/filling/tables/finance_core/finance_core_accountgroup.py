"""Account groups as the scenario states them; imports of costs find theirs by its cost group."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references, stamps
from compiler.nouns import Number, Rows, Same, Serial, Text

STEP = 10
"""Between the places of two groups in a list"""


def _rows(world: World) -> Rows:
    groups = world.scenario.finance.account_groups
    codes = [group.code for group in groups]
    return Rows(
        len(groups),
        {
            "group_id": Serial(1),
            "code": Text(codes),
            "name": Text([group.name for group in groups]),
            "account_type": Text([group.type for group in groups]),
            "cost_group": Text([group.cost_group or None for group in groups]),
            "description": Same(""),
            "display_order": Number(np.arange(1, len(groups) + 1) * STEP),
            "is_active": Same(True),
            **stamps(world, len(groups)),
            "parent_id": references(codes.index(group.parent) if group.parent else None for group in groups),
        },
    )


TABLE = WorldTable(name="finance_core_accountgroup", rows=_rows)
