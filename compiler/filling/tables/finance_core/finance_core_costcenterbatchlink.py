"""One row a batch: its project is its cost centre."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.part import Ids, Part, at_hour, first_day
from compiler.nouns import Rows, Same, Serial

TABLE = "finance_core_costcenterbatchlink"


def count(part: Part) -> int:
    return int(part.centre.site > 0)


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    if not count(part):
        return
    yield Rows(
        1,
        {
            "link_id": Serial(ids[TABLE]),
            "linked_at": at_hour(np.array([first_day(part)]), 7),
            "batch_id": Same(ids["batch_batch"]),
            "cost_center_id": Same(ids["finance_core_costcenter"] + part.centre.opens),
            "created_by_id": Same(None),
        },
    )
