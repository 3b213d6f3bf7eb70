"""One row a movement from one container to another; first those done, in order of the plan, then those still waiting.

The deaths of a move stand in `mortality_during_transfer` and, as every death, in one mortality event (HANDLING, on the
source, the same day): events are the deaths, the actions only tell why. Each move is weighed, so that the target starts
the daily states of the destination from a measured weight.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.exact import half_even
from compiler.filling.part import (
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
from compiler.filling.tables._past import planned
from compiler.nouns import Column, Day, Number, Past, Rows, Same, Serial

TABLE = "batch_transferaction"
ASSIGNMENT = "batch_batchcontainerassignment"
MEASURED = ("measured_avg_weight_g", "measured_std_dev_weight_g", "measured_sample_size")


def count(part: Part) -> int:
    return sum(len(t.moves) + len(t.waiting) for t in transitions(part))


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    following = ids[TABLE]
    for at, change in enumerate(transitions(part)):
        workflow = ids["batch_batchtransferworkflow"] + at
        yield _done(part, change, workflow, following, ids[ASSIGNMENT])
        following += len(change.moves)
        if len(change.waiting):
            yield _waiting(part, change, workflow, following, ids[ASSIGNMENT])
            following += len(change.waiting)


def _done(part: Part, change: Transition, workflow: int, first_id: int, assignment: int) -> Rows:
    history, plan, moves = part.history, part.history.plan, change.moves
    source, dest, days = plan.move_source[moves], plan.move_dest[moves], plan.move_day[moves]
    stages = geography_of(part).stages
    stage = stages[change.source_stage] if stages[change.source_stage].sample_fish else stages[change.dest_stage]
    weight_cg = history.moves.weight_cg[moves]
    columns: dict[str, Column] = {
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
    return Rows(len(moves), {**_common(first_id, 1, workflow), **columns})


def _waiting(part: Part, change: Transition, workflow: int, first_id: int, assignment: int) -> Rows:
    history, stays = part.history, change.waiting
    weight_cg = history.days.weight_cg[part.history.last_cell[stays]]
    begun: Int64 = np.full(len(stays), part.history.plan.move_day[change.moves].min(), dtype=np.int64)
    nothing = dict.fromkeys(
        (
            "planned_date",
            "actual_execution_date",
            "transfer_method",
            "water_temp_c",
            "dest_assignment_id",
            "executed_by_id",
            *MEASURED,
            "dest_container_id",
            "executed_at",
        ),
        Same(None),
    )
    columns: dict[str, Column] = {
        "source_population_before": Number(history.stays.left[stays]),
        "transferred_count": Number(history.stays.left[stays]),
        "mortality_during_transfer": Same(0),
        "transferred_biomass_kg": Number(biomass_ckg(history.stays.left[stays], weight_cg), 2),
        "status": Same("PENDING"),
        "created_at": at_hour(begun, 7),
        "updated_at": at_hour(begun, 7),
        "source_assignment_id": Number(stays + assignment),
    }
    return Rows(len(stays), {**_common(first_id, 1 + len(change.moves), workflow), **nothing, **columns})


def _common(first_id: int, first_number: int, workflow: int) -> dict[str, Column]:
    return {
        "id": Serial(first_id),
        "action_number": Serial(first_number),
        "workflow_id": Same(workflow),
        "oxygen_level": Same(None),
        "execution_duration_minutes": Same(None),
        "notes": Same(""),
        "measured_avg_length_cm": Same(None),
        "measured_notes": Same(""),
        "selection_method": Same("AVERAGE"),
        "allow_mixed": Same(False),
        "created_via": Same("PLANNED"),
        "leg_type": Same(None),
    }


def past_count(part: Part) -> int:
    return len(part.history.plan.move_day)


def past(part: Part, rows: Rows) -> Past:
    """Actions that were carried out were planned before."""
    nothing = dict.fromkeys(
        ("actual_execution_date", "executed_by_id", "executed_at", "dest_assignment_id", *MEASURED), Same(None)
    )
    done = np.arange(0 if rows.columns["status"] == Same("PENDING") else rows.size, dtype=np.int64)
    return planned(rows, done, {**nothing, "mortality_during_transfer": Same(0), "status": Same("PENDING")})
