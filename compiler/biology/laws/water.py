"""Water quality: season, daily rhythm, load, slow noise that neighbours share, rare episodes.

Slow noise is value noise: independent normal values at fixed knots, blended in between. It autocorrelates, and yet each
reading is a pure function of its address (place or container, parameter, day, hour), without any recursion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, between_months, key, normal, normal16, one_uniform, sixteen, uniform, words
from compiler.nouns import Container, History, Scenario, Stage, Water

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

_KNOT_DAYS = 4
"""Days between the knots of the noise that a hall or area shares; a container's own knots stand at each midnight."""
_SLOW, _WHITE = 0.95, 0.31
"""Parts of a container's own noise: slow and reading by reading; their squares add up to 1."""
_COURSE = (1.0, 0.65, 0.35, 0.12)
"""An episode's height on its first and the following days."""
_REFERENCE_C = 10.0


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
    plan = history.plan
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
        swing = water.rhythm * (0.5 + load) if water.load else np.full(days, water.rhythm)
        value = value + swing[:, None] * wave(hours)
        value = value + water.own_sd * _own(scenario.seed, container.name, water.parameter, first, days, hours)
        value = np.minimum(np.maximum(value, water.low), water.high)
        out[row] = np.floor(value * float(10**water.decimals) + 0.5)
    return chosen, out


def wave(hours: tuple[int, ...]) -> Float:
    """Daily rhythm between -1 (3 h) and 1 (15 h), two parabolas that meet at 9 and 21 h: float64 [hour]."""
    phase = ((np.array(hours, dtype=np.int64) - 9) % 24) / 24.0
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
    drawn = words(key(scenario.seed, Stream.WATER_SHARED, f"{place}/{water.parameter}"), *_span(first, len(temp_c)), 3)
    level = water.load * load + water.temperature * (temp_c - _REFERENCE_C)
    if water.follows_temperature:
        level = level + temp_c
    else:
        level = level + water.mean + water.shared_sd * _shared(drawn, first, len(temp_c))
        if any(water.monthly):
            level = level + between_months(water.monthly, np.arange(first, first + len(temp_c)))
    return level + _episodes(scenario.seed, container, water, drawn, first, len(temp_c))


def _span(first: int, days: int) -> tuple[int, int]:
    """First day and number of days whose words matter for the days asked for: knots around, episodes before."""
    start = (first // _KNOT_DAYS - 1) * _KNOT_DAYS
    end = ((first + days) // _KNOT_DAYS + 2) * _KNOT_DAYS
    return start, end - start


def _shared(drawn: NDArray[np.uint64], first: int, days: int) -> Float:
    """Slow noise of unit variance that the tanks of a hall, or the rings of an area, share: float64 [day]."""
    knots = normal(drawn[::_KNOT_DAYS, 0])
    since = first - _span(first, days)[0] + np.arange(days)
    at = since // _KNOT_DAYS
    before, after = _blend((since % _KNOT_DAYS) / _KNOT_DAYS)
    noise: Float = before * knots[at] + after * knots[at + 1]
    return noise


def _blend(t: Float) -> tuple[Float, Float]:
    """Weights of the knots before and after a point t in [0, 1) between them; their squares add up to 1."""
    after = t * t * (3.0 - 2.0 * t)
    before = 1.0 - after
    size = np.sqrt(before * before + after * after)
    return before / size, after / size


def _own(seed: int, name: str, parameter: str, first: int, days: int, hours: tuple[int, ...]) -> Float:
    """Noise of one container, unit variance: float64 [day, hour]; neighbouring readings are alike."""
    drawn = words(key(seed, Stream.WATER_OWN, f"{name}/{parameter}"), first, days + 1, 1 - (-len(hours) // 4))
    knots = normal(drawn[:, 0])
    before, after = _blend(np.array(hours) / 24.0)
    white = normal16(sixteen(drawn[:-1, 1:])[:, : len(hours)])
    noise: Float = _SLOW * (knots[:-1, None] * before + knots[1:, None] * after) + _WHITE * white
    return noise


def _episodes(seed: int, container: Container, water: Water, drawn: NDArray[np.uint64], first: int, days: int) -> Float:
    """Rare episodes of the hall or area, felt from half to one and a half by each container: float64 [day]."""
    added = np.zeros(days)
    if water.episodes_per_year <= 0.0:
        return added
    start = _span(first, days)[0]
    for found in np.flatnonzero(uniform(drawn[:, 1]) * 365.0 < water.episodes_per_year).tolist():
        height = water.episode * (0.5 + float(uniform(drawn[found, 2:3])[0]))
        entity = f"{container.name}/{water.parameter}"
        height *= 0.5 + one_uniform(seed, Stream.WATER_EPISODE, entity, start + found)
        for after, part in enumerate(_COURSE):
            day = start + found + after - first
            if 0 <= day < days:
                added[day] += height * part
    return added
