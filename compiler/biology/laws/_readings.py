"""Readings of a stay from what the water there goes through. By the kernel, or by numpy alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import wave
from compiler.biology.laws._instruments import Sensed, off
from compiler.biology.laws._panel import Panel
from compiler.biology.laws._water import blend, together
from compiler.exact import KERNEL, Stream, bounded, key, normal, normal16, normal_table, sixteen, words
from compiler.nouns import Scenario, Water, WaterCourse

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Words = NDArray[np.uint64]

KEPT_KEYS = 4096
"""Containers of a large farm; most hold several batches."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What the water of a stay goes through, day by day; [day, sensor] where sensors differ."""

    density: Float
    """[day] in parts of the highest allowed one"""
    fed: Float
    """[day] how much more fish eat than usual"""
    temp_c: Float
    """[day]"""
    strayed: Float
    """[day, sensor] from the mean, by noise and episodes of the place"""
    struck: Float | None
    """[day, sensor] by events; None where there are none"""
    season: Float | None
    """[day, sensor] added by the time of year; None where nothing is"""
    rhythm: Float | None
    """[day] factor on the daily wave; None for 1"""
    tide: Float | None
    """[day, hour]; None where there is none"""


def read(scenario: Scenario, panel: Panel, sensed: Sensed, felt: Felt) -> Int32:
    """All readings, scaled by 10**decimals of each water: int32 [sensor, day, hour]."""
    out = np.empty((sensed.sensors, sensed.days, len(scenario.reading_hours)), dtype=np.int32)
    if not out.size:
        return out
    if KERNEL:
        _by_kernel(scenario, panel, sensed, felt, out)
        return out
    breath = _own(scenario, sensed, panel.oxygen.parameter)[0] if panel.oxygen else None
    for row, water in enumerate(panel.waters):
        level, swing = _level(scenario.water_course, water, felt, row)
        own, lively = _own(scenario, sensed, water.parameter)
        if breath is not None and water.oxygen:
            own = together(own, breath, water.oxygen)
        own = own + off(scenario, sensed, water.parameter)[:, None]
        swing = swing * (1.0 + scenario.water_course.rhythm_sd * lively)
        value = level[:, None] + swing[:, None] * _daily(scenario)
        if felt.tide is not None:
            value = value + water.tide * felt.tide
        value = np.minimum(np.maximum(value + water.own_sd * own, water.low), water.high)
        out[row] = np.floor(value * float(10**water.decimals) + 0.5).astype(np.int32)
    return out


def _by_kernel(scenario: Scenario, panel: Panel, sensed: Sensed, felt: Felt, out: Int32) -> None:
    assert KERNEL
    course, law = scenario.water_course, scenario.instruments
    names = tuple(water.parameter for water in panel.waters), panel.oxygen.parameter if panel.oxygen else ""
    KERNEL.readings(
        out,
        _keys(scenario.seed, scenario.containers[sensed.container].entity, *names),
        (sensed.first, sensed.days, len(scenario.reading_hours), law.calibrated_days),
        (
            *(panel.terms, felt.density, felt.fed, felt.temp_c, felt.strayed, felt.struck, felt.season, felt.rhythm),
            *(_daily(scenario), felt.tide, *_weights(scenario.reading_hours), normal_table()),
        ),
        (course.reference_c, course.rhythm_empty, course.rhythm_sd, course.own_slow, course.own_fast, law.off_sd),
    )


@lru_cache(maxsize=KEPT_KEYS)
def _keys(seed: int, entity: str, parameters: tuple[str, ...], oxygen: str) -> bytes:
    """Of the noise and the error of each sensor, then of the oxygen's noise where there is one."""
    streams = (Stream.WATER_OWN, Stream.READING_OFF)
    addresses = [(stream, parameter) for parameter in parameters for stream in streams]
    addresses += [(Stream.WATER_OWN, oxygen)] if oxygen else []
    return b"".join(key(seed, stream, f"{entity}/{name}").to_bytes(16, "little") for stream, name in addresses)


def _level(course: WaterCourse, water: Water, felt: Felt, row: int) -> tuple[Float, Float]:
    """Level and daily swing of a sensor, without its own noise: float64 [day] each."""
    load = felt.density * (1.0 + water.fed_share * felt.fed)
    level = water.load * load + water.temperature * (felt.temp_c - course.reference_c)
    level = level + (felt.temp_c if water.follows_temperature else water.mean)
    for added in (felt.season, felt.struck, felt.strayed):
        if added is not None:
            level = level + added[:, row]
    swing = water.rhythm * (course.rhythm_empty + load) if water.load else np.full(len(load), water.rhythm)
    return level, swing if felt.rhythm is None else swing * felt.rhythm


def _own(scenario: Scenario, sensed: Sensed, parameter: str) -> tuple[Float, Float]:
    """Noise of one container, unit variance: float64 [day, hour]; and of its daily swing: float64 [day]."""
    hours, entity = scenario.reading_hours, scenario.containers[sensed.container].entity
    lanes = _lanes_of(hours)
    name = key(scenario.seed, Stream.WATER_OWN, f"{entity}/{parameter}")
    drawn = words(name, sensed.first, sensed.days + 1, lanes + 1)
    return _noise(scenario.water_course, drawn, hours), bounded(normal(drawn[:-1, lanes]), 2.0)


def _lanes_of(hours: tuple[int, ...]) -> int:
    """Lanes of a day's words that `_noise` reads: its knot, and four hours each."""
    return 1 - (-len(hours) // 4)


def _noise(course: WaterCourse, drawn: Words, hours: tuple[int, ...]) -> Float:
    """Noise of unit variance: float64 [day, hour], neighbouring readings are alike.

    Args: drawn  [day and one more, lane]: knots, then the hours
    """
    before, after = _weights(hours)
    knots = normal(drawn[:, 0])
    white = normal16(sixteen(drawn[:-1, 1 : _lanes_of(hours)])[:, : len(hours)])
    blended: Float = course.own_slow * (knots[:-1, None] * before + knots[1:, None] * after) + course.own_fast * white
    return blended


@cache
def _weights(hours: tuple[int, ...]) -> tuple[Float, Float]:
    """[hour] of the knots before and after the hours of a day."""
    return blend(np.array(hours) / 24.0)


def _daily(scenario: Scenario) -> Float:
    return _wave(scenario.reading_hours, scenario.water_course.rhythm_from_hour)


@cache
def _wave(hours: tuple[int, ...], from_hour: int) -> Float:
    return wave(hours, from_hour)
