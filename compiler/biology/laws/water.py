"""Water quality: season, daily rhythm, load, slow noise that neighbours share, rare episodes.

Slow noise is value noise: independent normal values at fixed knots, blended in between. It autocorrelates, and yet each
reading is a pure function of its address (place or container, parameter, day, hour), without any recursion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, between_months, key, normal, normal16, one_uniform, sixteen, uniform, words
from compiler.nouns import Container, History, Scenario, Stage, Water, WaterCourse

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


def measured(scenario: Scenario, history: History, stay: int) -> tuple[int, ...]:
    """Indices into the stage's `waters` of what the container of a stay has sensors for."""
    law = _law(scenario, history, stay)
    sensors = scenario.containers[int(history.plan.container[stay])].sensors
    return tuple(i for i, water in enumerate(law.waters) if water.parameter in sensors)


def readings(
    scenario: Scenario, history: History, stay: int, at_most: int | None = None
) -> tuple[tuple[int, ...], Int32]:
    """All sensor readings of one stay, or those of its first days.

    Returns: indices into the stage's `waters`, and int32 [parameter, day, hour]: the values, scaled by
             10**decimals of each Water; days from the stay's first, hours as Scenario.reading_hours
    """
    plan, course = history.plan, scenario.water_course
    law = _law(scenario, history, stay)
    container = scenario.containers[int(plan.container[stay])]
    chosen = measured(scenario, history, stay)
    first, cells = int(plan.first[stay]), history.cells(stay)
    if at_most is not None:
        cells = slice(cells.start, min(cells.stop, cells.start + at_most))
    days = cells.stop - cells.start
    hours = scenario.reading_hours
    temp_c = history.days.temp_cc[cells] / 100.0
    load = _load(history, cells, container, law)
    out = np.empty((len(chosen), days, len(hours)), dtype=np.int32)
    for row, index in enumerate(chosen):
        water = law.waters[index]
        value = _level(scenario, container, water, first, temp_c, load)[:, None]
        swing = water.rhythm * (course.rhythm_empty + load) if water.load else np.full(days, water.rhythm)
        value = value + swing[:, None] * wave(hours, course.rhythm_from_hour)
        value = value + water.own_sd * _own(scenario, container.entity, water.parameter, first, days, hours)
        value = np.minimum(np.maximum(value, water.low), water.high)
        out[row] = np.floor(value * float(10**water.decimals) + 0.5)
    return chosen, out


def wave(hours: tuple[int, ...], from_hour: int) -> Float:
    """Daily rhythm, two parabolas: 0 at the first hour, 1 after 6 hours, 0 after 12, -1 after 18: float64 [hour]."""
    phase = ((np.array(hours, dtype=np.int64) - from_hour) % 24) / 24.0
    half = np.where(phase < 0.5, phase, phase - 0.5)
    arch = 16.0 * half * (0.5 - half)
    swing: Float = np.where(phase < 0.5, arch, -arch)
    return swing


def _law(scenario: Scenario, history: History, stay: int) -> Stage:
    geography = scenario.geographies[scenario.batches[history.plan.batch].geography]
    return geography.stages[int(history.plan.stage[stay])]


def _load(history: History, cells: slice, container: Container, law: Stage) -> Float:
    """Density in parts of the highest allowed one, at most 1.5: float64 [day]."""
    kg = history.days.count[cells].astype(np.int64) * history.days.weight_cg[cells] / 100_000.0
    parts: Float = np.minimum(kg / container.volume_m3 / law.density_kg_m3, 1.5)
    return parts


def _level(scenario: Scenario, container: Container, water: Water, first: int, temp_c: Float, load: Float) -> Float:
    """Level of a day without rhythm and own noise: float64 [day]."""
    halls, areas = scenario.halls, scenario.areas
    place = halls[container.place].name if container.leg == "freshwater" else areas[container.place].name
    course = scenario.water_course
    span = _span(course, first, len(temp_c))
    drawn = words(key(scenario.seed, Stream.WATER_SHARED, f"{place}/{water.parameter}"), *span, 3)
    level = water.load * load + water.temperature * (temp_c - course.reference_c)
    if water.follows_temperature:
        level = level + temp_c
    else:
        level = level + water.mean + water.shared_sd * _shared(course, drawn, first, len(temp_c))
        if any(water.monthly):
            level = level + between_months(water.monthly, np.arange(first, first + len(temp_c)))
    return level + _episodes(scenario, container, water, drawn, first, len(temp_c))


def _span(course: WaterCourse, first: int, days: int) -> tuple[int, int]:
    """First day and number of days whose words matter for the days asked for: knots around, episodes before."""
    every = course.slow_days
    start = (first // every - max(1, -(-(len(course.episode_course) - 1) // every))) * every
    end = ((first + days) // every + 2) * every
    return start, end - start


def _shared(course: WaterCourse, drawn: NDArray[np.uint64], first: int, days: int) -> Float:
    """Slow noise of unit variance that the tanks of a hall, or the rings of an area, share: float64 [day]."""
    knots = normal(drawn[:: course.slow_days, 0])
    since = first - _span(course, first, days)[0] + np.arange(days)
    at = since // course.slow_days
    before, after = _blend((since % course.slow_days) / course.slow_days)
    noise: Float = before * knots[at] + after * knots[at + 1]
    return noise


def _blend(t: Float) -> tuple[Float, Float]:
    """Weights of the knots before and after a point t in [0, 1) between them; their squares add up to 1."""
    after = t * t * (3.0 - 2.0 * t)
    before = 1.0 - after
    size = np.sqrt(before * before + after * after)
    return before / size, after / size


def _own(scenario: Scenario, name: str, parameter: str, first: int, days: int, hours: tuple[int, ...]) -> Float:
    """Noise of one container, unit variance: float64 [day, hour]; neighbouring readings are alike."""
    drawn = words(key(scenario.seed, Stream.WATER_OWN, f"{name}/{parameter}"), first, days + 1, 1 - (-len(hours) // 4))
    knots = normal(drawn[:, 0])
    before, after = _blend(np.array(hours) / 24.0)
    white = normal16(sixteen(drawn[:-1, 1:])[:, : len(hours)])
    slow, fast = scenario.water_course.own_slow, scenario.water_course.own_fast
    noise: Float = slow * (knots[:-1, None] * before + knots[1:, None] * after) + fast * white
    return noise


def _episodes(
    scenario: Scenario, container: Container, water: Water, drawn: NDArray[np.uint64], first: int, days: int
) -> Float:
    """Rare episodes of the hall or area, felt more or less by each container: float64 [day]."""
    added = np.zeros(days)
    if water.episodes_per_year <= 0.0:
        return added
    course = scenario.water_course
    start = _span(course, first, days)[0]
    (low, high), (least, most) = course.episode_height, course.episode_felt
    for found in np.flatnonzero(uniform(drawn[:, 1]) * 365.0 < water.episodes_per_year).tolist():
        height = water.episode * (low + (high - low) * float(uniform(drawn[found, 2:3])[0]))
        entity = f"{container.entity}/{water.parameter}"
        height *= least + (most - least) * one_uniform(scenario.seed, Stream.WATER_EPISODE, entity, start + found)
        for after, part in enumerate(course.episode_course):
            day = start + found + after - first
            if 0 <= day < days:
                added[day] += height * part
    return added
