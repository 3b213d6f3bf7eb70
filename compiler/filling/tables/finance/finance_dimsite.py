"""Sites: every station belongs to the freshwater company of its geography, every area to the farming company."""

from __future__ import annotations

import numpy as np

from compiler.filling.books import sites
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references
from compiler.nouns import Number, Rows, Serial, Text


def _rows(world: World) -> Rows:
    rows = sites(world)
    return Rows(
        len(rows),
        {
            "site_id": Serial(1),
            "source_model": Text([site.source for site in rows]),
            "source_pk": references(site.place for site in rows),
            "site_name": Text([site.name for site in rows]),
            "company_id": Number(np.array([site.company for site in rows], dtype=np.int64)),
        },
    )


TABLE = WorldTable(name="finance_dimsite", rows=_rows)
