"""One row a batch: its project is its cost centre."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, at_hour, itself, known_day
from compiler.nouns import Batch, Same


def _select(part: Part) -> tuple[Batch, ...]:
    return itself(part) if part.centre.site > 0 else ()


def _columns(part: Part, _: tuple[Batch, ...], ids: Ids) -> Columns:
    return {
        "linked_at": at_hour(np.array([known_day(part)]), 7),
        "batch_id": Same(ids["batch_batch"]),
        "cost_center_id": Same(ids["finance_core_costcenter"] + part.centre.opens),
        "created_by_id": Same(None),
    }


TABLE = BatchTable(
    name="finance_core_costcenterbatchlink",
    select=_select,
    columns=_columns,
    key="link_id",
    moment="linked_at",
    since="ordered",
)
