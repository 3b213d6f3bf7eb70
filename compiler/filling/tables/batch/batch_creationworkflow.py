"""One workflow a batch: its eggs, or the fish that are bought, from an outside supplier.

COMPLETED where all has come; IN_PROGRESS while containers wait for theirs; PLANNED before the first has come, DRAFT
while no containers are found for them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from compiler.exact import half_even
from compiler.filling.deliveries import deliveries
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import (
    Ids,
    Part,
    State,
    at_hour,
    bought_fish,
    delivered,
    first_day,
    itself,
    known_day,
    worker_id,
)
from compiler.filling.world import scaled
from compiler.nouns import Batch, Day, Number, Past, Same

STATUS: Mapping[State, str] = {"ordered": "PLANNED", "received": "IN_PROGRESS", "whole": "COMPLETED"}


def _columns(part: Part, batches: tuple[Batch], ids: Ids) -> Columns:
    (batch,), found = batches, deliveries(part)
    start = first_day(part)
    last = int(found.day.max(initial=start)) if len(found) else start + batch.begins.days - 1
    come, known = int(found.come.sum()), known_day(part)
    done = part.state == "whole"
    return {
        "workflow_number": Same(f"CRT-{batch.number}"),
        "status": Same(STATUS[part.state] if len(found) else "DRAFT"),
        "egg_source_type": Same("EXTERNAL"),
        "external_supplier_batch_number": Same(f"{'FISH' if bought_fish(part) else 'EGG'}-{batch.number}"),
        "external_cost_per_thousand": _cost_per_thousand(batch),
        "total_eggs_planned": Same(int(found.living.sum() + found.dead.sum())),
        "total_eggs_received": Same(int(found.living[found.come].sum())),
        "total_mortality_on_arrival": Same(int(found.dead[found.come].sum())),
        "planned_start_date": _day(start),
        "planned_completion_date": _day(last),
        "actual_start_date": _day(start) if come else Same(None),
        "actual_completion_date": _day(last) if done else Same(None),
        "total_actions": Same(len(found)),
        "actions_completed": Same(come),
        "progress_percentage": Number(half_even(np.array([100.0 * come / max(len(found), 1)]), 2), 2),
        "cancellation_reason": Same(""),
        "cancelled_at": Same(None),
        "notes": Same(delivered(part)),
        "created_at": at_hour(np.array([known]), 6),
        "updated_at": at_hour(np.array([int(found.day[found.come].max(initial=known))]), 12),
        "batch_id": Same(ids["batch_batch"]),
        "cancelled_by_id": Same(None),
        "created_by_id": Same(worker_id(part, "MGR")),
        "egg_production_id": Same(None),
        "external_supplier_id": Same(part.world.suppliers.index(batch.supplier) + 1),
    }


def _day(day: int) -> Day:
    return Day(np.array([day]))


def _cost_per_thousand(batch: Batch) -> Number | Same:
    price = batch.begins.price_per_fish
    return Same(None) if price is None else scaled([1000.0 * price], 2)


def _past(part: Part, batches: tuple[Batch]) -> Past:
    """Planned before the first eggs come."""
    before = np.zeros(int(part.history.begun), dtype=np.int64)
    zero = ("total_eggs_received", "total_mortality_on_arrival", "actions_completed", "progress_percentage")
    dates = dict.fromkeys(("actual_start_date", "actual_completion_date"), Same(None))
    return Past(before, {**dict.fromkeys(zero, Number(before)), **dates, "status": Same("PLANNED")})


TABLE = BatchTable(name="batch_creationworkflow", select=itself, columns=_columns, past=_past, since="ordered")
