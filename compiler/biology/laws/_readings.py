"""The last steps to readings, hour by hour: noise of a sensor, and what it shows. By the kernel, or by numpy alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._water import blend, together
from compiler.exact import KERNEL, normal, normal16, normal_table, sixteen
from compiler.nouns import Water, WaterCourse

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Words = NDArray[np.uint64]


def lanes_of(hours: tuple[int, ...]) -> int:
    """Lanes of a day's words that `noise` reads: its knot, and four hours each."""
    return 1 - (-len(hours) // 4)


def noise(course: WaterCourse, drawn: Words, hours: tuple[int, ...]) -> Float:
    """Noise of unit variance: float64 [day, hour], neighbouring readings are alike.

    Args: drawn  [day and one more, lane]: knots, then the hours
    """
    before, after = _weights(hours)
    slow, fast, days = course.own_slow, course.own_fast, len(drawn) - 1
    if KERNEL and days:
        found = np.empty((days, len(hours)))
        drawn = np.ascontiguousarray(drawn)
        KERNEL.noise(found, drawn, drawn.shape[1], (before, after, normal_table()), (slow, fast))
        return found
    knots = normal(drawn[:, 0])
    white = normal16(sixteen(drawn[:-1, 1 : lanes_of(hours)])[:, : len(hours)])
    blended: Float = slow * (knots[:-1, None] * before + knots[1:, None] * after) + fast * white
    return blended


@cache
def _weights(hours: tuple[int, ...]) -> tuple[Float, Float]:
    """[hour] of the knots before and after the hours of a day."""
    return blend(np.array(hours) / 24.0)


@dataclass(frozen=True, slots=True)
class Course:
    """What the readings of one sensor come from."""

    level: Float
    """[day]"""
    swing: Float
    """[day] of the rhythm"""
    daily: Float
    """[hour] the rhythm"""
    tide: Float | None
    """[day, hour]; None where there is none"""
    off: Float
    """[day] error of the sensor, in standard deviations of the noise"""


def shown(water: Water, course: Course, own: Float, breath: Float | None) -> Int32:
    """Readings, scaled by 10**decimals: int32 [day, hour]. Args: own  `noise`; breath  that of the oxygen, to follow"""
    unit = float(10**water.decimals)
    follows = breath if water.oxygen else None
    if KERNEL and len(own):
        found = np.empty(own.shape, dtype=np.int32)
        given = (own, follows, course.off, course.level, course.swing, course.daily, course.tide)
        limits = (water.own_sd, water.tide, water.low, water.high, unit)
        KERNEL.shown(found, len(own), given, water.oxygen if follows is not None else 0.0, limits)
        return found
    if follows is not None:
        own = together(own, follows, water.oxygen)
    own = own + course.off[:, None]
    value = course.level[:, None] + course.swing[:, None] * course.daily
    if course.tide is not None:
        value = value + water.tide * course.tide
    value = np.minimum(np.maximum(value + water.own_sd * own, water.low), water.high)
    return np.floor(value * unit + 0.5).astype(np.int32)
