"""One row a batch. ACTIVE while a stay is open, else COMPLETED with the last departure as its end.

PLANNED before the first delivery has come, or CANCELLED; RECEIVING until the last has; TERMINATED when its fish were
culled, with the reason in its notes.

`lifecycle_stage_id` is the latest stage in which fish are (or were at the end); `expected_end_date` the planned length
of all stages after the start.
"""

from __future__ import annotations

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import (
    Ids,
    Int64,
    Part,
    at_hour,
    batch_of,
    day_or_null,
    first_day,
    itself,
    known_day,
    last_word,
    transitions,
)
from compiler.nouns import Batch, Column, Day, Number, Past, Same, Word

RUN = "scenario_projection_run"


def _columns(part: Part, batches: tuple[Batch], ids: Ids) -> Columns:
    (batch,), plan = batches, part.history.plan
    status, start = _status(part), first_day(part)
    stages, end = (plan.stage[plan.open] if plan.open.any() else plan.stage), int(plan.end.max(initial=start))
    known = known_day(part)
    return {
        "batch_number": Same(batch.number),
        "status": Same(status),
        "start_date": Day(np.array([start])),
        "expected_end_date": Day(np.array([start + _planned_days(batch)])),
        "actual_end_date": day_or_null(np.array([end]), np.array([status in ("COMPLETED", "TERMINATED")])),
        "notes": Same(f"Terminated: {batch.terminated.reason}" if batch.terminated else ""),
        "created_at": at_hour(np.array([known]), 6),
        "updated_at": at_hour(np.array([_newest(part)]), 16),
        "lifecycle_stage_id": Same(int(stages.max(initial=batch.begins.stage)) + 1),
        "species_id": Same(1),
        "batch_type": Same("MIXED" if part.history.mixed else "STANDARD"),
        "pinned_projection_run_id": Same(_pinned(part, ids)),
    }


def _status(part: Part) -> str:
    if batch_of(part).cancelled:
        return "CANCELLED"
    if part.state != "whole":
        return "PLANNED" if part.state == "ordered" else "RECEIVING"
    if part.history.plan.open.any():
        return "ACTIVE"
    return "TERMINATED" if batch_of(part).terminated else "COMPLETED"


def _planned_days(batch: Batch) -> int:
    """How long its life was planned to last."""
    return batch.terminated.planned_days if batch.terminated else sum(run.days for run in batch.runs)


def _pinned(part: Part, ids: Ids) -> int | None:
    """The only run of the baseline scenario, where there are scenarios and all its fish are there."""
    return None if RUN in part.world.scenario.tables_off or part.state != "whole" else ids[RUN]


def _past(part: Part, batches: tuple[Batch]) -> Past:
    """ACTIVE from the first eggs on, RECEIVING while more are to come; saved again on the first day of each stage.

    One that was cancelled, or receives, was PLANNED.
    """
    stage, at = _stages(part)
    begun = at >= first_day(part) * SECONDS_PER_DAY
    columns: dict[str, Column] = {
        "status": Word(["PLANNED", "ACTIVE" if part.state == "whole" else "RECEIVING"], begun.astype(np.int64)),
        "actual_end_date": Same(None),
        "notes": Same(""),
        "lifecycle_stage_id": Number(stage + 1),
        "pinned_projection_run_id": Same(None),
    }
    return Past(np.zeros(len(stage), dtype=np.int64), columns, at)


def _stages(part: Part) -> tuple[Int64, Int64]:
    """Stages that the batch entered before its row was last written, and when, in seconds."""
    plan, changes = part.history.plan, transitions(part)
    if not part.history.begun:
        ordered = np.full(int(bool(batch_of(part).cancelled)), known_day(part), dtype=np.int64)
        return ordered * 0 + batch_of(part).begins.stage, ordered * SECONDS_PER_DAY + 6 * HOUR
    stage = np.array([int(plan.stage.min()), *(change.dest_stage for change in changes)], dtype=np.int64)
    days = np.array([int(plan.move_day[change.moves].min()) for change in changes], dtype=np.int64)
    at = np.concatenate([at_hour(np.array([first_day(part)]), 6).values, at_hour(days, 16).values])
    if part.state == "received":
        made, came = at_hour(np.array([known_day(part)]), 6), at_hour(np.array([first_day(part)]), 12)
        stage, at = np.concatenate([stage[:1], stage]), np.concatenate([made.values, came.values, at[1:]])
    before = at < at_hour(np.array([_newest(part)]), 16).values
    return stage[before], at[before]


def _newest(part: Part) -> int:
    """Day on which the row was last written: the newest stay begins, or the last one ended, or it was ordered."""
    plan = part.history.plan
    if not part.history.begun:
        return last_word(part)
    return int(plan.first.max()) if plan.open.any() else int(plan.end.max())


TABLE = BatchTable(name="batch_batch", select=itself, columns=_columns, past=_past, since="ordered")
