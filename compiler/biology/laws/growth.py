"""Growth in cube-root space: the cube root of the mean weight grows linearly in degree-days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import stay_normals
from compiler.exact import Stream, between_months, bounded, cube, cube_root
from compiler.nouns import Stage, Stand

Roots = NDArray[np.float64]
Celsius = NDArray[np.float64]


def degree_days(temp_c: Celsius) -> Celsius:
    """What each day counts for growth: its mean temperature, nothing below 0. Shape and dtype of temp_c."""
    return np.maximum(temp_c, 0.0)


def gain(degrees: Celsius, tgc: Roots | float, yolk: Roots | float = 0.0) -> Roots:
    """Gain of the cube root of mean weight over a day, or over a run of days of which both terms hold the sums.

    s' = s + tgc / 1000 * degree-days: the TGC law (Iwama & Tautz 1981) in cube-root space, exact in IEEE arithmetic;
    in a stage that lives on its yolk (TGC 0) an even step a day instead.

    Args:    degrees  float64 [any shape], degree-days      tgc  g^(1/3) per 1000 degree-days, `stages.<name>.tgc` times
             the batch's factor      yolk  g^(1/3), see `yolk_root_per_day`
    Returns: float64 [same shape], g^(1/3), >= 0
    """
    gained: Roots = tgc / 1000.0 * degrees + yolk
    return gained


def degrees_for(gained: Roots, tgc: Roots) -> Celsius:
    """Degree-days in which the cube root gains so much, the inverse of `gain` without yolk; huge for a TGC of 0."""
    degrees: Celsius = gained * 1000.0 / np.maximum(tgc, 1e-9)
    return degrees


def yolk_root_per_day(stages: Sequence[Stage], stage: int, egg_weight_g: float) -> float:
    """Daily gain of the cube root in a stage that lives on its yolk (tgc 0), g^(1/3) a day; 0 for any other stage.

    Even steps lead from the egg's weight to the first weight of the next stage within the stage's planned days, so the
    curve has no step at first feeding.
    """
    law = stages[stage]
    if law.tgc > 0.0 or stage + 1 >= len(stages):
        return 0.0
    ends = cube_root(np.array([egg_weight_g, stages[stage + 1].first_weight_g]))
    return max(float(ends[1] - ends[0]), 0.0) / law.days


def mixed_root(count: NDArray[np.int64], root_g: Roots, arrivals: NDArray[np.int64], weight_g: Roots) -> Roots:
    """Root of the mean weight after arrivals, weighted by biomass; unchanged where nobody arrives.

    Args:    count, root_g      fish there before and the root of their weight [stay]
             arrivals, weight_g fish that come and their mean weight, g [stay]
    """
    together = np.maximum(count + arrivals, 1)
    mean = (count * cube(root_g) + arrivals * weight_g) / together
    return np.where(arrivals > 0, cube_root(np.maximum(mean, 1e-6)), root_g)


def grow_stand(stand: Stand) -> Stand:
    """Fill `root` and `start_root` [day, stay]: running sums from one day of arrivals to the next, which mix with the
    fish that are there.

    The TGC is the stage's, times the batch's factor, times a small factor of the container that lasts the stay, times
    the season's at sea. Fish grow by what they eat: not on days of fasting, and a little more for it on the others.
    """
    spread = stand.law.growth_sd * bounded(stay_normals(stand, Stream.CONTAINER_GROWTH), 2.0)
    tgc = stand.law.tgc * stand.batch.growth_factor * (1.0 + spread)
    degrees = degree_days(stand.temp_c)
    if stand.law.leg == "sea":
        degrees = (
            degrees * between_months(stand.scenario.season_monthly, stand.first + np.arange(len(degrees)))[:, None]
        )
    if stand.law.fcr > 0.0:
        degrees = degrees * stand.appetite * (1.0 + stand.scenario.appetite.catch_up)
    yolk = yolk_root_per_day(stand.geography.stages, stand.stage, stand.batch.begins.weight_g)
    gained = np.where(stand.present, gain(degrees, tgc, yolk), 0.0)
    start, end = np.empty(gained.shape), np.empty(gained.shape)
    there = stand.count - stand.arrivals
    root = np.ones(len(stand.entities))
    mixing = np.flatnonzero((stand.arrivals > 0).any(axis=1)).tolist()
    for first, after in pairwise([*([] if mixing[:1] == [0] else [0]), *mixing, len(gained)]):
        root = mixed_root(there[first], root, stand.arrivals[first], stand.arrival_weight_g[first])
        course = np.cumsum(np.vstack([root[None], gained[first:after]]), axis=0)
        start[first:after], end[first:after], root = course[:-1], course[1:], course[-1]
    return replace(stand, start_root=start, root=end)
