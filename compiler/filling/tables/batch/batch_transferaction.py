"""One row a movement from one container to another; first those done, in order of the plan, then those still waiting.

The deaths of a move stand in `mortality_during_transfer` and, as every death, in one mortality event (HANDLING, on the
source, the same day): events are the deaths, the actions only tell why. Each move is weighed, so that the target starts
the daily states of the destination from a measured weight. An action that waits names the stay that its fish will join,
or a placeholder for it: the target would take the fish of one without away and put them nowhere. Those that
bring fish into a mixed batch stand behind all others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import half_even
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import (
    Ids,
    Int64,
    Part,
    Transition,
    at_hour,
    awaited,
    biomass_ckg,
    geography_of,
    transitions,
    worker_id,
)
from compiler.filling.tables.batch._mixes import Shares, action_columns, shares
from compiler.nouns import Day, Number, Past, Same, Serial

ASSIGNMENT = "batch_batchcontainerassignment"
MEASURED = ("measured_avg_weight_g", "measured_std_dev_weight_g", "measured_sample_size")
UNKNOWN = ("actual_execution_date", "executed_by_id", "executed_at", "dest_assignment_id", "water_temp_c", *MEASURED)
"""What nobody knows of an action before it is carried out"""


@dataclass(frozen=True, slots=True)
class _Actions:
    """Actions of one workflow: its moves that are done, or those that are due."""

    workflow: int
    """Index into transitions(part)"""
    change: Transition
    waiting: bool

    def __len__(self) -> int:
        return len(self.change.waiting if self.waiting else self.change.moves)


def _select(part: Part) -> list[_Actions | Shares]:
    changes = enumerate(transitions(part))
    own: list[_Actions | Shares] = [
        _Actions(at, change, waiting) for at, change in changes for waiting in (False, True)
    ]
    return [*own, shares(part)]


def _columns(part: Part, actions: _Actions | Shares, ids: Ids) -> Columns:
    return {
        "oxygen_level": Same(None),
        "execution_duration_minutes": Same(None),
        "notes": Same(""),
        "allow_mixed": Same(False),
        "measured_avg_length_cm": Same(None),
        "measured_notes": Same(""),
        "selection_method": Same("AVERAGE"),
        "created_via": Same("PLANNED"),
        "leg_type": Same(None),
        **(action_columns(part, actions, ids) if isinstance(actions, Shares) else _moving(part, actions, ids)),
    }


def _moving(part: Part, actions: _Actions, ids: Ids) -> Columns:
    of_state = _waiting if actions.waiting else _done
    return {
        "action_number": Serial(1 + len(actions.change.moves) if actions.waiting else 1),
        "workflow_id": Same(ids["batch_batchtransferworkflow"] + actions.workflow),
        **of_state(part, actions.change, ids[ASSIGNMENT]),
    }


def _done(part: Part, change: Transition, assignment: int) -> Columns:
    history, plan, moves = part.history, part.history.plan, change.moves
    source, dest, days = plan.move_source[moves], plan.move_dest[moves], plan.move_day[moves]
    stages = geography_of(part).stages
    stage = stages[change.source_stage] if stages[change.source_stage].sample_fish else stages[change.dest_stage]
    weight_cg = history.moves.weight_cg[moves]
    return {
        "source_population_before": Number(history.moves.before[moves]),
        "transferred_count": Number(history.moves.fish[moves]),
        "mortality_during_transfer": Number(history.moves.dead[moves]),
        "transferred_biomass_kg": Number(biomass_ckg(history.moves.fish[moves], weight_cg), 2),
        "status": Same("COMPLETED"),
        "planned_date": Day(days),
        "actual_execution_date": Day(days),
        "transfer_method": Same("PUMP"),
        "water_temp_c": Number(history.days.temp_cc[part.history.last_cell[source]], 2),
        "created_at": at_hour(days, 7),
        "updated_at": at_hour(days, 10),
        "dest_assignment_id": Number(dest + assignment),
        "executed_by_id": Same(worker_id(part, "OPR", stages[change.dest_stage].leg)),
        "source_assignment_id": Number(source + assignment),
        "measured_avg_weight_g": Number(weight_cg, 2),
        "measured_std_dev_weight_g": Number(half_even(weight_cg * stage.weight_cv), 2),
        "measured_sample_size": Same(stage.sample_fish or None),
        "dest_container_id": Number(plan.container[dest] + 1),
        "executed_at": at_hour(days, 10),
    }


def _waiting(part: Part, change: Transition, assignment: int) -> Columns:
    history, plan, due = part.history, part.history.plan, change.waiting
    source, fish = plan.due_source[due], history.due.fish[due]
    weight_cg = history.days.weight_cg[part.history.last_cell[source]]
    begun: Int64 = np.full(len(due), plan.move_day[change.moves].min(), dtype=np.int64)
    return {
        **dict.fromkeys(("actual_execution_date", "transfer_method", "water_temp_c"), Same(None)),
        **dict.fromkeys(("executed_by_id", *MEASURED, "executed_at"), Same(None)),
        "source_population_before": Number(history.due.before[due]),
        "transferred_count": Number(fish),
        "mortality_during_transfer": Same(0),
        "transferred_biomass_kg": Number(biomass_ckg(fish, weight_cg), 2),
        "status": Same("PENDING"),
        "planned_date": Day(plan.due_day[due]),
        "dest_container_id": Number(plan.due_container[due] + 1),
        "created_at": at_hour(begun, 7),
        "updated_at": at_hour(begun, 7),
        "source_assignment_id": Number(source + assignment),
        "dest_assignment_id": Number(_joined(part, due) + assignment),
    }


def _joined(part: Part, due: Int64) -> Int64:
    """Places among the assignments of the batch: of the stay that the fish join, or of the placeholder for it."""
    plan = part.history.plan
    later = len(plan.stage) + len(plan.ordered_day) + np.searchsorted(awaited(part)[0], plan.due_container[due])
    joined: Int64 = np.where(plan.due_dest[due] >= 0, plan.due_dest[due], later).astype(np.int64)
    return joined


def _past(part: Part, actions: _Actions | Shares) -> Past:
    """Actions that were carried out were planned before."""
    nothing = dict.fromkeys(UNKNOWN, Same(None))
    waiting = isinstance(actions, _Actions) and actions.waiting
    done = np.arange(0 if waiting else len(actions), dtype=np.int64)
    return Past(done, {**nothing, "mortality_during_transfer": Same(0), "status": Same("PENDING")})


TABLE = BlocksTable(name="batch_transferaction", select=_select, columns=_columns, past=_past)
