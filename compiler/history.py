"""The History: what lived, ate, grew, died, was moved and harvested, one value per batch (a shard of the simulation)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.plan import BatchPlan

Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Int8 = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class History:
    """Read-only arrays of one batch. [cell] is the ragged axis of stay-days: stay s owns cells day_of[s] : day_of[s + 1], one a day from `first`.

    Conservation, exact: count[c + 1] == count[c] - deaths[c] + arrivals on that day; leaving == count[last] - deaths[last];
    leaving == moved out + dead in the move, or harvested.
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
    meal_cell: Int64
    """[meal] cell of each meal, ascending; meals of zero do not exist"""
    meal_minute: Int16
    """[meal] minutes after midnight UTC"""
    meal_dg: Int32
    """[meal] 0.1 g; they add up to feed_dg"""
