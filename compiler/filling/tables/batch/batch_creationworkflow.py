"""One workflow a batch: its eggs, or bought fish, from an outside supplier, or eggs of the farm's own fish.

COMPLETED where all has come; IN_PROGRESS while containers wait for theirs; PLANNED before the first has come, DRAFT
while no containers are found for them; CANCELLED where the scenario says so.
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
    if_delivered,
    known_day,
    last_word,
    own_eggs,
    paid_per_thousand,
    worker_id,
)
from compiler.filling.world import scaled
from compiler.nouns import Batch, Day, Number, Past, Same

STATUS: Mapping[State, str] = {"ordered": "PLANNED", "received": "IN_PROGRESS", "whole": "COMPLETED"}


def _columns(part: Part, batches: tuple[Batch, ...], ids: Ids) -> Columns:
    (batch,), found = batches, deliveries(part)
    start = first_day(part)
    last = int(found.day.max(initial=start)) if len(found) else start + batch.begins.days - 1
    come, known = int(found.come.sum()), known_day(part)
    done, updated = part.state == "whole", int(found.day[found.come].max(initial=last_word(part)))
    return {
        "workflow_number": Same(f"CRT-{batch.number}"),
        "status": Same("CANCELLED" if batch.cancelled else STATUS[part.state] if len(found) else "DRAFT"),
        **_source(part, batch, ids),
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
        "cancellation_reason": Same(batch.cancelled),
        "cancelled_at": at_hour(np.array([updated]), 12) if batch.cancelled else Same(None),
        "notes": Same(delivered(part)),
        "created_at": at_hour(np.array([known]), 6),
        "updated_at": at_hour(np.array([updated]), 12),
        "batch_id": Same(ids["batch_batch"]),
        "cancelled_by_id": Same(worker_id(part, "MGR") if batch.cancelled else None),
        "created_by_id": Same(worker_id(part, "MGR")),
    }


def _source(part: Part, batch: Batch, ids: Ids) -> Columns:
    """Where the eggs are from: the first lot of the farm's own, or the supplier's."""
    own = own_eggs(part)
    return {
        "egg_source_type": Same("INTERNAL" if own else "EXTERNAL"),
        "egg_production_id": Same(ids["broodstock_eggproduction"] if own else None),
        "external_supplier_id": Same(None if own else part.world.suppliers.index(batch.supplier) + 1),
        "external_supplier_batch_number": Same(
            "" if own else f"{'FISH' if bought_fish(part) else 'EGG'}-{batch.number}"
        ),
        "external_cost_per_thousand": _cost_per_thousand(part),
    }


def _day(day: int) -> Day:
    return Day(np.array([day]))


def _cost_per_thousand(part: Part) -> Number | Same:
    price = paid_per_thousand(part)
    return Same(None) if price is None else scaled([price], 2)


def _past(part: Part, batches: tuple[Batch, ...]) -> Past:
    """Planned before the first eggs come."""
    before = np.zeros(int(part.history.begun or bool(batches[0].cancelled)), dtype=np.int64)
    zero = ("total_eggs_received", "total_mortality_on_arrival", "actions_completed", "progress_percentage")
    unknown = ("actual_start_date", "actual_completion_date", "cancelled_at", "cancelled_by_id")
    said = {"status": Same("PLANNED"), "cancellation_reason": Same("")}
    return Past(before, {**dict.fromkeys(zero, Number(before)), **dict.fromkeys(unknown, Same(None)), **said})


TABLE = BatchTable(name="batch_creationworkflow", select=if_delivered, columns=_columns, past=_past, since="ordered")
