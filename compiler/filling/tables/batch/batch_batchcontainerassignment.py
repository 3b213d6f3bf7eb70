"""One row a stay, then placeholders without fish: those of deliveries, and those of moves; then loads.

A load is aboard for some hours: it departs on the day on which it came, so that the target computes no state of it. It
ends with no fish, as the target leaves it, which adds the fish of the next load in that tank to those that it finds.

`population_count`, `avg_weight_g` and `biomass_kg` are the present values of an open stay, and of a closed one the last
before its fish left; so pages that sum over active rows are right, and the page of lifecycle progression, which sums
all rows, finds a positive number in every stay. A closed stay that eggs filled names the fish and weight that it began
with: the target starts the daily states of such a stay from its stored row and takes every recorded death away, and
so comes to the true numbers. The row of eggs that still lie in their trays must name the living, for the batch's fish
to add up: the target starts them from a state of the eve instead.
Of bought fish, which are weighed when they come, the closed row names the last weight: a harvest is told by it.

A closed stay, harvested or not, carries the day its fish left. `last_weighing_date` is the newest growth sample of the
whole batch while the stay was active, as the target sets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.actions import reserved_by, work_number, works_of
from compiler.filling.derive.states import stored_start
from compiler.filling.fleet import OPEN, Voyage
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import (
    Bool,
    Ids,
    Int64,
    Part,
    at_hour,
    batch_of,
    biomass_ckg,
    day_or_null,
    first_day,
    known_day,
    transitions,
)
from compiler.filling.tanks import tank_id
from compiler.filling.voyages import joining
from compiler.nouns import Column, Day, Ints, Moment, Number, Past, Same, Word


@dataclass(frozen=True, slots=True)
class _Block:
    """Assignments of one kind."""

    kind: Literal["stays", "deliveries", "moves", "loads", "work"]
    size: int
    work: int = -1
    """Index into works_of(part), of placeholders for work that is planned"""

    def __len__(self) -> int:
        return self.size


def _select(part: Part) -> tuple[_Block, ...]:
    """Stays, placeholders for deliveries and for moves that go on, loads, placeholders for work that is planned."""
    plan = part.history.plan
    to_join = joining(part)[0] if part.history.begun else ()
    told = part.voyage
    return (
        _Block("stays", len(plan.stage)),
        _Block("deliveries", len(plan.ordered_day)),
        _Block("moves", len(to_join)),
        _Block("loads", len(told.loads) if told else 0),
        *(_Block("work", len(reserved_by(work)), at) for at, work in enumerate(works_of(part))),
    )


def _columns(part: Part, block: _Block, ids: Ids) -> Columns:
    if block.kind == "stays":
        return _stays(part, ids)
    told = part.voyage if block.kind == "loads" else None
    if told:
        return _loads(part, told, ids)
    plan, batch = part.history.plan, batch_of(part)
    if block.kind == "deliveries":
        first, ordered = np.full(block.size, first_day(part)), np.full(block.size, known_day(part))
        stage = np.full(block.size, batch.begins.stage)
        return _placeholders(part, ids, (plan.ordered_container, first, stage), (ordered, f"CRT-{batch.number}"))
    if block.kind == "work":
        return _planned(part, ids, block.work)
    boxes, days, stages = joining(part)
    begun = [plan.move_day[plan.stage[plan.move_dest] == stage].min() for stage in stages.tolist()]
    return _placeholders(part, ids, (boxes, days, stages), (np.array(begun), "a transfer of the batch"))


def _planned(part: Part, ids: Ids, at: int) -> Columns:
    """Placeholders for the fish of open work."""
    work = works_of(part)[at]
    boxes = reserved_by(work)
    first = [min(step.day for step in work.steps if step.container == box) for box in boxes.tolist()]
    stage, written = np.full(len(boxes), work.dest_stage), np.full(len(boxes), work.written)
    return _placeholders(part, ids, (boxes, np.array(first), stage), (written, work_number(part, at)))


def _placeholders(part: Part, ids: Ids, where: tuple[Ints, Ints, Ints], why: tuple[Ints, str]) -> Columns:
    """What the target makes for fish that are planned to come: it becomes the stay when they do.

    Args: where  container, day and stage of each; why: the day on which each was written, and for which workflow
    """
    (boxes, days, stages), (written, workflow) = where, why
    delivered = workflow.startswith("CRT-")
    return {
        "population_count": Same(0),
        "biomass_kg": Number(np.zeros(len(boxes), dtype=np.int64), 2),
        "assignment_date": Day(days),
        "is_active": Same(False),
        "notes": Same(f"Placeholder for {workflow}"),
        "created_at": at_hour(written, 7),
        "updated_at": at_hour(written, 7),
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Number(boxes + 1),
        "lifecycle_stage_id": Number(stages + 1),
        "avg_weight_g": Same(None) if delivered else Number(np.zeros(len(boxes), dtype=np.int64), 2),
        "departure_date": Same(None),
        "last_weighing_date": Same(None),
    }


def _stays(part: Part, ids: Ids) -> Columns:
    history, plan = part.history, part.history.plan
    fish, weight_cg = stored_start(history, "batch_growthsample" not in part.world.scenario.tables_off)
    weighed, known = _last_weighing(part)
    return {
        "population_count": Number(fish),
        "biomass_kg": Number(biomass_ckg(fish, weight_cg), 2),
        "assignment_date": Day(plan.first),
        "is_active": Word(["f", "t"], plan.open.astype(np.int64)),
        "notes": Same(""),
        "created_at": at_hour(plan.first, 7),
        "updated_at": _last_change(part),
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Number(plan.container + 1),
        "lifecycle_stage_id": Number(plan.stage + 1),
        "avg_weight_g": Number(weight_cg, 2),
        "departure_date": day_or_null(plan.end, ~plan.open),
        "last_weighing_date": day_or_null(weighed, known),
    }


def _loads(part: Part, told: Voyage, ids: Ids) -> Columns:
    fish, weight_cg, filled, emptied = _aboard(told)
    over = emptied != OPEN
    left = np.where(over, 0, fish)
    weighed = part.history.day_of_cell[part.history.samples.cell].max(initial=0)
    boxes = np.array([tank_id(part.world, load.tank) for load in told.loads], dtype=np.int64)
    days = filled // SECONDS_PER_DAY
    return {
        "population_count": Number(left),
        "biomass_kg": Number(biomass_ckg(left, weight_cg), 2),
        "assignment_date": Day(days),
        "is_active": Word(["t", "f"], over.astype(np.int64)),
        "notes": Same(""),
        "created_at": Moment(filled),
        "updated_at": Moment(np.maximum(filled, emptied)),
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Number(boxes),
        "lifecycle_stage_id": Same(transitions(part)[told.change].dest_stage + 1),
        "avg_weight_g": Number(weight_cg, 2),
        "departure_date": day_or_null(days, over),
        "last_weighing_date": Day(np.full(len(fish), weighed), over | (weighed < days)),
    }


def _aboard(told: Voyage) -> tuple[Int64, Int64, Int64, Int64]:
    """[load] fish, mean weight (0.01 g), moments at which the first came and the last left."""
    fish, weight_cg, filled, emptied = (
        np.array([getattr(load, name) for load in told.loads], dtype=np.int64)
        for name in ("fish", "weight_cg", "filled_s", "emptied_s")
    )
    return fish, weight_cg, filled, emptied


def _last_change(part: Part) -> Moment:
    plan = part.history.plan
    return Moment(np.where(plan.open, at_hour(plan.end - 1, 23).values, at_hour(plan.end, 16).values))


def _last_weighing(part: Part) -> tuple[Int64, Bool]:
    """[stay] day of the last sample of the batch before the stay's end, and whether it lies in the stay."""
    plan = part.history.plan
    days = np.unique(part.history.day_of_cell[part.history.samples.cell])
    if not len(days):
        return np.zeros(len(plan.end), dtype=np.int64), np.zeros(len(plan.end), dtype=bool)
    before = np.searchsorted(days, plan.end) - 1
    newest: Int64 = days[np.maximum(before, 0)]
    known: Bool = (before >= 0) & (newest >= plan.first)
    return newest, known


def _past(part: Part, block: _Block) -> Past:
    """A stay as its fish came in, and as each growth sample found it; in between the numbers are not written.

    A placeholder was written once. A load was aboard before it was not.
    """
    told = part.voyage if block.kind == "loads" else None
    if told:
        fish, weight_cg, _, emptied = _aboard(told)
        over = np.flatnonzero(emptied != OPEN)
        kg = Number(biomass_ckg(fish[over], weight_cg[over]), 2)
        aboard: dict[str, Column] = {"population_count": Number(fish[over]), "biomass_kg": kg}
        aboard |= {"is_active": Same(True), "departure_date": Same(None)}
        return Past(over, aboard)
    if block.kind != "stays":
        return Past(np.zeros(0, dtype=np.int64), {})
    history, plan = part.history, part.history.plan
    cells, days = _weighed_cells(part), part.history.day_of_cell
    stay = np.concatenate([np.arange(block.size, dtype=np.int64), part.history.stay_of_cell[cells]])
    at = np.concatenate([at_hour(plan.first, 7).values, at_hour(days[cells], 11).values])
    fish = np.concatenate(
        [history.days.count[history.first_cell], history.days.count[cells] - history.days.deaths[cells]]
    )
    weight_cg = np.concatenate([history.stays.start_weight_cg, history.days.weight_cg[cells]])
    weighed = np.concatenate([np.zeros(block.size, dtype=np.int64), days[cells]])
    order = np.lexsort((at, stay))
    columns: dict[str, Column] = {
        "population_count": Number(fish[order]),
        "biomass_kg": Number(biomass_ckg(fish[order], weight_cg[order]), 2),
        "avg_weight_g": Number(weight_cg[order], 2),
        "is_active": Same(True),
        "departure_date": Same(None),
        "last_weighing_date": day_or_null(weighed[order], (weighed > 0)[order]),
    }
    return Past(stay[order], columns, at[order])


def _weighed_cells(part: Part) -> Int64:
    """Cells of the growth samples that are written."""
    off = "batch_growthsample" in part.world.scenario.tables_off
    return part.history.samples.cell[:0] if off else part.history.samples.cell


TABLE = BlocksTable(
    name="batch_batchcontainerassignment", select=_select, columns=_columns, past=_past, since="ordered"
)
