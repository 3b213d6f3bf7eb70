"""What a transfer workflow with carriers says of itself: one that is told leg by leg, and one that is to come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from compiler.filling.fleet import Crossing, Voyage, planned_on
from compiler.filling.kinds import Columns
from compiler.filling.part import Bool, Part, Transition, at_hour, batch_of, biomass_ckg, first_day, worker_id
from compiler.nouns import Day, Ints, Moment, Number, Same, Text, Word


def ahead(part: Part, crossing: Crossing) -> Columns:
    """All living fish, as they are now, are to go."""
    plan, history = part.history.plan, part.history
    here = np.flatnonzero(plan.open)
    fish, weight_cg = history.stays.left[here], history.days.weight_cg[history.last_cell[here]]
    source, day = int(plan.stage[here[0]]), np.array([crossing.day])
    written = np.array([planned_on(part.world.scenario, plan, crossing)])
    nothing = "planned_completion_date actual_start_date actual_completion_date completed_by_id finance_transaction_id"
    zero = ("total_source_count", "total_transferred_count", "total_mortality_count", "total_biomass_kg")
    return {
        **dict.fromkeys(nothing.split(), Same(None)),
        **dict.fromkeys((*zero, "total_actions_planned", "actions_completed", "completion_percentage"), Same(0)),
        **dict.fromkeys(("source_subsidiary", "dest_subsidiary"), Same(None)),
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


def dynamic(part: Part, changes: Sequence[Transition], done: Bool) -> Columns:
    """What the target keeps of the transfer that is told leg by leg, nothing where there is none."""
    told, history, size = part.voyage, part.history, len(changes)
    if told is None:
        return {}
    own = np.arange(size) == told.change
    change = changes[told.change]
    crew = worker_id(part, "SHIP_CREW", "sea")
    over = ~(own & done)
    last = np.full(size, told.completed[-1].done_s)
    fish, kg = expected(part, change)
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


def expected(part: Part, change: Transition) -> tuple[int, int]:
    """Fish that were to go, and their biomass in 0.01 kg: those that went and those that wait, the dead among them."""
    moves, due = part.history.moves, part.history.due
    source = part.history.plan.due_source[change.waiting]
    weight = part.history.days.weight_cg[part.history.last_cell[source]]
    gone = (moves.fish + moves.dead)[change.moves]
    kg = biomass_ckg(gone, moves.weight_cg[change.moves]).sum() + biomass_ckg(due.fish[change.waiting], weight).sum()
    return int(gone.sum() + due.fish[change.waiting].sum()), int(kg)
