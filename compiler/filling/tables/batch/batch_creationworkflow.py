"""One delivery of eggs, or of bought fish, a batch, from an outside supplier, all received."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, at_hour, bought_fish, delivered, filled_by_eggs, itself, worker_id
from compiler.filling.world import scaled
from compiler.nouns import Batch, Day, Number, Past, Same


def _columns(part: Part, batches: tuple[Batch], ids: Ids) -> Columns:
    (batch,), stays = batches, filled_by_eggs(part)
    days = part.history.plan.first[stays]
    first, last = Day(days.min()[None]), Day(days.max()[None])
    received = int(part.history.stays.arrived[stays].sum())
    return {
        "workflow_number": Same(f"CRT-{batch.number}"),
        "status": Same("COMPLETED"),
        "egg_source_type": Same("EXTERNAL"),
        "external_supplier_batch_number": Same(f"{'FISH' if bought_fish(part) else 'EGG'}-{batch.number}"),
        "external_cost_per_thousand": _cost_per_thousand(batch),
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
        "notes": Same(delivered(part)),
        "created_at": at_hour(first.values, 6),
        "updated_at": at_hour(last.values, 12),
        "batch_id": Same(ids["batch_batch"]),
        "cancelled_by_id": Same(None),
        "created_by_id": Same(worker_id(part, "MGR")),
        "egg_production_id": Same(None),
        "external_supplier_id": Same(part.world.suppliers.index(batch.supplier) + 1),
    }


def _cost_per_thousand(batch: Batch) -> Number | Same:
    price = batch.begins.price_per_fish
    return Same(None) if price is None else scaled([1000.0 * price], 2)


def _past(part: Part, batches: tuple[Batch]) -> Past:
    """Planned before the first eggs come."""
    zero = ("total_eggs_received", "total_mortality_on_arrival", "actions_completed", "progress_percentage")
    dates = dict.fromkeys(("actual_start_date", "actual_completion_date"), Same(None))
    first = np.zeros(1, dtype=np.int64)
    return Past(first, {**dict.fromkeys(zero, Number(first)), **dates, "status": Same("PLANNED")})


TABLE = BatchTable(name="batch_creationworkflow", select=itself, columns=_columns, past=_past)
