"""One row a site where a batch began, brought by the first batch there, and one a batch: its project."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.exact import civil
from compiler.filling.books import sites
from compiler.filling.part import Ids, Part, batch_of, first_day, written
from compiler.nouns import Number, Rows, Same, Serial, Text

TABLE = "finance_core_costcenter"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def count(part: Part) -> int:
    return (part.centre.site > 0) + part.centre.opens


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    centre, size = part.centre, count(part)
    if not size:
        return
    site, day = sites(part.world)[centre.site - 1], np.array([first_day(part)])
    month = MONTHS[int(civil(day)[1][0]) - 1]
    codes = [f"SITE-{centre.site}", f"PRJ-{ids['batch_batch']}"][-size:]
    names = [site.name, f"{site.name}-{batch_of(part).number}:{month}"][-size:]
    yield Rows(
        size,
        {
            "cost_center_id": Serial(ids[TABLE]),
            "code": Text(codes),
            "name": Text(names),
            "cost_center_type": Text(["SITE", "PROJECT"][-size:]),
            "description": Same(""),
            "is_active": Same(True),
            **written(np.repeat(day, size), 7),
            "company_id": Same(site.company),
            "parent_id": Number(np.array([0, centre.row])[-size:], 0, np.array([True, False])[-size:]),
            "site_id": Same(centre.site),
        },
    )
