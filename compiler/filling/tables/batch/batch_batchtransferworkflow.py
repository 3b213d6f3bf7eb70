"""One row a stage change of a batch that has begun, with the true sums of its actions; then one a piece of open work.

A mixed batch has one for each batch that gave it fish, before all others.

A change that is still under way at the end of history is IN_PROGRESS; the fish that have not moved are its pending
actions, which count as planned and among the sources, but not among what was transferred. An action that was left out
counts as done, one that failed does not, as the target counts. Work that nobody has begun has no sums yet.

A transfer to the sea that is told leg by leg is dynamic: it counts every leg, so that fish that went over truck, vessel
and ring count three times, and the target books no sale for it. The next transfers to the sea are planned, and have
neither actions nor totals: these come with their handoffs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compiler.exact import divide_half_up
from compiler.filling.actions import COMPLETED, SKIPPED, Actions, begun_actions, planned_actions, work_number, works_of
from compiler.filling.activities import activity_of_change, activity_of_work
from compiler.filling.fleet import Crossing
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.openwork import Work
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
    geography_of,
    in_sea,
    worker_id,
)
from compiler.filling.tables.batch._dynamic import ahead, dynamic, expected
from compiler.filling.tables.batch._mixes import Shares, shares, workflow_columns, workflow_past
from compiler.filling.transactions import transfers
from compiler.nouns import Column, Day, Moment, Number, Past, Same, Text, Word

PLANNED_HOUR = 8


@dataclass(frozen=True, slots=True)
class _Block:
    """Stage changes that have begun, with their actions, or open work, or a transfer with carriers that is to come."""

    changes: tuple[tuple[Transition, Actions], ...] = ()
    works: tuple[Work, ...] = ()
    crossing: Crossing | None = None

    def __len__(self) -> int:
        return len(self.changes) + len(self.works) + (self.crossing is not None)


def _select(part: Part) -> tuple[_Block | Shares, ...]:
    crossing = part.world.fleet.crossings.get(part.history.plan.batch)
    coming = (_Block(crossing=crossing),) if crossing and crossing.day >= 0 else ()
    return shares(part), _Block(changes=begun_actions(part)), _Block(works=works_of(part)), *coming


def _columns(part: Part, block: _Block | Shares, ids: Ids) -> Columns:
    if isinstance(block, Shares):
        return workflow_columns(part, block, ids)
    if block.crossing:
        asked = _activities(part, ids, activity_of_work(part)[-1:])
        return {**ahead(part, block.crossing), "batch_id": Same(ids["batch_batch"]), "planned_activity_id": asked}
    return {
        "notes": Same(""),
        "batch_id": Same(ids["batch_batch"]),
        "initiated_by_id": Same(worker_id(part, "MGR")),
        "is_dynamic_execution": Same(False),
        "dynamic_completed_at": Same(None),
        "dynamic_completed_by_id": Same(None),
        "dynamic_route_mode": Same(None),
        "estimated_total_biomass_kg": Same(None),
        "estimated_total_count": Same(None),
        **(_begun(part, block.changes, ids) if block.changes else _open(part, block.works, ids)),
    }


def _begun(part: Part, found: Sequence[tuple[Transition, Actions]], ids: Ids) -> Columns:
    changes = [change for change, _ in found]
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
        **_totals(part, found),
        **_companies([_sold(part, at, change) for at, change in enumerate(changes)]),
        "cancellation_reason": Same(""),
        "created_at": at_hour(first, 6),
        "updated_at": at_hour(last, 16),
        "completed_by_id": Number(np.full(len(changes), manager or 0), 0, ~done | (manager is None)),
        "source_lifecycle_stage_id": Number(np.array([t.source_stage + 1 for t in changes])),
        "dest_lifecycle_stage_id": Number(np.array([t.dest_stage + 1 for t in changes])),
        "finance_transaction_id": _bookings(part, ids, len(changes)),
        "planned_activity_id": _activities(part, ids, activity_of_change(part)),
        **dynamic(part, changes, done),
    }


def _open(part: Part, works: Sequence[Work], ids: Ids) -> Columns:
    cancelled = np.array([work.status == "CANCELLED" for work in works])
    manager, zero = worker_id(part, "MGR"), np.zeros(len(works), dtype=np.int64)
    planned = [planned_actions(part, work) for work in works]
    last = np.array([int(actions.day.max(initial=work.day)) for work, actions in zip(works, planned, strict=True)])
    dest = np.array([work.dest_stage + 1 for work in works], dtype=np.int64)
    source = np.array([work.stage + 1 for work in works], dtype=np.int64)
    return {
        "workflow_number": Text([work_number(part, at) for at in range(len(works))]),
        "workflow_type": Text([work.kind for work in works]),
        "status": Text([work.status for work in works]),
        "planned_start_date": Day(np.array([work.day for work in works])),
        "planned_completion_date": Day(last),
        **dict.fromkeys(("actual_start_date", "actual_completion_date"), Same(None)),
        **dict.fromkeys(("total_source_count", "total_transferred_count", "total_mortality_count"), Number(zero)),
        **dict.fromkeys(("total_biomass_kg", "completion_percentage"), Number(zero, 2)),
        "total_actions_planned": _numbers([len(actions) for actions in planned]),
        "actions_completed": Number(zero),
        **_companies([_to_be_sold(part, work) for work in works]),
        "cancellation_reason": Text([work.reason for work in works]),
        "created_at": at_hour(np.array([work.written for work in works]), 6),
        "updated_at": Moment(np.array([_moment(work) for work in works])),
        "completed_by_id": Number(np.full(len(works), manager or 0), 0, ~cancelled | (manager is None)),
        "source_lifecycle_stage_id": Number(source),
        "dest_lifecycle_stage_id": Number(dest, 0, dest == source),
        "finance_transaction_id": Same(None),
        "planned_activity_id": _activities(part, ids, activity_of_work(part)[:-1]),
    }


def _moment(work: Work) -> int:
    """Of its last change, in seconds: drafts are written in the morning, planned on the same day, cancelled at noon."""
    hour = {"DRAFT": 6, "PLANNED": PLANNED_HOUR, "CANCELLED": 12}[work.status]
    return int(at_hour(np.array([work.changed]), hour).values[0])


def _bookings(part: Part, ids: Ids, size: int) -> Column:
    """The transaction that each workflow made; none while it is under way or moves nothing between companies."""
    booked = "finance_intercompanytransaction"
    at = np.full(size, -1, dtype=np.int64)
    if booked not in part.world.scenario.tables_off:
        for row, one in enumerate(transfers(part)):
            at[one.change] = row
    return Number(at + ids[booked], 0, at < 0)


def _activities(part: Part, ids: Ids, at: Int64) -> Column:
    """The planned activity that each workflow carries out; completed batches have none.

    Args: at  its place among those of the batch, -1 for none
    """
    planned = "planning_plannedactivity"
    if planned in part.world.scenario.tables_off:
        return Same(None)
    return Number(at + ids[planned], 0, at < 0)


def _totals(part: Part, found: Sequence[tuple[Transition, Actions]]) -> dict[str, Column]:
    told, every = part.voyage, [actions for _, actions in found]
    completed = np.array([actions.count(COMPLETED, SKIPPED) for actions in every], dtype=np.int64)
    planned = np.array([len(actions) for actions in every], dtype=np.int64)
    source = np.array([int(actions.before.sum()) for actions in every], dtype=np.int64)
    moved = np.array([actions.sum(actions.fish, COMPLETED) for actions in every], dtype=np.int64)
    kg = [actions.sum(biomass_ckg(actions.fish, actions.weight_cg), COMPLETED) for actions in every]
    percent = divide_half_up(completed * 10_000, planned)
    if told:
        at, legs = told.change, told.completed
        fish = np.array([leg.fish for leg in legs], dtype=np.int64)
        weight = np.array([leg.weight_cg for leg in legs], dtype=np.int64)
        planned[at], completed[at] = len(told.legs), len(legs)
        source[at] = sum(leg.before for leg in told.legs)
        moved[at], kg[at] = fish.sum(), int(biomass_ckg(fish, weight).sum())
        share = divide_half_up(moved[at : at + 1] * 10_000, np.array([expected(part, found[at][0])[0]]))
        percent[at] = min(10_000, int(share[0]))
    return {
        "total_source_count": Number(source),
        "total_transferred_count": Number(moved),
        "total_mortality_count": _numbers([actions.sum(actions.dead, COMPLETED) for actions in every]),
        "total_biomass_kg": _numbers(kg, 2),
        "total_actions_planned": Number(planned),
        "actions_completed": Number(completed),
        "completion_percentage": Number(percent, 2),
    }


def _numbers(values: list[int], decimals: int = 0) -> Number:
    return Number(np.array(values, dtype=np.int64), decimals)


def _sold(part: Part, at: int, change: Transition) -> bool:
    """Fish that go from halls to areas change the company. Vessels are nobody's, so what they bring is not sold."""
    plan, sea, told = part.history.plan, in_sea(part), part.voyage
    dynamic = told is not None and told.change == at
    return bool(
        not dynamic and not sea[plan.move_source[change.moves]].any() and sea[plan.move_dest[change.moves]].all()
    )


def _to_be_sold(part: Part, work: Work) -> bool:
    """Likewise; the target looks at the containers when the work is planned."""
    stages = geography_of(part).stages
    planned = work.status != "DRAFT" and len(work.steps) > 0
    return planned and (stages[work.stage].leg, stages[work.dest_stage].leg) == ("freshwater", "sea")


def _companies(sold: list[bool]) -> dict[str, Column]:
    """FRESHWATER sells to FARMING."""
    codes = np.array(sold, dtype=np.int64)
    return {
        "is_intercompany": Word(["f", "t"], codes),
        "source_subsidiary": Word([None, "FRESHWATER"], codes),
        "dest_subsidiary": Word([None, "FARMING"], codes),
    }


def _past(part: Part, block: _Block | Shares) -> Past:
    if isinstance(block, Shares):
        return workflow_past(part, block)
    if block.crossing:
        return Past(np.zeros(0, dtype=np.int64), {})
    return _past_of_changes(part, block.changes) if block.changes else _past_of_work(block.works)


def _past_of_changes(part: Part, found: Sequence[tuple[Transition, Actions]]) -> Past:
    """Planned in the morning of its first day, in progress with the first fish."""
    first = np.array([int(part.history.plan.move_day[t.moves].min()) for t, _ in found], dtype=np.int64)
    row = np.repeat(np.arange(len(first), dtype=np.int64), 2)
    begun = np.tile(np.array([False, True]), len(first))
    zero = ("total_source_count", "total_transferred_count", "total_mortality_count", "total_biomass_kg")
    none: tuple[str, ...] = ("actual_completion_date", "completed_by_id", "finance_transaction_id")
    told = part.voyage
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


def _past_of_work(works: Sequence[Work]) -> Past:
    """Written down as a draft, then planned, before it was cancelled."""
    before = {"DRAFT": 0, "PLANNED": 1, "CANCELLED": 2}
    row = np.repeat(np.arange(len(works), dtype=np.int64), [before[work.status] for work in works])
    planned = np.concatenate([[False], row[1:] == row[:-1]])[: len(row)]
    written = np.array([work.written for work in works], dtype=np.int64)[row]
    at = np.where(planned, at_hour(written, PLANNED_HOUR).values, at_hour(written, 6).values)
    columns: dict[str, Column] = {
        "status": Word(["DRAFT", "PLANNED"], planned.astype(np.int64)),
        "cancellation_reason": Same(""),
        "completed_by_id": Same(None),
    }
    return Past(row, columns, at)


TABLE = BlocksTable(name="batch_batchtransferworkflow", select=_select, columns=_columns, past=_past)
