"""One delivery of eggs a container; what was dead on arrival is shared out in proportion to what lived."""

from __future__ import annotations

import numpy as np

from compiler.exact import largest_remainder
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, at_hour, batch_of, filled_by_eggs, worker_id
from compiler.nouns import Day, Number, Past, Same, Serial


def _columns(part: Part, stays: Int64, ids: Ids) -> Columns:
    history = part.history
    arrived, days = history.stays.arrived[stays], history.plan.first[stays]
    dead = largest_remainder(batch_of(part).dead_on_arrival, arrived)
    return {
        "action_number": Serial(1),
        "status": Same("COMPLETED"),
        "egg_count_planned": Number(arrived + dead),
        "egg_count_actual": Number(arrived),
        "mortality_on_arrival": Number(dead),
        "expected_delivery_date": Day(days),
        "actual_delivery_date": Day(days),
        "delivery_method": Same("TRANSPORT"),
        "water_temp_on_arrival": Number(history.days.temp_cc[history.first_cell[stays]], 2),
        "egg_quality_score": Same(part.world.scenario.egg_quality),
        "execution_duration_minutes": Same(None),
        "notes": Same(""),
        "created_at": at_hour(days, 6),
        "updated_at": at_hour(days, 12),
        "dest_assignment_id": Number(stays + ids["batch_batchcontainerassignment"]),
        "executed_by_id": Same(worker_id(part, "OPR", "freshwater")),
        "workflow_id": Same(ids["batch_creationworkflow"]),
    }


def _past(part: Part, stays: Int64) -> Past:
    """An action waits until its eggs are there."""
    unknown = (
        "egg_count_actual",
        "actual_delivery_date",
        "water_temp_on_arrival",
        "egg_quality_score",
        "executed_by_id",
    )
    columns = {**dict.fromkeys(unknown, Same(None)), "mortality_on_arrival": Same(0), "status": Same("PENDING")}
    return Past(np.arange(len(stays), dtype=np.int64), columns)


TABLE = BatchTable(name="batch_creationaction", select=filled_by_eggs, columns=_columns, past=_past)
