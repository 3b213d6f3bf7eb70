"""One row a batch. ACTIVE while a stay is open, else COMPLETED with the last departure as its end.

`lifecycle_stage_id` is the latest stage in which fish are (or were at the end); `expected_end_date` the planned length
of all stages after the start.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.part import Ids, Part, at_hour, batch_of, day_or_null, first_day
from compiler.rows import Day, Number, Rows, Same, Serial

TABLE = "batch_batch"
RUN = "scenario_projection_run"


def count(part: Part) -> int:
    return 1


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    batch, plan = batch_of(part), part.history.plan
    living = bool(plan.open.any())
    start, end = first_day(part), int(plan.end.max())
    stage = int(plan.stage[plan.open].max() if living else plan.stage.max())
    newest = int(plan.first.max()) if living else end
    yield Rows(
        1,
        {
            "id": Serial(ids[TABLE]),
            "batch_number": Same(batch.number),
            "status": Same("ACTIVE" if living else "COMPLETED"),
            "start_date": Day(np.array([start])),
            "expected_end_date": Day(np.array([start + sum(run.days for run in batch.runs)])),
            "actual_end_date": day_or_null(np.array([end]), np.array([not living])),
            "notes": Same(""),
            "created_at": at_hour(np.array([start]), 6),
            "updated_at": at_hour(np.array([newest]), 16),
            "lifecycle_stage_id": Number(np.array([stage + 1])),
            "species_id": Same(1),
            "batch_type": Same("STANDARD"),
            "pinned_projection_run_id": Same(_pinned(part, ids)),
        },
    )


def _pinned(part: Part, ids: Ids) -> int | None:
    """The only run of the baseline scenario, where there are scenarios."""
    return None if RUN in part.world.scenario.tables_off else ids[RUN]
