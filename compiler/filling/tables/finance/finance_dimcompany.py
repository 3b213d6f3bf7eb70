"""Companies: fresh water, farming and sales in each geography."""

from __future__ import annotations

from compiler.filling.books import companies
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references
from compiler.nouns import Rows, Serial, Text


def _rows(world: World) -> Rows:
    rows = companies(world)
    return Rows(
        len(rows),
        {
            "company_id": Serial(1),
            "subsidiary": Text([one.subsidiary for _, one in rows]),
            "display_name": Text([one.name for _, one in rows]),
            "currency": Text([one.currency for _, one in rows]),
            "nav_company_code": Text([one.nav_code or None for _, one in rows]),
            "geography_id": references(at for at, _ in rows),
        },
    )


TABLE = WorldTable(name="finance_dimcompany", rows=_rows)
