"""Accounts, by group, then code."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    groups = world.scenario.finance.account_groups
    rows = [(at, code, name) for at, group in enumerate(groups) for code, name in group.accounts]
    return Rows(
        len(rows),
        {
            "account_id": Serial(1),
            "code": Text([code for _, code, _ in rows]),
            "name": Text([name for _, _, name in rows]),
            "account_type": Text([groups[at].type for at, _, _ in rows]),
            "description": Same(""),
            "is_active": Same(True),
            **stamps(world, len(rows)),
            "group_id": references(at for at, _, _ in rows),
        },
    )


TABLE = WorldTable(name="finance_core_account", rows=_rows)
