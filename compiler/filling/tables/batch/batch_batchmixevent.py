"""The act of mixing, one row a mixed batch of which it is recorded: it names the action that brought the last fish."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part
from compiler.filling.tables.batch._mixes import ACTION, moments, traced
from compiler.nouns import Number, Same


def _select(part: Part) -> tuple[int, ...]:
    return (0,) if traced(part) else ()


def _columns(part: Part, _: tuple[int, ...], ids: Ids) -> Columns:
    numbers = ", ".join(one.number for one in part.origins)
    at = moments(part, 1)
    return {
        "mixed_at": at,
        "notes": Same(f"Fish of {numbers}"),
        "created_at": at,
        "updated_at": at,
        "container_id": Number(part.history.plan.container[:1] + 1),
        "mixed_batch_id": Same(ids["batch_batch"]),
        "workflow_action_id": Number(np.array([ids[ACTION] + len(part.origins) - 1])),
    }


TABLE = BatchTable(name="batch_batchmixevent", select=_select, columns=_columns)
