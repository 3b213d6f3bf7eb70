"""One delivery of eggs a batch, from an outside supplier, all received."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.part import Ids, Part, at_hour, batch_of, filled_by_eggs, worker_id
from compiler.filling.tables._past import planned
from compiler.nouns import Day, Number, Past, Rows, Same, Serial

TABLE = "batch_creationworkflow"


def count(part: Part) -> int:
    return 1


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    batch, stays = batch_of(part), filled_by_eggs(part)
    days = part.history.plan.first[stays]
    first, last = Day(days.min()[None]), Day(days.max()[None])
    received = int(part.history.stays.arrived[stays].sum())
    yield Rows(
        1,
        {
            "id": Serial(ids[TABLE]),
            "workflow_number": Same(f"CRT-{batch.number}"),
            "status": Same("COMPLETED"),
            "egg_source_type": Same("EXTERNAL"),
            "external_supplier_batch_number": Same(f"EGG-{batch.number}"),
            "external_cost_per_thousand": Same(None),
            "total_eggs_planned": Same(received + batch.dead_on_arrival),
            "total_eggs_received": Same(received),
            "total_mortality_on_arrival": Same(batch.dead_on_arrival),
            "planned_start_date": first,
            "planned_completion_date": last,
            "actual_start_date": first,
            "actual_completion_date": last,
            "total_actions": Same(len(stays)),
            "actions_completed": Same(len(stays)),
            "progress_percentage": Number(np.array([100])),
            "cancellation_reason": Same(""),
            "cancelled_at": Same(None),
            "notes": Same(""),
            "created_at": at_hour(first.values, 6),
            "updated_at": at_hour(last.values, 12),
            "batch_id": Same(ids["batch_batch"]),
            "cancelled_by_id": Same(None),
            "created_by_id": Same(worker_id(part, "MGR")),
            "egg_production_id": Same(None),
            "external_supplier_id": Same(part.world.suppliers.index(batch.supplier) + 1),
        },
    )


def past_count(part: Part) -> int:
    return 1


def past(part: Part, rows: Rows) -> Past:
    """Planned before the first eggs come."""
    zero = ("total_eggs_received", "total_mortality_on_arrival", "actions_completed", "progress_percentage")
    dates = dict.fromkeys(("actual_start_date", "actual_completion_date"), Same(None))
    first = np.zeros(1, dtype=np.int64)
    return planned(rows, first, {**dict.fromkeys(zero, Number(first)), **dates, "status": Same("PLANNED")})
