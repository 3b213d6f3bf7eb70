"""One row a stage change of a batch, with the true sums of its actions, and one a batch that gives fish to a mix.

A change that is still under way at the end of history is IN_PROGRESS; the fish that have not moved are its pending
actions, which count as planned and among the sources, but not among what was transferred.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from compiler.exact import divide_half_up
from compiler.filling.activities import activity_of_change
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import (
    Ids,
    Int64,
    Part,
    Transition,
    at_hour,
    batch_of,
    biomass_ckg,
    day_or_null,
    first_day,
    in_sea,
    transitions,
    worker_id,
)
from compiler.filling.tables.batch._mixes import Shares, shares, workflow_columns, workflow_past
from compiler.filling.transactions import transactions
from compiler.nouns import Column, Day, Number, Past, Same, Text, Word


def _select(part: Part) -> Sequence[list[Transition] | Shares]:
    return transitions(part), shares(part)


def _columns(part: Part, changes: list[Transition] | Shares, ids: Ids) -> Columns:
    if isinstance(changes, Shares):
        return workflow_columns(part, changes, ids)
    day = part.history.plan.move_day
    first = np.array([day[t.moves].min() for t in changes], dtype=np.int64)
    last = np.array([day[t.moves].max() for t in changes], dtype=np.int64)
    done = np.array([not len(t.waiting) for t in changes], dtype=bool)
    number = batch_of(part).number
    manager = worker_id(part, "MGR")
    return {
        "workflow_number": Text([f"TRF-{number}-D{d:03d}" for d in (first - first_day(part)).tolist()]),
        "workflow_type": Same("LIFECYCLE_TRANSITION"),
        "status": Word(["IN_PROGRESS", "COMPLETED"], done.astype(np.int64)),
        "planned_start_date": Day(first),
        "planned_completion_date": day_or_null(last, done),
        "actual_start_date": Day(first),
        "actual_completion_date": day_or_null(last, done),
        **_totals(part, changes),
        **_companies(part, changes),
        "notes": Same(""),
        "cancellation_reason": Same(""),
        "created_at": at_hour(first, 6),
        "updated_at": at_hour(last, 16),
        "batch_id": Same(ids["batch_batch"]),
        "completed_by_id": Number(np.full(len(changes), manager or 0), 0, ~done | (manager is None)),
        "source_lifecycle_stage_id": Number(np.array([t.source_stage + 1 for t in changes])),
        "dest_lifecycle_stage_id": Number(np.array([t.dest_stage + 1 for t in changes])),
        "finance_transaction_id": _bookings(part, ids, len(changes)),
        "initiated_by_id": Same(manager),
        "planned_activity_id": _activities(part, ids),
        "is_dynamic_execution": Same(False),
        "dynamic_completed_at": Same(None),
        "dynamic_completed_by_id": Same(None),
        "dynamic_route_mode": Same(None),
        "estimated_total_biomass_kg": Same(None),
        "estimated_total_count": Same(None),
    }


def _bookings(part: Part, ids: Ids, size: int) -> Column:
    """The transaction that each workflow made; none while it is under way or moves nothing between companies."""
    booked = "finance_intercompanytransaction"
    at = np.full(size, -1, dtype=np.int64)
    if booked not in part.world.scenario.tables_off:
        for row, one in enumerate(transactions(part)):
            if one.change >= 0:
                at[one.change] = row
    return Number(at + ids[booked], 0, at < 0)


def _activities(part: Part, ids: Ids) -> Column:
    """The planned activity that each workflow carries out; completed batches have none."""
    planned = "planning_plannedactivity"
    if planned in part.world.scenario.tables_off:
        return Same(None)
    at = activity_of_change(part)
    return Number(at + ids[planned], 0, at < 0)


def _totals(part: Part, changes: list[Transition]) -> dict[str, Column]:
    history = part.history
    biomass = biomass_ckg(history.moves.fish, history.moves.weight_cg)
    completed = np.array([len(t.moves) for t in changes], dtype=np.int64)
    planned = completed + np.array([len(t.waiting) for t in changes], dtype=np.int64)
    source = _sums(history.moves.before, changes)
    source += np.array([int(history.due.before[t.waiting].sum()) for t in changes], dtype=np.int64)
    return {
        "total_source_count": Number(source),
        "total_transferred_count": Number(_sums(history.moves.fish, changes)),
        "total_mortality_count": Number(_sums(history.moves.dead, changes)),
        "total_biomass_kg": Number(_sums(biomass, changes), 2),
        "total_actions_planned": Number(planned),
        "actions_completed": Number(completed),
        "completion_percentage": Number(divide_half_up(completed * 10_000, planned), 2),
    }


def _sums(values: np.ndarray, changes: list[Transition]) -> Int64:
    return np.array([int(values[t.moves].sum()) for t in changes], dtype=np.int64)


def _companies(part: Part, changes: list[Transition]) -> dict[str, Column]:
    """Fish that go from halls to areas change the company: FRESHWATER sells to FARMING."""
    plan, sea = part.history.plan, in_sea(part)
    sold = [not sea[plan.move_source[t.moves]].any() and sea[plan.move_dest[t.moves]].all() for t in changes]
    codes = np.array(sold, dtype=np.int64)
    return {
        "is_intercompany": Word(["f", "t"], codes),
        "source_subsidiary": Word([None, "FRESHWATER"], codes),
        "dest_subsidiary": Word([None, "FARMING"], codes),
    }


def _past(part: Part, changes: list[Transition] | Shares) -> Past:
    """Planned in the morning of its first day, in progress with the first fish."""
    if isinstance(changes, Shares):
        return workflow_past(part, changes)
    first = np.array([int(part.history.plan.move_day[t.moves].min()) for t in changes], dtype=np.int64)
    row = np.repeat(np.arange(len(first), dtype=np.int64), 2)
    begun = np.tile(np.array([False, True]), len(first))
    zero = ("total_source_count", "total_transferred_count", "total_mortality_count", "total_biomass_kg")
    none = ("actual_completion_date", "completed_by_id", "finance_transaction_id")
    columns: dict[str, Column] = {
        **dict.fromkeys((*zero, "actions_completed", "completion_percentage"), Number(np.zeros_like(row))),
        **dict.fromkeys(none, Same(None)),
        "status": Word(["PLANNED", "IN_PROGRESS"], begun.astype(np.int64)),
        "actual_start_date": Day(first[row], ~begun),
    }
    at = np.where(begun, at_hour(first[row], 10).values, at_hour(first[row], 6).values)
    return Past(row, columns, at)


TABLE = BlocksTable(name="batch_batchtransferworkflow", select=_select, columns=_columns, past=_past)
