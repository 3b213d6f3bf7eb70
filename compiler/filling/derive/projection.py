"""The scenario projection of a batch: the target's planning engine, from the eggs to the end of the scenario.

Its quirks are kept: stages follow the planned lengths alone; in fresh water up to smolt the water has 12 degrees,
whatever the profile says; the daily mortality is divided by 100 once too often. Of less than one expected death a day
the target draws lots without a seed; here the expectation adds up and a fish dies whenever it is whole.
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


def project(baseline: Baseline, ladder: Ladder, names: Sequence[str], mortality_pct: float) -> Projection:
    """Run the scenario. Args: names  of the stages; mortality_pct  daily rate of the mortality model, per cent."""
    stage = stage_by_age(ladder, np.arange(1, baseline.days + 1, dtype=np.int64))
    temp_cc = temperatures_cc(baseline, names, stage)
    weight_g, gain_g = _weights(baseline, ladder, names, stage, temp_cc)
    population = _survivors(baseline, mortality_pct)
    feed_g = nearest(gain_g * population / 1000.0 * ladder.fcr[stage], 3)
    return Projection(
        weight_g=weight_g,
        population=population,
        biomass_ckg=nearest(weight_g * population / 1000.0, 2),
        feed_g=feed_g,
        fed_g=np.cumsum(feed_g),
        temp_cc=temp_cc,
        stage=stage,
    )


def nearest(values: Float, decimals: int) -> Int64:
    """Rounded as the target rounds, by the exact value of each float: 66.115 lies below the tie. 10 ** -decimals."""
    return np.array([round(round(one, decimals) * 10**decimals) for one in values.tolist()], dtype=np.int64)


def temperatures_cc(baseline: Baseline, names: Sequence[str], stage: Int64) -> Int64:
    """Temperature that the projection takes on each day: 0.01 degrees."""
    warm = np.array([name.lower() in WARM_STAGES for name in names])
    return np.where(warm[stage], round(WARM_C * 100), baseline.temp_cc[: baseline.days])


def _weights(
    baseline: Baseline, ladder: Ladder, names: Sequence[str], stage: Int64, temp_cc: Int64
) -> tuple[Float, Float]:
    """Weight at the end of each day, not rounded, and its gain on the day, g."""
    still = np.array([name.lower() in NEVER_GROW for name in names])
    rise = np.where(still[stage], 0.0, baseline.tgc * (temp_cc / 100.0))
    cap = np.where(still[stage], UNBOUND_G, ladder.cap_g[stage])
    start = np.array([baseline.weight_cg / 100.0])
    weights = np.where(np.cumsum(rise) > 0.0, grow_on(start, rise, cap)[0], np.minimum(start, cap))
    return weights, np.diff(weights, prepend=start)


def _survivors(baseline: Baseline, mortality_pct: float) -> Int64:
    """Fish after each day: int64 [day]."""
    rate = mortality_pct / 100.0
    alive, waiting, fish = baseline.eggs, 0.0, np.empty(baseline.days, dtype=np.int64)
    for day in range(baseline.days):
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
