"""The scenario projection of a batch: the target's planning engine, from its first day to the end of the scenario.

Its quirks are kept: stages follow the planned lengths alone; in fresh water up to smolt the water has 12 degrees,
whatever the profile says; the daily mortality is divided by 100 once too often. Of less than one expected death a day
the target draws lots without a seed; here the expectation adds up and a fish dies whenever it is whole. A change of
models takes over before its day, but for the stages, which keep the lengths of the first model of feed conversion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.filling.derive.baseline import Baseline
from compiler.filling.derive.law import NEVER_GROW, WARM_C, WARM_STAGES, Ladder, grow_on, stage_by_age

UNBOUND_G = 1e9
"""Cap of a stage that does not grow."""

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Course:
    """What a run reckons with; [day] a day of the scenario, [stage] of its geography."""

    weight_cg: int
    """Weight that it begins with, 0.01 g"""
    fish: int
    """How many it begins with"""
    stage: Int64
    """[day] index"""
    temp_cc: Int64
    """[day] of the temperature profile, 0.01 degrees"""
    tgc: Float
    """[day] g^(1/3) per degree-day"""
    mortality_pct: Float
    """[day] daily rate of the mortality model, per cent"""
    fcr: Float
    """[day] of the stage"""
    ranged_fcr: Float
    """[day] of the range of weight that stands above the stage's"""
    range_from_g: Float
    """[day] where that range begins, infinite where there is none"""
    cap_g: Float
    """[stage] heaviest weight"""


@dataclass(frozen=True, slots=True)
class Projection:
    """[day] a day of the scenario, after growth and deaths."""

    weight_g: Float
    population: Int64
    biomass_ckg: Int64
    feed_g: Int64
    """Feed of the day, 0.001 kg"""
    fed_g: Int64
    """Feed up to the day, 0.001 kg"""
    temp_cc: Int64
    stage: Int64


def baseline_course(baseline: Baseline, ladder: Ladder, mortality_pct: float) -> Course:
    """What a baseline reckons with. Args: mortality_pct  daily rate of the mortality model, per cent."""
    stage = stage_by_age(ladder, np.arange(1, baseline.days + 1, dtype=np.int64))
    nothing = np.zeros(baseline.days)
    return Course(
        weight_cg=baseline.weight_cg,
        fish=baseline.eggs,
        stage=stage,
        temp_cc=baseline.temp_cc[: baseline.days],
        tgc=nothing + baseline.tgc,
        mortality_pct=nothing + mortality_pct,
        fcr=ladder.fcr[stage],
        ranged_fcr=nothing,
        range_from_g=nothing + np.inf,
        cap_g=ladder.cap_g,
    )


def project(course: Course, names: Sequence[str]) -> Projection:
    """Run the scenario. Args: names  of the stages"""
    temp_cc = temperatures_cc(course, names)
    weight_g, before_g = _weights(course, names, temp_cc)
    population = _survivors(course)
    fcr = np.where(before_g >= course.range_from_g, course.ranged_fcr, course.fcr)
    feed_g = nearest((weight_g - before_g) * population / 1000.0 * fcr, 3)
    return Projection(
        weight_g=weight_g,
        population=population,
        biomass_ckg=nearest(weight_g * population / 1000.0, 2),
        feed_g=feed_g,
        fed_g=np.cumsum(feed_g),
        temp_cc=temp_cc,
        stage=course.stage,
    )


def nearest(values: Float, decimals: int) -> Int64:
    """Rounded as the target rounds, by the exact value of each float: 66.115 lies below the tie. 10 ** -decimals."""
    return np.array([round(round(one, decimals) * 10**decimals) for one in values.tolist()], dtype=np.int64)


def temperatures_cc(course: Course, names: Sequence[str]) -> Int64:
    """Temperature that the projection takes on each day: 0.01 degrees."""
    warm = np.array([name.lower() in WARM_STAGES for name in names])
    return np.where(warm[course.stage], round(WARM_C * 100), course.temp_cc)


def _weights(course: Course, names: Sequence[str], temp_cc: Int64) -> tuple[Float, Float]:
    """Weight at the end of each day and before it, not rounded, g."""
    still = np.array([name.lower() in NEVER_GROW for name in names])[course.stage]
    rise = np.where(still, 0.0, course.tgc * (temp_cc / 100.0))
    cap = np.where(still, UNBOUND_G, course.cap_g[course.stage])
    start = np.array([course.weight_cg / 100.0])
    weights = np.where(np.cumsum(rise) > 0.0, grow_on(start, rise, cap)[0], np.minimum(start, cap))
    return weights, np.concatenate([start, weights[:-1]])


def _survivors(course: Course) -> Int64:
    """Fish after each day: int64 [day]."""
    alive, waiting, fish = course.fish, 0.0, np.empty(len(course.stage), dtype=np.int64)
    for day, rate in enumerate((course.mortality_pct / 100.0).tolist()):
        expected = alive * rate / 100.0
        if expected >= 1.0:
            dead = round(expected)
        else:
            waiting += expected
            dead = int(waiting)
            waiting -= dead
        alive = max(alive - dead, 0)
        fish[day] = alive
    return fish
