"""One row a site where a batch began, brought by the first batch there, and one a batch: its project."""

from __future__ import annotations

import numpy as np

from compiler.exact import civil
from compiler.filling.books import sites
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, batch_of, first_day, known_day, written
from compiler.nouns import Number, Same, Text

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SITE, PROJECT = "SITE", "PROJECT"


def _select(part: Part) -> tuple[str, ...]:
    return (SITE,) * part.centre.opens + (PROJECT,) * (part.centre.site > 0)


def _columns(part: Part, types: tuple[str, ...], ids: Ids) -> Columns:
    centre = part.centre
    site, day = sites(part.world)[centre.site - 1], np.array([known_day(part)])
    month = MONTHS[int(civil(np.array([first_day(part)]))[1][0]) - 1]
    codes = {SITE: f"SITE-{centre.site}", PROJECT: f"PRJ-{ids['batch_batch']}"}
    names = {SITE: site.name, PROJECT: f"{site.name}-{batch_of(part).number}:{month}"}
    parents = np.array([0 if one == SITE else centre.row for one in types], dtype=np.int64)
    return {
        "code": Text([codes[one] for one in types]),
        "name": Text([names[one] for one in types]),
        "cost_center_type": Text(types),
        "description": Same(""),
        "is_active": Same(True),
        **written(np.repeat(day, len(types)), 7),
        "company_id": Same(site.company),
        "parent_id": Number(parents, 0, parents == 0),
        "site_id": Same(centre.site),
    }


TABLE = BatchTable(
    name="finance_core_costcenter", select=_select, columns=_columns, key="cost_center_id", since="ordered"
)
