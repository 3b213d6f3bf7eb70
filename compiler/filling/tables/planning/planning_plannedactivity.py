"""One row a planned activity of a living batch, or the culling of a terminated one (activities.py).

Admin plans, and does what has no workflow.
"""

from __future__ import annotations

import numpy as np

from compiler.filling.activities import COMPLETED, Activity, activities
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, at_hour, transitions, worker_id
from compiler.filling.people import planner_id
from compiler.nouns import Day, Moment, Number, Past, Same, Text


def _columns(part: Part, rows: tuple[Activity, ...], ids: Ids) -> Columns:
    done = np.array([one.status == COMPLETED for one in rows], dtype=bool)
    done_s, created = (np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("done_s", "created"))
    container, change, work = (
        np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("container", "change", "work")
    )
    changed_s = np.where(done, done_s, [one.changed_s for one in rows])
    planner, manager = planner_id(part.world), worker_id(part, "MGR")
    made = at_hour(created, 6)
    return {
        "activity_type": Text([one.kind for one in rows]),
        "due_date": Day(np.array([one.due for one in rows], dtype=np.int64)),
        "status": Text([one.status for one in rows]),
        "notes": Text([one.notes for one in rows]),
        "created_at": made,
        "updated_at": Moment(np.maximum(changed_s, made.values)),
        "completed_at": Moment(done_s, ~done),
        "batch_id": Same(ids["batch_batch"]),
        "completed_by_id": Number(np.where(change >= 0, manager or 0, planner or 0), 0, ~done),
        "container_id": Number(container + 1, 0, container < 0),
        "created_by_id": Same(planner),
        "scenario_id": Same(ids["scenario"]),
        "transfer_workflow_id": _workflows(part, ids, np.where(work < 0, change, len(transitions(part)) + work)),
    }


def _workflows(part: Part, ids: Ids, place: np.ndarray) -> Number | Same:
    """Args: place  among the workflows of the batch: those that have begun, then the others; -1 where there is none"""
    if "batch_batchtransferworkflow" in part.world.scenario.tables_off:
        return Same(None)
    return Number(place + ids["batch_batchtransferworkflow"], 0, place < 0)


def _past(part: Part, rows: tuple[Activity, ...]) -> Past:
    """Pending until it was done, begun or cancelled."""
    unknown = dict.fromkeys(("completed_at", "completed_by_id", "transfer_workflow_id"), Same(None))
    return Past(_changed(rows), {**unknown, "status": Same("PENDING")})


def _changed(rows: tuple[Activity, ...]) -> np.ndarray:
    """Activities that were written once more after they were planned."""
    made_s = at_hour(np.array([one.created for one in rows], dtype=np.int64), 6).values.tolist()
    last_s = [one.done_s if one.status == COMPLETED else one.changed_s for one in rows]
    return np.flatnonzero(np.array(last_s) > made_s)


TABLE = BatchTable(name="planning_plannedactivity", select=activities, columns=_columns, past=_past)
