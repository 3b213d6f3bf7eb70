"""One row a stage change of a batch, with the true sums of its actions.

A change that is still under way at the end of history is IN_PROGRESS; the fish that have not moved are its pending
actions, which count as planned and among the sources, but not among what was transferred.

A transfer to the sea that is told leg by leg is dynamic: it counts every leg, so that fish that went over truck, vessel
and ring count three times, and the target books no sale for it. The next transfers to the sea are planned, and have
neither actions nor totals: these come with their handoffs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import divide_half_up
from compiler.filling.activities import activity_of_change
from compiler.filling.fleet import Crossing
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import (
    Bool,
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
from compiler.filling.transactions import transactions
from compiler.filling.voyages import Voyage, voyage
from compiler.nouns import Column, Day, Ints, Moment, Number, Past, Same, Text, Word


@dataclass(frozen=True, slots=True)
class _Planned:
    """A transfer to the sea that is to come."""

    crossing: Crossing

    def __len__(self) -> int:
        return 1


def _select(part: Part) -> list[list[Transition] | _Planned]:
    """The changes that have begun, then the one that is planned."""
    changes: list[list[Transition] | _Planned] = [transitions(part)]
    crossing = part.world.fleet.crossings.get(part.history.plan.batch)
    return [*changes, _Planned(crossing)] if crossing and crossing.day >= 0 else changes


def _columns(part: Part, subjects: list[Transition] | _Planned, ids: Ids) -> Columns:
    if isinstance(subjects, _Planned):
        return {**_ahead(part, subjects.crossing), "batch_id": Same(ids["batch_batch"])}
    return _begun(part, subjects, ids)


def _ahead(part: Part, crossing: Crossing) -> Columns:
    """All living fish, as they are now, are to go."""
    plan, history, as_of = part.history.plan, part.history, part.world.scenario.as_of
    here = np.flatnonzero(plan.open)
    fish, weight_cg = history.stays.left[here], history.days.weight_cg[history.last_cell[here]]
    source, day = int(plan.stage[here[0]]), np.array([crossing.day])
    written = np.maximum(day - part.world.scenario.activities.planned_days, plan.first[here].max())
    written = np.minimum(written, as_of - 1)
    nothing = "planned_completion_date actual_start_date actual_completion_date completed_by_id finance_transaction_id"
    zero = ("total_source_count", "total_transferred_count", "total_mortality_count", "total_biomass_kg")
    return {
        **dict.fromkeys(nothing.split(), Same(None)),
        **dict.fromkeys((*zero, "total_actions_planned", "actions_completed", "completion_percentage"), Same(0)),
        **dict.fromkeys(("source_subsidiary", "dest_subsidiary", "planned_activity_id"), Same(None)),
        **dict.fromkeys(("dynamic_completed_at", "dynamic_completed_by_id"), Same(None)),
        **dict.fromkeys(("notes", "cancellation_reason"), Same("")),
        "workflow_number": Text([f"TRF-{batch_of(part).number}-D{crossing.day - first_day(part):03d}"]),
        "workflow_type": Same("LIFECYCLE_TRANSITION"),
        "status": Same("PLANNED"),
        "planned_start_date": Day(day),
        "is_intercompany": Same(False),
        "created_at": at_hour(written, 6),
        "updated_at": at_hour(written, 6),
        "source_lifecycle_stage_id": Same(source + 1),
        "dest_lifecycle_stage_id": Same(source + 2),
        "initiated_by_id": Same(worker_id(part, "MGR")),
        "is_dynamic_execution": Same(True),
        "dynamic_route_mode": Same(crossing.route),
        "estimated_total_biomass_kg": Number(np.array([int(biomass_ckg(fish, weight_cg).sum())]), 2),
        "estimated_total_count": Same(int(fish.sum())),
    }


def _begun(part: Part, changes: list[Transition], ids: Ids) -> Columns:
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
        **_dynamic(part, changes, done),
    }


def _dynamic(part: Part, changes: list[Transition], done: Bool) -> Columns:
    """What the target keeps of the transfer that is told leg by leg, and nothing of the others."""
    told, history, size = voyage(part), part.history, len(changes)
    names = ("dynamic_completed_at", "dynamic_completed_by_id", "dynamic_route_mode")
    if told is None:
        empty = (*names, "estimated_total_biomass_kg", "estimated_total_count")
        return {"is_dynamic_execution": Same(False), **dict.fromkeys(empty, Same(None))}
    own = np.arange(size) == told.change
    change = changes[told.change]
    crew = worker_id(part, "SHIP_CREW", "sea")
    over = ~(own & done)
    last = np.full(size, told.completed[-1].done_s)
    fish, kg = _expected(part, change)
    return {
        "notes": Text([_note(told, history.plan.move_day[change.moves]) if one else "" for one in (own & done)]),
        "is_dynamic_execution": Word(["f", "t"], own.astype(np.int64)),
        "dynamic_completed_at": Moment(last, over),
        "dynamic_completed_by_id": Number(np.full(size, crew or 0), 0, over | (crew is None)),
        "dynamic_route_mode": Word([None, told.crossing.route], own.astype(np.int64)),
        "estimated_total_biomass_kg": Number(np.full(size, kg), 2, ~own),
        "estimated_total_count": Number(np.full(size, fish), 0, ~own),
    }


def _note(told: Voyage, days: Ints) -> str:
    """What the crew writes when all fish have come."""
    words = f"{len(told.completed)} handoffs on {len(np.unique(days))} days"
    if told.crossing.absent:
        words += f"; variance: {told.crossing.absent} was out of service, the other trucks went more often"
    return f"[dynamic_completion_note] {words}."


def _expected(part: Part, change: Transition) -> tuple[int, int]:
    """Fish that were to go, and their biomass in 0.01 kg: those that went and those that wait, the dead among them."""
    moves, due = part.history.moves, part.history.due
    source = part.history.plan.due_source[change.waiting]
    weight = part.history.days.weight_cg[part.history.last_cell[source]]
    gone = (moves.fish + moves.dead)[change.moves]
    kg = biomass_ckg(gone, moves.weight_cg[change.moves]).sum() + biomass_ckg(due.fish[change.waiting], weight).sum()
    return int(gone.sum() + due.fish[change.waiting].sum()), int(kg)


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
    history, told = part.history, voyage(part)
    biomass = biomass_ckg(history.moves.fish, history.moves.weight_cg)
    completed = np.array([len(t.moves) for t in changes], dtype=np.int64)
    planned = completed + np.array([len(t.waiting) for t in changes], dtype=np.int64)
    source = _sums(history.moves.before, changes)
    source += np.array([int(history.due.before[t.waiting].sum()) for t in changes], dtype=np.int64)
    moved, dead, kg = (_sums(values, changes) for values in (history.moves.fish, history.moves.dead, biomass))
    percent = divide_half_up(completed * 10_000, planned)
    if told:
        at, legs = told.change, told.completed
        fish = np.array([leg.fish for leg in legs], dtype=np.int64)
        weight = np.array([leg.weight_cg for leg in legs], dtype=np.int64)
        planned[at], completed[at] = len(told.legs), len(legs)
        source[at] = sum(leg.before for leg in told.legs)
        moved[at], kg[at] = fish.sum(), biomass_ckg(fish, weight).sum()
        share = divide_half_up(moved[at : at + 1] * 10_000, np.array([_expected(part, changes[at])[0]]))
        percent[at] = min(10_000, int(share[0]))
    return {
        "total_source_count": Number(source),
        "total_transferred_count": Number(moved),
        "total_mortality_count": Number(dead),
        "total_biomass_kg": Number(kg, 2),
        "total_actions_planned": Number(planned),
        "actions_completed": Number(completed),
        "completion_percentage": Number(percent, 2),
    }


def _sums(values: np.ndarray, changes: list[Transition]) -> Int64:
    return np.array([int(values[t.moves].sum()) for t in changes], dtype=np.int64)


def _companies(part: Part, changes: list[Transition]) -> dict[str, Column]:
    """Fish that go from halls to areas change the company: FRESHWATER sells to FARMING. Vessels are nobody's."""
    plan, sea = part.history.plan, in_sea(part)
    told = voyage(part)
    sold = [
        not sea[plan.move_source[t.moves]].any()
        and bool(sea[plan.move_dest[t.moves]].all())
        and not (told and told.change == at)
        for at, t in enumerate(changes)
    ]
    codes = np.array(sold, dtype=np.int64)
    return {
        "is_intercompany": Word(["f", "t"], codes),
        "source_subsidiary": Word([None, "FRESHWATER"], codes),
        "dest_subsidiary": Word([None, "FARMING"], codes),
    }


def _past(part: Part, changes: list[Transition] | _Planned) -> Past:
    """Planned in the morning of its first day, in progress with the first fish."""
    if isinstance(changes, _Planned):
        return Past(np.zeros(0, dtype=np.int64), {})
    told = voyage(part)
    first = np.array([int(part.history.plan.move_day[t.moves].min()) for t in changes], dtype=np.int64)
    row = np.repeat(np.arange(len(first), dtype=np.int64), 2)
    begun = np.tile(np.array([False, True]), len(first))
    zero = ("total_source_count", "total_transferred_count", "total_mortality_count", "total_biomass_kg")
    none: tuple[str, ...] = ("actual_completion_date", "completed_by_id", "finance_transaction_id")
    if told:
        none = (*none, "dynamic_completed_at", "dynamic_completed_by_id")
    columns: dict[str, Column] = {
        **dict.fromkeys((*zero, "actions_completed", "completion_percentage"), Number(np.zeros_like(row))),
        **dict.fromkeys(none, Same(None)),
        "status": Word(["PLANNED", "IN_PROGRESS"], begun.astype(np.int64)),
        "actual_start_date": Day(first[row], ~begun),
        **({"notes": Same("")} if told else {}),
    }
    at = np.where(begun, at_hour(first[row], 10).values, at_hour(first[row], 6).values)
    return Past(row, columns, at)


TABLE = BlocksTable(name="batch_batchtransferworkflow", select=_select, columns=_columns, past=_past)
