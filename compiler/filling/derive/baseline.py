"""The baseline scenario of a batch: one TGC and one temperature profile, with which the target's growth law meets ours.

The target indexes the profile by the batch's day number and grows by one TGC in every stage; our fish grow by their
stage's TGC, in their own water, and eggs on their yolk. So the profile holds effective temperatures: on each day the
one that carries the target's weight, which it rounds to 0.01 g every evening, along the batch's mean curve. The TGC is
that of the last stage with the batch's factor; readings are then the sea's own temperatures at sea, somewhat cooler
ones in halls where fish grow slower, and for eggs mostly none with a warm day each time the curve gains 0.01 g.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology import planned_gain
from compiler.exact import cube, cube_root, half_even
from compiler.nouns import History, Scenario
from compiler.target import model_tgc

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

LEAST_CC = 1
"""A day's effective temperature is at least 0.01 degrees: growth never stands still on the edge of a stage."""
NEWEST_COUNT = 3
"""How often a fish of the newest stage counts in a batch's mean growth, compared to one that has not moved yet."""
LEAST_EGG_CG = 10
"""The target projects nothing that begins below 0.1 g."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the target's engines take for the batch."""

    start: int
    """Day 1, days since 1970-01-01"""
    days: int
    """Length of the scenario"""
    tgc: float
    """g^(1/3) per degree-day, below 0.01"""
    temp_cc: Int64
    """[day] effective temperature of day numbers 1, 2, …, 0.01 degrees, to the end of scenario and history"""
    weight_cg: int
    """Weight that the scenario begins with, 0.01 g"""
    eggs: int
    """Fish that it begins with"""


def baseline(scenario: Scenario, history: History) -> Baseline:
    """The scenario of one batch. Returns readings of 2 decimals; see the module."""
    batch = scenario.batches[history.plan.batch]
    stages = scenario.geographies[batch.geography].stages
    start = int(history.plan.first.min())
    days = sum(stage.days for stage in stages[batch.begins.stage :])
    tgc = model_tgc(stages[-1].tgc * batch.growth_factor)
    lived = int(history.plan.end.max()) - start
    gain = planned_gain(scenario, batch, max(days, lived))
    known, sums = mean_gain(history, start)
    gain[: len(known)] = np.where(known, sums, gain[: len(known)])
    return Baseline(
        start=start,
        days=days,
        tgc=tgc,
        temp_cc=effective_temp_cc(batch.begins.weight_g, gain, tgc),
        weight_cg=max(int(half_even(np.array(batch.begins.weight_g), 2)), LEAST_EGG_CG),
        eggs=int(history.stays.arrived[history.first_stays].sum()),
    )


def mean_gain(history: History, start: int) -> tuple[NDArray[np.bool_], Float]:
    """Gain of the cube root of weight by day since the start, mean of the living fish.

    While a batch moves, those who have moved count more: they go on from a weight that is measured once, and those who
    are left follow soon.
    Returns: bool [day] fish lived, float64 [day] g^(1/3), >= 0
    """
    days, day = history.days, history.day_of_cell - start
    root = cube_root(days.weight_cg / 100.0)
    before = np.empty_like(root)
    before[1:] = root[:-1]
    before[history.first_cell] = cube_root(history.stays.start_weight_cg / 100.0)
    stage = history.plan.stage[history.stay_of_cell]
    newest = np.zeros(int(day.max()) + 1, dtype=stage.dtype)
    np.maximum.at(newest, day, stage)
    alive = (days.count - days.deaths) * np.where(stage == newest[day], NEWEST_COUNT, 1)
    fish = np.bincount(day, weights=alive)
    gain = np.bincount(day, weights=alive * (root - before))
    return fish > 0.0, np.maximum(gain, 0.0) / np.maximum(fish, 1.0)


def effective_temp_cc(egg_weight_g: float, gain: Float, tgc: float) -> Int64:
    """Temperatures that carry a weight of 2 decimals along a curve: int64 [day], 0.01 degrees.

    Steps lead from one rounded weight to the next, so that the target's own rounding never loses the curve, and their
    sum is the growth of the curve, so that engines which do not round follow it as well. Degree-days are rounded, not
    degrees, so that no error adds up.
    """
    roots = np.cumsum(np.concatenate([cube_root(np.array([egg_weight_g])), gain]))
    rounded = cube_root(np.maximum(half_even(cube(roots), 2), 1) / 100.0)
    return np.maximum(np.diff(half_even(rounded / tgc, 2)), LEAST_CC)


def profiles_c(baselines: Sequence[Baseline]) -> Float:
    """Profiles as the engines read them: float64 [batch, day], each ending in its last value."""
    longest = max((len(b.temp_cc) for b in baselines), default=0)
    rows = [np.concatenate([b.temp_cc, np.full(longest - len(b.temp_cc), b.temp_cc[-1])]) for b in baselines]
    return np.array(rows, dtype=np.float64).reshape(len(rows), longest) / 100.0
