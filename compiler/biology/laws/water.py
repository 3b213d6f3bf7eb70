"""Water quality: season, daily rhythm, load, slow noise that neighbours share, rare episodes.

Slow noise is value noise: independent normal values at fixed knots, blended in between. It autocorrelates, and yet each
reading is a pure function of its address (place or container, parameter, day, hour), without any recursion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import force, wave
from compiler.biology.laws._instruments import ALL, DAY_H, Sensed, disturb, gaps, off, silent, wrong
from compiler.biology.laws._readings import Course, lanes_of, noise, shown
from compiler.biology.laws._water import oxygen_of, strayed_one
from compiler.exact import Stream, between_months, bounded, key, normal, words
from compiler.nouns import Container, History, Scenario, Stage, Water

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

MOST_FED = 2.0
"""What fish eat after days of hardly anything counts as at most so much of their usual ration."""
TIDE_H = 12.4206
"""Hours from high water to high water, of the moon's half day."""


def measured(scenario: Scenario, history: History, stay: int) -> tuple[int, ...]:
    """Indices into the stage's `waters` of what the container of a stay has sensors for."""
    law = _law(scenario, history, stay)
    sensors = scenario.containers[int(history.plan.container[stay])].sensors
    return tuple(i for i, water in enumerate(law.waters) if water.parameter in sensors)


def unread(scenario: Scenario, history: History, stay: int) -> NDArray[np.bool_] | None:
    """Readings of a stay that were never made: bool [parameter, day, hour], as `readings`; None where all were."""
    return silent(scenario, _sensed(scenario, history, stay))


def _sensed(scenario: Scenario, history: History, stay: int) -> Sensed:
    plan, sensors = history.plan, len(measured(scenario, history, stay))
    first, end = int(plan.first[stay]), int(plan.end[stay])
    return Sensed(int(plan.container[stay]), sensors, first, end - first)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Readings of a sensor that are missing or wrong."""

    kind: str
    """gap, spike or stuck"""
    water: int
    """Index into the stage's `waters`"""
    first_h: int
    """Hours since 1970"""
    last_h: int


def troubles(scenario: Scenario, history: History, stay: int) -> list[Trouble]:
    """What is missing or wrong in the readings of a stay, by sensor and time."""
    sensed, hours = _sensed(scenario, history, stay), scenario.reading_hours
    chosen, begin, end = measured(scenario, history, stay), sensed.first * DAY_H, (sensed.first + sensed.days) * DAY_H
    found = []
    for gap in gaps(scenario, sensed):
        low, high = max(gap.first_h, begin), min(gap.first_h + gap.hours, end) - 1
        of = chosen if gap.sensor == ALL else (chosen[gap.sensor],)
        found += [Trouble("gap", water, low, high) for water in of if low <= high]
    for fault in wrong(scenario, sensed):
        last = min(fault.reading + fault.readings, sensed.days * len(hours)) - 1
        low, high = (begin + at // len(hours) * DAY_H + hours[at % len(hours)] for at in (fault.reading, last))
        found.append(Trouble("spike" if fault.off else "stuck", chosen[fault.sensor], low, high))
    return sorted(found, key=lambda one: (one.water, one.first_h, one.kind, one.last_h))


def readings(
    scenario: Scenario, history: History, stay: int, at_most: int | None = None
) -> tuple[tuple[int, ...], Int32]:
    """All sensor readings of one stay, or those of its first days.

    Returns: indices into the stage's `waters`, and int32 [parameter, day, hour]: the values, scaled by
             10**decimals of each Water; days from the stay's first, hours as Scenario.reading_hours
    """
    plan, course = history.plan, scenario.water_course
    law = _law(scenario, history, stay)
    at, chosen = int(plan.container[stay]), measured(scenario, history, stay)
    container = scenario.containers[at]
    first, cells = int(plan.first[stay]), history.cells(stay)
    if at_most is not None:
        cells = slice(cells.start, min(cells.stop, cells.start + at_most))
    days = cells.stop - cells.start
    hours = scenario.reading_hours
    temp_c = history.days.temp_cc[cells] / 100.0
    density, fed = _load(history, cells, container, law), _fed(history, cells, course.fed_days)
    struck = _struck(scenario, history, stay, [law.waters[index].parameter for index in chosen])[:, :days]
    season = between_months(course.rhythm_monthly, np.arange(first, first + days)) if law.leg == "sea" else 1.0
    tide = tides(first, days, hours) if law.leg == "sea" else None
    daily = wave(hours, course.rhythm_from_hour)
    out = np.empty((len(chosen), days, len(hours)), dtype=np.int32)
    sensed, oxygen = Sensed(at, len(chosen), first, days), oxygen_of(law.waters)
    breath = _own(scenario, sensed, oxygen.parameter)[0] if oxygen else None
    for row, index in enumerate(chosen):
        water = law.waters[index]
        load = density * (1.0 + water.fed_share * fed)
        level = _level(water, course.reference_c, first, temp_c, load) + struck[row]
        level = level + strayed_one(scenario, at, (water, oxygen), first, days)
        own, lively = _own(scenario, sensed, water.parameter)
        swing = water.rhythm * (course.rhythm_empty + load) if water.load else np.full(days, water.rhythm)
        swing = swing * season * (1.0 + course.rhythm_sd * lively)
        out[row] = shown(water, Course(level, swing, daily, tide, off(scenario, sensed, water.parameter)), own, breath)
    _misread(scenario, sensed, [law.waters[index] for index in chosen], out)
    return chosen, out


def _misread(scenario: Scenario, sensed: Sensed, waters: Sequence[Water], out: Int32) -> None:
    """Put what is wrong into readings, within what sensors can show."""
    limits = np.array([(water.low, water.high) for water in waters]).reshape(-1, 2)
    limits = limits * np.array([10.0**water.decimals for water in waters])[:, None]
    disturb(scenario, sensed, out, (limits[:, 1] - limits[:, 0]).astype(np.int64))
    np.clip(out, np.ceil(limits[:, :1, None]), np.floor(limits[:, 1:, None]), out=out, casting="unsafe")


def tides(first: int, days: int, hours: tuple[int, ...]) -> Float:
    """The tide, two parabolas in TIDE_H hours, as `wave`: float64 [day, hour], -1 to 1."""
    hour = np.arange(first, first + days, dtype=np.int64)[:, None] * 24 + np.array(hours, dtype=np.int64)
    turns = hour / TIDE_H
    phase = turns - np.floor(turns)
    half = np.where(phase < 0.5, phase, phase - 0.5)
    arch = 16.0 * half * (0.5 - half)
    level: Float = np.where(phase < 0.5, arch, -arch)
    return level


def _law(scenario: Scenario, history: History, stay: int) -> Stage:
    geography = scenario.geographies[scenario.batches[history.plan.batch].geography]
    return geography.stages[int(history.plan.stage[stay])]


def _load(history: History, cells: slice, container: Container, law: Stage) -> Float:
    """Density in parts of the highest allowed one, at most 1.5: float64 [day]."""
    kg = history.days.count[cells].astype(np.int64) * history.days.weight_cg[cells] / 100_000.0
    parts: Float = np.minimum(kg / container.volume_m3 / law.density_kg_m3, 1.5)
    return parts


def _struck(scenario: Scenario, history: History, stay: int, parameters: list[str]) -> Float:
    """What events add to the level of each day: float64 [parameter, day]."""
    felt, first = history.events, int(history.plan.first[stay])
    added = np.zeros((len(parameters), int(history.plan.end[stay]) - first))
    for at in np.flatnonzero(felt.stay == stay).tolist():
        changes = dict(scenario.events[int(felt.kind[at])].waters)
        start = int(felt.day[at]) - first
        days = slice(max(start, 0), max(start + int(felt.days[at]), 0))
        for row, parameter in enumerate(parameters):
            added[row, days] += changes.get(parameter, 0.0) * force(int(felt.permille[at]) / 1000.0)
    return added


def _fed(history: History, cells: slice, usual_days: int) -> Float:
    """How much more fish eat on a day than in the mean of so many days up to it: float64 [day], -1 where they fast."""
    days = history.days
    mass = np.maximum(days.count[cells].astype(np.float64) * days.weight_cg[cells], 1.0)
    ration = np.cumsum(days.feed_dg[cells] / mass)
    day = np.arange(len(ration))
    before = np.where(day >= usual_days, ration[np.maximum(day - usual_days, 0)], 0.0)
    usual = (ration - before) / np.minimum(day + 1, usual_days)
    eaten = np.diff(ration, prepend=0.0) / np.where(usual > 0.0, usual, 1.0)
    share: Float = np.where(usual > 0.0, np.minimum(eaten, MOST_FED), 1.0) - 1.0
    return share


def _level(water: Water, reference_c: float, first: int, temp_c: Float, load: Float) -> Float:
    """Level of a day without rhythm, noise and episodes: float64 [day]."""
    level = water.load * load + water.temperature * (temp_c - reference_c)
    if water.follows_temperature:
        return level + temp_c
    level = level + water.mean
    if any(water.monthly):
        level = level + between_months(water.monthly, np.arange(first, first + len(temp_c)))
    return level


def _own(scenario: Scenario, sensed: Sensed, parameter: str) -> tuple[Float, Float]:
    """Noise of one container, unit variance: float64 [day, hour]; and of its daily swing: float64 [day]."""
    hours, entity = scenario.reading_hours, scenario.containers[sensed.container].entity
    lanes = lanes_of(hours)
    name = key(scenario.seed, Stream.WATER_OWN, f"{entity}/{parameter}")
    drawn = words(name, sensed.first, sensed.days + 1, lanes + 1)
    return noise(scenario.water_course, drawn, hours), bounded(normal(drawn[:-1, lanes]), 2.0)
