"""One row a movement from one container to another; first those done, in order of the plan, then those still waiting.

The deaths of a move stand in `mortality_during_transfer` and, as every death, in one mortality event (HANDLING, on the
source, the same day): events are the deaths, the actions only tell why. Each move is weighed, so that the target starts
the daily states of the destination from a measured weight. An action that waits names the stay that its fish will join,
or a placeholder for it: the target would take the fish of one without away and put them nowhere.

Of a transfer that is told leg by leg each handoff is a row, from container to container of the route. What waits there
has none, but for the handoff that is open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import SECONDS_PER_DAY, half_even
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import (
    Bool,
    Ids,
    Int64,
    Part,
    Transition,
    at_hour,
    biomass_ckg,
    geography_of,
    transitions,
    worker_id,
)
from compiler.filling.tanks import tank_id
from compiler.filling.voyages import LEGS, OPEN, Leg, Voyage, first_load, joining, voyage
from compiler.nouns import Day, Moment, Number, Past, Same, Serial, Word

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


@dataclass(frozen=True, slots=True)
class _Legs:
    """The handoffs of one workflow."""

    told: Voyage

    def __len__(self) -> int:
        return len(self.told.legs)


def _select(part: Part) -> list[_Actions | _Legs]:
    told = voyage(part)
    found: list[_Actions | _Legs] = []
    for at, change in enumerate(transitions(part)):
        if told and told.change == at:
            found.append(_Legs(told))
        else:
            found += [_Actions(at, change, waiting) for waiting in (False, True)]
    return found


def _columns(part: Part, actions: _Actions | _Legs, ids: Ids) -> Columns:
    workflow = actions.told.change if isinstance(actions, _Legs) else actions.workflow
    common: Columns = {
        "workflow_id": Same(ids["batch_batchtransferworkflow"] + workflow),
        "oxygen_level": Same(None),
        "notes": Same(""),
        "measured_avg_length_cm": Same(None),
        "measured_notes": Same(""),
        "selection_method": Same("AVERAGE"),
        "allow_mixed": Same(False),
    }
    if isinstance(actions, _Legs):
        return {**common, **_legs(part, actions.told, ids[ASSIGNMENT])}
    of_state = _waiting if actions.waiting else _done
    return {
        **common,
        "action_number": Serial(1 + len(actions.change.moves) if actions.waiting else 1),
        "execution_duration_minutes": Same(None),
        "created_via": Same("PLANNED"),
        "leg_type": Same(None),
        **of_state(part, actions.change, ids[ASSIGNMENT]),
    }


def _legs(part: Part, told: Voyage, assignment: int) -> Columns:
    legs, loads = told.legs, first_load(part)
    kind, fish, dead, before, weight_cg, start, done, source, dest = (
        np.array(each, dtype=np.int64) for each in zip(*(_numbers(leg, loads) for leg in legs), strict=True)
    )
    unfinished: Bool = done == OPEN
    return {
        "action_number": Serial(1),
        "created_via": Same("DYNAMIC_LIVE"),
        "leg_type": Word(LEGS, kind),
        "source_population_before": Number(before),
        "transferred_count": Number(fish),
        "mortality_during_transfer": Number(dead),
        "transferred_biomass_kg": Number(biomass_ckg(fish, weight_cg), 2),
        "status": Word(["COMPLETED", "IN_PROGRESS"], unfinished.astype(np.int64)),
        "planned_date": Day(start // SECONDS_PER_DAY),
        "actual_execution_date": Day(done // SECONDS_PER_DAY, unfinished),
        "execution_duration_minutes": Number(np.maximum((done - start) // 60, 1), 0, unfinished),
        "transfer_method": Same("PUMP"),
        "water_temp_c": Same(None),
        "created_at": Moment(start),
        "updated_at": Moment(np.maximum(start, done)),
        "dest_assignment_id": Number(dest + assignment, 0, unfinished),
        "source_assignment_id": Number(source + assignment),
        "dest_container_id": Number(np.array([_box(part, told, leg) for leg in legs], dtype=np.int64)),
        "executed_at": Moment(done, unfinished),
        **_measured(part, told, weight_cg, unfinished),
    }


def _numbers(leg: Leg, loads: int) -> tuple[int, ...]:
    """A leg as numbers, its ends as places among the assignments of the batch, those of loads from `loads` on."""
    source, dest = (end if end >= 0 else loads - 1 - end for end in (leg.source, leg.dest))
    return leg.kind, leg.fish, leg.dead, leg.before, leg.weight_cg, leg.start_s, leg.done_s, source, dest


def _measured(part: Part, told: Voyage, weight_cg: Int64, unfinished: Bool) -> Columns:
    """Who handed fish over, and what they weighed: as in the tank that they come from."""
    crew = worker_id(part, "SHIP_CREW", "sea")
    stages, change = geography_of(part).stages, transitions(part)[told.change]
    stage = stages[change.source_stage] if stages[change.source_stage].sample_fish else stages[change.dest_stage]
    size = np.full(len(weight_cg), stage.sample_fish)
    return {
        "executed_by_id": Number(np.full(len(weight_cg), crew or 0), 0, unfinished | (crew is None)),
        "measured_avg_weight_g": Number(weight_cg, 2, unfinished),
        "measured_std_dev_weight_g": Number(half_even(weight_cg * stage.weight_cv), 2, unfinished),
        "measured_sample_size": Number(size, 0, unfinished | (not stage.sample_fish)),
    }


def _box(part: Part, told: Voyage, leg: Leg) -> int:
    """Id of the container that a leg leads into."""
    if leg.done_s == OPEN:
        return tank_id(part.world, leg.dest)
    if leg.dest < 0:
        return tank_id(part.world, told.loads[-1 - leg.dest].tank)
    return int(part.history.plan.container[leg.dest]) + 1


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
    later = len(plan.stage) + len(plan.ordered_day) + np.searchsorted(joining(part)[0], plan.due_container[due])
    joined: Int64 = np.where(plan.due_dest[due] >= 0, plan.due_dest[due], later).astype(np.int64)
    return joined


def _past(part: Part, actions: _Actions | _Legs) -> Past:
    """Actions that were carried out were planned before; handoffs were begun."""
    nothing = dict.fromkeys(UNKNOWN, Same(None))
    if isinstance(actions, _Legs):
        over = np.flatnonzero([leg.done_s != OPEN for leg in actions.told.legs])
        begun = {"mortality_during_transfer": Same(0), "execution_duration_minutes": Same(None)}
        return Past(over, {**nothing, **begun, "status": Same("IN_PROGRESS")})
    done = np.arange(0 if actions.waiting else len(actions), dtype=np.int64)
    return Past(done, {**nothing, "mortality_during_transfer": Same(0), "status": Same("PENDING")})


TABLE = BlocksTable(name="batch_transferaction", select=_select, columns=_columns, past=_past)
