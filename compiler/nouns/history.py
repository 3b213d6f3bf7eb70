"""The History: what lived, ate, grew, died, was moved and harvested, one value per batch (a shard of the simulation).

A Stand is one stage of a batch on its way into the History: the laws of biology take one and return one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.nouns.life import Stage
from compiler.nouns.plan import BatchPlan
from compiler.nouns.scenario import Batch, Geography, Scenario

Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Int8 = NDArray[np.int8]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class History:
    """Read-only arrays of one batch. [cell] is the ragged axis of stay-days, one a day from the stay's first.

    Stay s owns the cells day_of[s] : day_of[s + 1]. Conservation, exact: count[c + 1] == count[c] - deaths[c] +
    arrivals on that day; leaving == count[last] - deaths[last]; leaving == moved out + dead in the move, or harvested.
    """

    plan: BatchPlan
    day_of: Int64
    """[stay + 1] first cell of each stay"""
    count: Int32
    """[cell] fish at the start of the day, arrivals of the day included, deaths of the day not"""
    deaths: Int32
    """[cell] fish that died on the day (handling deaths of a move excluded)"""
    cause: Int8
    """[cell] index into simulate.CAUSES, the cause of the day's deaths"""
    weight_cg: Int32
    """[cell] mean weight at the end of the day, 0.01 g"""
    temp_cc: Int16
    """[cell] mean water temperature of the day, 0.01 degrees Celsius"""
    feed_dg: Int64
    """[cell] feed of the day, 0.1 g (= 0.0001 kg), a multiple of 100 (0.01 kg)"""
    feed: Int8
    """[cell] index into Scenario.feeds, -1 when not fed"""
    arrived: Int32
    """[stay] fish that came in all, by eggs or moves"""
    left: Int32
    """[stay] fish at the end of the last day: still here (open), moved on, or harvested"""
    start_weight_cg: Int32
    """[stay] mean weight on arrival, 0.01 g"""
    moved: Int32
    """[move] fish that arrived"""
    moved_dead: Int32
    """[move] fish that died in the move; their event stands on the source stay on move_day, cause HANDLING"""
    moved_before: Int32
    """[move] fish in the source just before this move"""
    moved_weight_cg: Int32
    """[move] mean weight of the moved fish, 0.01 g"""
    sample_cell: Int64
    """[sample] cell of each growth sample, ascending"""
    sample_weight_cg: Int32
    """[sample] mean weight of the sampled fish, 0.01 g"""
    lice_stay: Int16
    """[count] stay of each lice count; by stay, then day"""
    lice_day: Int32
    """[count]"""
    lice: Int16
    """[count, lice.TYPES] lice on the fish looked at"""
    treated_stay: Int16
    """[treatment] stay of each delousing; by stay, then day"""
    treated_found: Int32
    """[treatment] day of the count above the limit"""
    treated_day: Int32
    """[treatment] its day; at or after the stay's end where the ring was emptied, or history ended, before"""
    treated_method: Int8
    """[treatment] index into Lice.methods"""
    treated_percent: Int8
    """[treatment] share of the mobile lice that it removed, per cent"""
    episode_stage: Int8
    """[episode] index into Geography.stages; episodes that began before the end of history"""
    episode_day: Int32
    """[episode] first day"""
    episode_cause: Int8
    """[episode] index into simulate.CAUSES"""
    episode_percent: Int32
    """[episode] additional mortality at its height, per cent of the base load, in a container of mean exposure"""
    meal_cell: Int64
    """[meal] cell of each meal, ascending; meals of zero do not exist"""
    meal_minute: Int16
    """[meal] minutes after midnight UTC"""
    meal_dg: Int32
    """[meal] 0.1 g; they add up to feed_dg"""


@dataclass(frozen=True, slots=True)
class Infestation:
    """Lice on the stays of a stage over all its planned days, whether or not history ends before. [stay] is local."""

    strain: Float
    """[planned day, stay] additional deaths after treatments, in parts of the base load"""
    stay: Int64
    """[count]"""
    day: Int64
    """[count]"""
    lice: Int64
    """[count, lice.TYPES]"""
    treated: Int64
    """[treatment, 5] stay, day found, day treated, method, per cent removed"""


def egg_stays(plan: BatchPlan) -> Int64:
    """Stays into which no fish move: their fish come as eggs."""
    return np.setdiff1d(np.arange(len(plan.stage), dtype=np.int64), plan.move_dest)


@dataclass(frozen=True, slots=True)
class Stand:
    """The stays of one batch in one stage, [day, stay] blocks; row 0 is `first`, the earliest day of any of them.

    The first group of fields is given; each process fills its own of the second and returns a new Stand.
    """

    scenario: Scenario
    geography: Geography
    batch: Batch
    law: Stage
    stage: int
    first: int
    planned_days: int
    """Days from `first` that the batch is booked in the stage, whether or not history ends before."""
    containers: tuple[int, ...]
    """[stay] index into Scenario.containers"""
    entities: tuple[str, ...]
    """[stay] "<batch number>/<container name>": the key of the stay's randomness"""
    present: Bool
    """[day, stay] fish are booked here on the day"""
    age: Int64
    """[day, stay] days since the stay's first"""
    arrivals: Int64
    """[day, stay] fish that come in"""
    arrival_weight_g: Float
    """[day, stay] their mean weight, 0 where nobody comes"""
    planned_weight_g: Float
    """[day] weight that the batch is planned to have, by which the feed is chosen"""

    temp_c: Float
    hazard: Float
    """[day, stay] expected share of the fish that dies on the day"""
    cause: Int8
    count: Int64
    """[day, stay] fish at the start of the day, arrivals included"""
    deaths: Int64
    start_root: Float
    """[day, stay] cube root of mean weight in g at the start of the day, arrivals included"""
    root: Float
    """[day, stay] cube root of mean weight in g at the end of the day"""
    feed_dg: Int64
    feed: Int8
    infestation: Infestation | None = None
    """None where there are no lice"""
