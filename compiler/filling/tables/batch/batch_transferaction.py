"""One row a movement from one container to another; those of stage changes that have begun, then those of open work.

Of a stage change: those carried out, in order of the plan, then those still waiting. The deaths of a move stand in
`mortality_during_transfer` and, as every death, in one mortality event (HANDLING, on the source, the same day): events
are the deaths, the actions only tell why. Each move is weighed, so that the target starts the daily states of the
destination from a measured weight. An action that waits names the stay that its fish will join, or a placeholder for
it: the target would take the fish of one without away and put them nowhere.

Of a transfer that is told leg by leg each handoff is a row, from container to container of the route. What waits there
has none, but for the handoff that is open. Those that brought the fish of a mixed batch together stand first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import SECONDS_PER_DAY, half_even
from compiler.filling.actions import (
    COMPLETED,
    FAILED,
    PENDING,
    SKIPPED,
    STATUS,
    Actions,
    begun_actions,
    planned_actions,
    words_of,
    works_of,
)
from compiler.filling.fleet import LEGS, OPEN, Leg, Voyage
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import (
    Bool,
    Ids,
    Int64,
    Part,
    Transition,
    at_hour,
    biomass_ckg,
    day_or_null,
    geography_of,
    transitions,
    worker_id,
)
from compiler.filling.tables.batch._mixes import Shares, action_columns, shares
from compiler.filling.tanks import tank_id
from compiler.filling.voyages import first_load
from compiler.nouns import Column, Day, Moment, Number, Past, Same, Serial, Text, Word

ASSIGNMENT = "batch_batchcontainerassignment"
MEASURED = ("measured_avg_weight_g", "measured_std_dev_weight_g", "measured_sample_size")
UNKNOWN = (
    "actual_execution_date", "executed_by_id", "executed_at", "dest_assignment_id", "water_temp_c", *MEASURED,
)  # fmt: skip
"""What nobody knows of an action before it is carried out"""
TRIED_HOUR, FAILED_HOUR, DONE_HOUR = 8, 9, 10


_MIXED: Columns = {
    "oxygen_level": Same(None),
    "execution_duration_minutes": Same(None),
    "measured_avg_length_cm": Same(None),
    "measured_notes": Same(""),
    "selection_method": Same("AVERAGE"),
    "created_via": Same("PLANNED"),
    "leg_type": Same(None),
}


@dataclass(frozen=True, slots=True)
class _Block:
    """Actions of one workflow."""

    workflow: int
    """Place among the workflows of the batch"""
    change: Transition | None
    """None of open work"""
    actions: Actions

    def __len__(self) -> int:
        return len(self.actions)


@dataclass(frozen=True, slots=True)
class _Legs:
    """The handoffs of one workflow."""

    told: Voyage

    def __len__(self) -> int:
        return len(self.told.legs)


def _select(part: Part) -> list[_Block | _Legs | Shares]:
    changes, works, told = begun_actions(part), works_of(part), part.voyage
    given = shares(part)
    begun = [_Legs(told) if told and told.change == at else _Block(at, *each) for at, each in enumerate(changes)]
    return [
        given,
        *begun,
        *(_Block(len(given) + len(changes) + at, None, planned_actions(part, work)) for at, work in enumerate(works)),
    ]


def _columns(part: Part, block: _Block | _Legs | Shares, ids: Ids) -> Columns:
    if isinstance(block, Shares):
        return {**_MIXED, **action_columns(part, block, ids)}
    return _legs(part, block.told, ids) if isinstance(block, _Legs) else _actions(part, block, ids)


def _legs(part: Part, told: Voyage, ids: Ids) -> Columns:
    return {
        "workflow_id": Same(ids["batch_batchtransferworkflow"] + told.change),
        "oxygen_level": Same(None),
        "notes": Same(""),
        "measured_avg_length_cm": Same(None),
        "measured_notes": Same(""),
        "selection_method": Same("AVERAGE"),
        "allow_mixed": Same(False),
        **_handoffs(part, told, ids[ASSIGNMENT]),
    }


def _handoffs(part: Part, told: Voyage, assignment: int) -> Columns:
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
        **_weighed(part, told, weight_cg, unfinished),
    }


def _numbers(leg: Leg, loads: int) -> tuple[int, ...]:
    """A leg as numbers, its ends as places among the assignments of the batch, those of loads from `loads` on."""
    source, dest = (end if end >= 0 else loads - 1 - end for end in (leg.source, leg.dest))
    return leg.kind, leg.fish, leg.dead, leg.before, leg.weight_cg, leg.start_s, leg.done_s, source, dest


def _weighed(part: Part, told: Voyage, weight_cg: Int64, unfinished: Bool) -> Columns:
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


def _actions(part: Part, block: _Block, ids: Ids) -> Columns:
    actions, tried = block.actions, block.actions.are(COMPLETED, FAILED)
    done, skipped = block.actions.status == COMPLETED, block.actions.status == SKIPPED
    hours = np.choose(actions.status, [7, DONE_HOUR, TRIED_HOUR, FAILED_HOUR])
    return {
        "action_number": Serial(1),
        "workflow_id": Same(ids["batch_batchtransferworkflow"] + block.workflow),
        "oxygen_level": Same(None),
        "execution_duration_minutes": Same(None),
        "notes": Text(words_of(part, block.change, actions)) if block.change else Same(""),
        "measured_avg_length_cm": Same(None),
        "measured_notes": Same(""),
        "selection_method": Word(["AVERAGE", "SMALLEST"], skipped.astype(np.int64)),
        "allow_mixed": Same(False),
        "created_via": Same("PLANNED"),
        "leg_type": Same(None),
        "source_population_before": Number(actions.before),
        "transferred_count": Number(actions.fish),
        "mortality_during_transfer": Number(actions.dead),
        "transferred_biomass_kg": Number(biomass_ckg(actions.fish, actions.weight_cg), 2),
        "status": Word(STATUS, actions.status),
        "planned_date": Day(actions.day),
        "actual_execution_date": day_or_null(actions.day, tried),
        "transfer_method": Word([None, "PUMP"], tried.astype(np.int64)),
        "created_at": at_hour(actions.written, 7),
        "updated_at": _at(np.where(actions.status == PENDING, actions.written, actions.day), hours),
        "dest_assignment_id": Number(actions.dest + ids[ASSIGNMENT], 0, _unless(actions.dest >= 0)),
        "source_assignment_id": Number(actions.source + ids[ASSIGNMENT]),
        "dest_container_id": Number(actions.container + 1),
        "executed_at": Moment(_at(actions.day, np.where(done, DONE_HOUR, TRIED_HOUR)).values, _unless(tried)),
        **_measured(part, block, tried),
    }


def _measured(part: Part, block: _Block, tried: Bool) -> dict[str, Column]:
    """What those who carry an action out write down: the water, and the fish that they weighed."""
    if block.change is None:
        return dict.fromkeys(("water_temp_c", "executed_by_id", *MEASURED), Same(None))
    stages, actions, history = geography_of(part).stages, block.actions, part.history
    own, following = (stages[at] for at in (block.change.source_stage, block.change.dest_stage))
    stage, nothing = own if own.sample_fish else following, _unless(actions.status == COMPLETED)
    worker = worker_id(part, "OPR", following.leg)
    temp_cc = history.days.temp_cc[history.last_cell[actions.source]].astype(np.int64)
    fish = Number(np.full(len(actions), stage.sample_fish), 0, nothing) if stage.sample_fish else Same(None)
    return {
        "water_temp_c": Number(temp_cc, 2, _unless(tried)),
        "executed_by_id": Same(None) if worker is None else Number(np.full(len(actions), worker), 0, _unless(tried)),
        "measured_avg_weight_g": Number(actions.weight_cg, 2, nothing),
        "measured_std_dev_weight_g": Number(half_even(actions.weight_cg * stage.weight_cv), 2, nothing),
        "measured_sample_size": fish,
    }


def _unless(known: Bool) -> Bool | None:
    """Where a value is NULL; None where all are known."""
    return None if known.all() else ~known


def _at(days: Int64, hours: Int64) -> Moment:
    """Moments of the days, each at its own full hour UTC."""
    return Moment(at_hour(days, 0).values + hours * (at_hour(days, 1).values - at_hour(days, 0).values))


def _past(part: Part, block: _Block | _Legs | Shares) -> Past:
    """Handoffs were begun before they were done, other actions planned."""
    if isinstance(block, _Legs):
        over = np.flatnonzero([leg.done_s != OPEN for leg in block.told.legs])
        begun: Columns = {"mortality_during_transfer": Same(0), "execution_duration_minutes": Same(None)}
        return Past(over, {**dict.fromkeys(UNKNOWN, Same(None)), **begun, "status": Same("IN_PROGRESS")})
    if isinstance(block, Shares):
        none = {**dict.fromkeys(UNKNOWN, Same(None)), "mortality_during_transfer": Same(0), "status": Same("PENDING")}
        return Past(np.arange(len(block), dtype=np.int64), none)
    return _past_of_actions(part, block)


def _past_of_actions(part: Part, block: _Block) -> Past:
    """Actions that were tried or left out were planned before; one that failed had been carried out at first."""
    actions = block.actions
    row = np.repeat(np.arange(len(actions), dtype=np.int64), np.choose(actions.status, [0, 1, 1, 2]))
    begun = np.concatenate([[False], row[1:] == row[:-1]]) if len(row) else np.zeros(0, dtype=bool)
    tried = day_or_null(actions.day[row], begun)
    worker = worker_id(part, "OPR", geography_of(part).stages[block.change.dest_stage].leg) if block.change else None
    at = np.where(begun, at_hour(actions.day[row], TRIED_HOUR).values, at_hour(actions.written[row], 7).values)
    columns: dict[str, Column] = {
        **dict.fromkeys(UNKNOWN, Same(None)),
        "mortality_during_transfer": Same(0),
        "notes": Same(""),
        "status": Word(STATUS, np.where(begun, COMPLETED, PENDING)),
        "actual_execution_date": tried,
        "executed_at": Moment(at, ~begun),
        "executed_by_id": Same(None) if worker is None else Number(np.full(len(row), worker), 0, ~begun),
    }
    return Past(row, columns, at)


TABLE = BlocksTable(name="batch_transferaction", select=_select, columns=_columns, past=_past)
