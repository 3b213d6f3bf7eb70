"""One delivery of eggs, or of bought fish, a container; the dead on arrival are shared out by what lived.

What has not come by as_of is PENDING, or SKIPPED, for a placeholder assignment (batch_batchcontainerassignment).
"""

from __future__ import annotations

import numpy as np

from compiler.filling.deliveries import STATUS, Deliveries, deliveries
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import (
    Bool,
    Ids,
    Int64,
    Part,
    at_hour,
    batch_of,
    bought_fish,
    day_or_null,
    delivered,
    first_stage,
    known_day,
    worker_id,
)
from compiler.nouns import Column, Day, Number, Past, Same, Serial, Word


def _columns(part: Part, all_of: Deliveries, ids: Ids) -> Columns:
    leg, come, note = first_stage(part).leg, all_of.come, delivered(part)
    skipped = all_of.status == STATUS.index("SKIPPED")
    changed = np.where(come, all_of.day, known_day(part))
    made = changed if part.state == "whole" else np.full(len(all_of), known_day(part))
    quality = None if bought_fish(part) else batch_of(part).egg_quality
    return {
        "action_number": Serial(1),
        "status": Word(STATUS, all_of.status),
        "egg_count_planned": Number(all_of.living + all_of.dead),
        "egg_count_actual": Number(all_of.living, 0, ~come),
        "mortality_on_arrival": Number(np.where(come, all_of.dead, 0)),
        "expected_delivery_date": Day(all_of.day),
        "actual_delivery_date": day_or_null(all_of.day, come),
        "delivery_method": Same("BOAT" if leg == "sea" else "TRANSPORT"),
        "water_temp_on_arrival": _temperature(part, all_of),
        "egg_quality_score": _by(quality, come),
        "execution_duration_minutes": Same(None),
        "notes": Word([note, f"Skipped: the supplier had none to send\n{note}"], skipped.astype(np.int64)),
        "created_at": at_hour(made, 6),
        "updated_at": at_hour(changed, 12),
        "dest_assignment_id": Number(_assignment(part, all_of, ids)),
        "executed_by_id": _by(worker_id(part, "OPR", leg), come | skipped),
        "workflow_id": Same(ids["batch_creationworkflow"]),
    }


def _by(value: int | None, known: Bool) -> Column:
    """A value where it is known, else NULL."""
    return Same(None) if value is None else Number(np.full(len(known), value), 0, ~known)


def _temperature(part: Part, all_of: Deliveries) -> Number:
    """Water of the first day, 0.01 degrees Celsius."""
    temp_cc = np.zeros(len(all_of), dtype=np.int64)
    temp_cc[all_of.come] = part.history.days.temp_cc[part.history.first_cell[all_of.stay[all_of.box[all_of.come]]]]
    return Number(temp_cc, 2, ~all_of.come)


def _assignment(part: Part, all_of: Deliveries, ids: Ids) -> Int64:
    """Ids: of the stays, and of the placeholders behind all stays of the batch."""
    later = len(part.history.plan.stage) + np.arange(len(part.history.plan.ordered_day))
    assignments: Int64 = np.concatenate([all_of.stay, later])[all_of.box] + ids["batch_batchcontainerassignment"]
    return assignments


def _past(part: Part, all_of: Deliveries) -> Past:
    """An action waits until its eggs are there."""
    unknown = (
        "egg_count_actual",
        "actual_delivery_date",
        "water_temp_on_arrival",
        "egg_quality_score",
        "executed_by_id",
    )
    columns = {**dict.fromkeys(unknown, Same(None)), "mortality_on_arrival": Same(0), "status": Same("PENDING")}
    return Past(np.flatnonzero(all_of.come), columns)


TABLE = BatchTable(name="batch_creationaction", select=deliveries, columns=_columns, past=_past, since="ordered")
