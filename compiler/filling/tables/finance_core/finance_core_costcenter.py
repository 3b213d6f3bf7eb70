"""One row a site where a batch began, brought by the first batch there, and one a batch: its project.

Behind those of all batches stand the sites where none began, and the departments of each company that runs sites.
"""

from __future__ import annotations

import numpy as np

from compiler.filling.books import sites
from compiler.filling.closing import Closing
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, known_day, written
from compiler.filling.projects import project_code, project_name
from compiler.filling.world import references, stamps
from compiler.nouns import Number, Same, Text

SITE, PROJECT = "SITE", "PROJECT"


def _select(part: Part) -> tuple[str, ...]:
    return (SITE,) * part.centre.opens + (PROJECT,) * (part.centre.site > 0)


def _columns(part: Part, types: tuple[str, ...], ids: Ids) -> Columns:
    centre = part.centre
    site, day = sites(part.world)[centre.site - 1], np.array([known_day(part)])
    codes = {SITE: f"SITE-{centre.site}", PROJECT: project_code(ids.id_of("batch_batch"))}
    names = {SITE: site.name, PROJECT: project_name(part)}
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


def _others(closing: Closing) -> Columns:
    rows = closing.others
    return {
        "code": Text([one.code for one in rows]),
        "name": Text([one.name for one in rows]),
        "cost_center_type": Text([one.type for one in rows]),
        "description": Same(""),
        "is_active": Same(True),
        **stamps(closing.world, len(rows)),
        "company_id": Number(np.array([one.company for one in rows], dtype=np.int64)),
        "parent_id": Same(None),
        "site_id": references(one.site - 1 if one.site else None for one in rows),
    }


TABLE = BatchTable(
    name="finance_core_costcenter",
    select=_select,
    columns=_columns,
    rest=_others,
    key="cost_center_id",
    since="ordered",
)
