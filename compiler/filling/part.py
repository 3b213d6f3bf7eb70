"""A part: all that the rows of one batch are made from, and questions that several tables ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from compiler.exact import HOUR, SECONDS_PER_DAY, divide_half_up, iso_date
from compiler.filling.books import NOWHERE, Centre
from compiler.filling.derive import Derived
from compiler.filling.fleet import Voyage
from compiler.filling.people import user_id
from compiler.filling.places import Ids as Ids
from compiler.filling.world import World, first_of_plan, known_on
from compiler.nouns import Batch, Column, Day, Geography, History, Leg, Moment, Stage, kept

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
State = Literal["ordered", "received", "whole"]
"""Of a batch: no fish have come yet; some have; all have"""
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Aboard:
    """Fish that are in a tank of a carrier at as_of. They left the station, and are in no stay of the history."""

    load: int
    """Their place among the loads of the voyage"""
    fish: int
    seen: History
    """The history with their day aboard as one stay more, as the target's engines see it"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Fish of another batch in a mixed one, by the ids of the rows that tell of them."""

    number: str
    """Of the batch"""
    first_day: int
    """Of the batch"""
    batch_id: int
    assignment_id: int
    """Of the stay that they left"""
    temp_cc: int
    """Of the water on their last day there, 0.01 degrees"""


@dataclass(frozen=True, slots=True)
class Part:
    """One batch: a shard."""

    world: World
    history: History
    meal_cents: NDArray[np.int32]
    """[meal] cost of each meal, from the ledger"""
    computed: Derived | None
    """What the target computes from the history; None of a batch that has not begun"""
    centre: Centre = NOWHERE
    """Where finance books the batch"""
    aboard: Aboard | None = None
    """None where nobody is aboard at as_of"""
    voyage: Voyage | None = None
    """The transfer to the sea, if it is one that is told leg by leg and has begun"""
    origins: tuple[Origin, ...] = ()
    """Of a mixed batch: what its fish were before"""

    @property
    def derived(self) -> Derived:
        """What the target computes from the history. Errors: ValueError of a batch that has not begun (our bug)."""
        if self.computed is None:
            raise ValueError(f"nothing is computed of {batch_of(self).number}, which has not begun")
        return self.computed

    @property
    def seen(self) -> History:
        """The history as the target's engines see it: with fish aboard as one stay more, which `derived` knows."""
        return self.aboard.seen if self.aboard else self.history

    @property
    def state(self) -> State:
        """How far the batch has come."""
        if not self.history.begun:
            return "ordered"
        return "received" if len(self.history.plan.ordered_day) else "whole"


@dataclass(frozen=True, slots=True)
class Transition:
    """The moves of a batch from one stage into the next. `waiting` are its due moves: their fish have not moved yet."""

    source_stage: int
    dest_stage: int
    moves: Int64
    waiting: Int64


def batch_of(part: Part) -> Batch:
    return part.world.scenario.batches[part.history.plan.batch]


def itself(part: Part) -> tuple[Batch]:
    """The batch, as the subject of a table with one row a batch."""
    return (batch_of(part),)


def if_delivered(part: Part) -> tuple[Batch, ...]:
    """The batch, as the subject of a table about its delivery; nothing of a mixed one."""
    return () if part.history.mixed else (batch_of(part),)


def geography_of(part: Part) -> Geography:
    return part.world.scenario.geographies[batch_of(part).geography]


def worker_id(part: Part, role: str, leg: Leg | None = None) -> int | None:
    """Id of the user who does such work for this batch."""
    return user_id(part.world, role, geography_of(part).name, leg)


def stage_at(part: Part, stay: int) -> Stage:
    return geography_of(part).stages[int(part.history.plan.stage[stay])]


def awaited(part: Part) -> tuple[Int32, Int32, Int32]:
    """Containers into which fish are to move and none have come yet: container, day of the first move, stage."""
    plan = part.history.plan
    new = np.flatnonzero(plan.due_dest < 0)
    order = new[np.lexsort((plan.due_day[new], plan.due_container[new]))]
    boxes, at = np.unique(plan.due_container[order], return_index=True)
    return boxes, plan.due_day[order[at]], plan.stage[plan.due_source[order[at]]] + 1


@kept
def in_sea(part: Part) -> Bool:
    """[stay] true where the container is in an area."""
    boxes = part.world.scenario.containers
    return np.array([boxes[int(at)].leg == "sea" for at in part.history.plan.container], dtype=bool)


def first_day(part: Part) -> int:
    """Day on which the first fish came, or are to come."""
    return first_of_plan(part.history.plan)


def known_day(part: Part) -> int:
    """Day on which the batch was written down."""
    return known_on(part.world.scenario, part.history.plan, part.world.born_s // SECONDS_PER_DAY)


def biomass_ckg(count: NDArray[np.integer], weight_cg: NDArray[np.integer]) -> Int64:
    """count x mean weight in 0.01 kg, rounded half up, from fish and 0.01 g."""
    return divide_half_up(count.astype(np.int64) * weight_cg.astype(np.int64), 1000)


def filled_by_eggs(part: Part) -> Int64:
    """Stays into which no fish moved: their fish came as eggs, or were bought."""
    return part.history.egg_stays


def bought_fish(part: Part) -> bool:
    """Whether the batch came as fish, not as eggs: it begins in a stage that eats."""
    return first_stage(part).fcr > 0


def delivered(part: Part) -> str:
    """What was delivered, in words; '' for eggs, which the target's columns speak of."""
    begins = batch_of(part).begins
    return f"Fish, not eggs: {first_stage(part).name} of {begins.weight_g:g} g" if bought_fish(part) else ""


def price_per_thousand(batch: Batch) -> float | None:
    """Of eggs, or of fish that are bought, in the geography's currency; None where nobody wrote it down."""
    fish = batch.begins.price_per_fish
    return batch.egg_price_per_thousand if fish is None else 1000.0 * fish


def own_eggs(part: Part) -> bool:
    """Whether the eggs of the batch are the farm's own parents'."""
    return part.history.plan.batch in part.world.brood.pairs_of


def paid_per_thousand(part: Part) -> float | None:
    """What a supplier took for a thousand eggs or fish of the batch; None of own eggs, or where nobody says."""
    return None if own_eggs(part) else price_per_thousand(batch_of(part))


def first_stage(part: Part) -> Stage:
    """The stage that the batch begins in."""
    return geography_of(part).stages[batch_of(part).begins.stage]


def fish_in_sample(part: Part) -> Int64:
    """[sample] fish netted, as many as the stage of the stay says."""
    stays = range(len(part.history.plan.stage))
    fish = np.array([stage_at(part, stay).sample_fish for stay in stays], dtype=np.int64)
    return fish[part.history.stay_of_cell[part.history.samples.cell]]


def harvests(part: Part) -> Int64:
    """Stays that ended by harvest, with the fish to show for it."""
    stays: Int64 = np.flatnonzero(part.history.plan.harvested & (part.history.stays.left > 0))
    return stays


@kept
def transitions(part: Part) -> list[Transition]:
    """Stage changes of the batch that have begun, by day; their moves in order of the plan."""
    plan = part.history.plan
    sources, dests = plan.stage[plan.move_source], plan.stage[plan.move_dest]
    found = []
    for source, dest in sorted(set(zip(sources.tolist(), dests.tolist(), strict=True))):
        moves = np.flatnonzero((sources == source) & (dests == dest))
        waiting = np.flatnonzero(plan.stage[plan.due_source] == source)
        found.append(Transition(source, dest, moves, waiting))
    return sorted(found, key=lambda t: (int(plan.move_day[t.moves[0]]), t.dest_stage))


def at_hour(days: NDArray[np.integer], hour: int) -> Moment:
    """Moments of the days at a full hour UTC."""
    return Moment(days.astype(np.int64) * SECONDS_PER_DAY + hour * HOUR)


def written(days: NDArray[np.integer], hour: int) -> dict[str, Column]:
    """created_at and updated_at of rows that are written once, on their day."""
    moment = at_hour(days, hour)
    return {"created_at": moment, "updated_at": moment}


def day_or_null(days: NDArray[np.integer], known: Bool) -> Day:
    """Dates; NULL where not known."""
    return Day(days, None if known.all() else ~known)


def culled_day(part: Part) -> int:
    """Day on which all fish of a terminated batch are culled, -1 of others, and where none lived until then."""
    plan, end = part.history.plan, batch_of(part).terminated
    day = plan.start + end.after_days if end else -1
    return day if end and part.history.begun and int(plan.end.max()) == day + 1 else -1


def last_word(part: Part) -> int:
    """Day on which an order was last written: when it was cancelled, half way to as_of, or made."""
    made = known_day(part)
    return (made + part.world.scenario.as_of) // 2 if batch_of(part).cancelled else made


@dataclass(frozen=True, slots=True)
class GrowthModel:
    """The TGC model of a batch, as the target names its parameters."""

    name: str
    location: str
    release_period: str
    tgc_value: float
    exponent_n: float = 0.33
    exponent_m: float = 0.66


def growth_model(part: Part) -> GrowthModel:
    """The batch's own growth model; its release period is the month of its start."""
    batch, month = batch_of(part), iso_date(first_day(part))[:7]
    return GrowthModel(f"TGC - {batch.number}", geography_of(part).name, month, part.derived.baseline.tgc)


def profile_name(part: Part) -> str:
    """Name of the batch's temperature profile."""
    return f"Effective Temperature - {batch_of(part).number}"
