"""The mix that a mixed batch began with: what tables about it share, and the transfers that bring its fish together.

Each batch that gives fish has a workflow with one action, from its ring into the ring of the mixed batch. The target
makes an action only of fish that join others, and leaves those that are there; but it counts on the first day of a stay
the fish that actions bring, and no others. So here all of them come by actions into a ring that was free, and what the
target computes of the mixed batch is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY, half_even
from compiler.filling.kinds import Columns
from compiler.filling.part import Ids, Int64, Part, at_hour, batch_of, biomass_ckg, first_stage, worker_id
from compiler.nouns import Column, Day, Ints, Moment, Number, Past, Same, Text

ASSIGNMENT, WORKFLOW, ACTION = (
    "batch_batchcontainerassignment", "batch_batchtransferworkflow", "batch_transferaction",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """[origin] of a mixed batch."""

    fish: Int64
    biomass_ckg: Int64
    percent_c: Int64
    """0.01 per cent of the fish"""

    def __len__(self) -> int:
        return len(self.fish)


def shares(part: Part) -> Shares:
    """What each batch gave; nothing of a batch that is not mixed."""
    fish = part.history.origins.fish.astype(np.int64)
    percent = half_even(100.0 * fish / max(int(fish.sum()), 1), 2)
    return Shares(fish, biomass_ckg(fish, part.history.origins.weight_cg), percent)


def traced(part: Part) -> bool:
    """Whether the act of mixing is recorded."""
    return part.history.mixed and batch_of(part).mixed == "event"


def mixed_s(part: Part) -> int:
    """The moment of the mix, which the number of the batch tells: seconds since 1970-01-01 00:00 UTC."""
    clock = batch_of(part).number[10:16]
    return part.history.plan.start * SECONDS_PER_DAY + int(clock[:2]) * HOUR + int(clock[2:4]) * 60 + int(clock[4:])


def moments(part: Part, size: int) -> Moment:
    """The moment of the mix in every row."""
    return Moment(np.full(size, mixed_s(part), dtype=np.int64))


def source_ids(part: Part) -> dict[str, Column]:
    """[origin] the batch that the fish are of."""
    return {"source_batch_id": Number(np.array([one.batch_id for one in part.origins], dtype=np.int64))}


def workflow_columns(part: Part, given: Shares, ids: Ids) -> Columns:
    """One workflow for each batch that gives fish, of its own number, done on the day."""
    size, origins = len(given), part.origins
    day: Int64 = np.full(size, part.history.plan.start, dtype=np.int64)
    stage, tag = batch_of(part).begins.stage + 1, batch_of(part).number[-4:]
    ages = [int(day[0]) - one.first_day for one in origins]
    none = ("finance_transaction_id", "planned_activity_id", "dynamic_completed_at", "dynamic_completed_by_id",
            "dynamic_route_mode", "estimated_total_biomass_kg", "estimated_total_count", "source_subsidiary",
            "dest_subsidiary")  # fmt: skip
    days = ("planned_start_date", "planned_completion_date", "actual_start_date", "actual_completion_date")
    manager = worker_id(part, "MGR")
    return {
        "workflow_number": Text([f"TRF-{one.number}-D{age:03d}-{tag}" for one, age in zip(origins, ages, strict=True)]),
        "workflow_type": Same("CONTAINER_REDISTRIBUTION"),
        "status": Same("COMPLETED"),
        **dict.fromkeys(days, Day(day)),
        "total_source_count": Number(given.fish),
        "total_transferred_count": Number(given.fish),
        "total_mortality_count": Same(0),
        "total_biomass_kg": Number(given.biomass_ckg, 2),
        "total_actions_planned": Same(1),
        "actions_completed": Same(1),
        "completion_percentage": Number(np.full(size, 100_00), 2),
        "is_intercompany": Same(False),
        "notes": Same(f"Mixed into {batch_of(part).number}"),
        "cancellation_reason": Same(""),
        "created_at": at_hour(day, 6),
        "updated_at": moments(part, size),
        "batch_id": source_ids(part)["source_batch_id"],
        "completed_by_id": Same(manager),
        "initiated_by_id": Same(manager),
        "source_lifecycle_stage_id": Same(stage),
        "dest_lifecycle_stage_id": Same(stage),
        "is_dynamic_execution": Same(False),
        **dict.fromkeys(none, Same(None)),
    }


def workflow_past(part: Part, given: Shares) -> Past:
    """Planned in the morning."""
    rows = np.arange(len(given), dtype=np.int64)
    zero = ("total_source_count", "total_transferred_count", "total_biomass_kg", "actions_completed",
            "completion_percentage")  # fmt: skip
    columns: dict[str, Column] = {
        **dict.fromkeys(zero, Number(np.zeros_like(rows))),
        **dict.fromkeys(("actual_start_date", "actual_completion_date", "completed_by_id"), Same(None)),
        "status": Same("PLANNED"),
    }
    return Past(rows, columns, at_hour(rows * 0 + part.history.plan.start, 6).values.astype(np.int64))


def action_columns(part: Part, given: Shares, ids: Ids) -> Columns:
    """One action a workflow."""
    size, weight_cg = len(given), part.history.origins.weight_cg
    day: Int64 = np.full(size, part.history.plan.start, dtype=np.int64)
    stage, box = first_stage(part), int(part.history.plan.container[0])
    fish: Ints = given.fish
    return {
        "action_number": Same(1),
        "workflow_id": Number(ids[WORKFLOW] + np.arange(size)),
        "source_population_before": Number(fish),
        "transferred_count": Number(fish),
        "mortality_during_transfer": Same(0),
        "transferred_biomass_kg": Number(given.biomass_ckg, 2),
        "status": Same("COMPLETED"),
        "planned_date": Day(day),
        "actual_execution_date": Day(day),
        "transfer_method": Same("PUMP"),
        "water_temp_c": Number(np.array([one.temp_cc for one in part.origins], dtype=np.int64), 2),
        "created_at": at_hour(day, 7),
        "updated_at": moments(part, size),
        "dest_assignment_id": Same(ids[ASSIGNMENT]),
        "executed_by_id": Same(worker_id(part, "OPR", stage.leg)),
        "source_assignment_id": Number(np.array([one.assignment_id for one in part.origins], dtype=np.int64)),
        "measured_avg_weight_g": Number(weight_cg, 2),
        "measured_std_dev_weight_g": Number(half_even(weight_cg * stage.weight_cv), 2),
        "measured_sample_size": Same(stage.sample_fish or None),
        "dest_container_id": Same(box + 1),
        "executed_at": moments(part, size),
        "allow_mixed": Same(True),
        "notes": Same(f"Mixed into {batch_of(part).number}"),
    }
