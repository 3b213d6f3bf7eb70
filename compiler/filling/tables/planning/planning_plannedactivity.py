"""One row a planned activity of a living batch (activities.py). Admin plans, and does what has no workflow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.activities import COMPLETED, activities
from compiler.filling.part import Ids, Part, at_hour, worker_id
from compiler.filling.tables._past import planned
from compiler.filling.world import planner_id
from compiler.nouns import Day, Moment, Number, Past, Rows, Same, Serial, Text

TABLE = "planning_plannedactivity"


def count(part: Part) -> int:
    return len(activities(part))


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    rows = activities(part)
    done = np.array([one.status == COMPLETED for one in rows], dtype=bool)
    done_s, created = (np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("done_s", "created"))
    container, change = (
        np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("container", "change")
    )
    planner, manager = planner_id(part.world), worker_id(part, "MGR")
    made = at_hour(created, 6)
    yield Rows(
        len(rows),
        {
            "id": Serial(ids[TABLE]),
            "activity_type": Text([one.kind for one in rows]),
            "due_date": Day(np.array([one.due for one in rows], dtype=np.int64)),
            "status": Text([one.status for one in rows]),
            "notes": Text([one.notes for one in rows]),
            "created_at": made,
            "updated_at": Moment(np.where(done, np.maximum(done_s, made.values), made.values)),
            "completed_at": Moment(done_s, ~done),
            "batch_id": Same(ids["batch_batch"]),
            "completed_by_id": Number(np.where(change >= 0, manager or 0, planner or 0), 0, ~done),
            "container_id": Number(container + 1, 0, container < 0),
            "created_by_id": Same(planner),
            "scenario_id": Same(ids["scenario"]),
            "transfer_workflow_id": _workflows(part, ids, change),
        },
    )


def _workflows(part: Part, ids: Ids, change: np.ndarray) -> Number | Same:
    if "batch_batchtransferworkflow" in part.world.scenario.tables_off:
        return Same(None)
    return Number(change + ids["batch_batchtransferworkflow"], 0, change < 0)


def past_count(part: Part) -> int:
    return len(_done(part))


def past(part: Part, rows: Rows) -> Past:
    """Pending until it was done."""
    unknown = dict.fromkeys(("completed_at", "completed_by_id", "transfer_workflow_id"), Same(None))
    return planned(rows, _done(part), {**unknown, "status": Same("PENDING")})


def _done(part: Part) -> np.ndarray:
    """Activities that were done after they were planned."""
    rows = activities(part)
    made_s = at_hour(np.array([one.created for one in rows], dtype=np.int64), 6).values.tolist()
    return np.flatnonzero([one.status == COMPLETED and one.done_s > at for one, at in zip(rows, made_s, strict=True)])
