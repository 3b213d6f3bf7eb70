"""What the water of a hall or area does: slow noise that neighbours share, rare episodes that each feels in its way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import site_name
from compiler.exact import Stream, key, normal, one_uniform, uniform, words
from compiler.nouns import Container, Scenario, Water, WaterCourse

Float = NDArray[np.float64]


def strayed(scenario: Scenario, containers: Sequence[int], water: Water, first: int, days: int) -> Float:
    """How the level of containers strays from its mean by noise and episodes: float64 [day, container].

    A thermometer's noise is that of the day's temperature.
    """
    course = scenario.water_course
    noise: dict[str, tuple[NDArray[np.uint64], Float | float]] = {}
    added = np.empty((days, len(containers)))
    for column, at in enumerate(containers):
        place = site_name(scenario, at)
        if place not in noise:
            name = key(scenario.seed, Stream.WATER_SHARED, f"{place}/{water.parameter}")
            drawn = words(name, *_span(course, first, days), 3)
            still = water.follows_temperature or not water.shared_sd
            noise[place] = drawn, 0.0 if still else water.shared_sd * _shared(course, drawn, first, days)
        drawn, shared = noise[place]
        added[:, column] = shared + _episodes(scenario, scenario.containers[at], water, drawn, first, days)
    return added


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
    before, after = blend((since % course.slow_days) / course.slow_days)
    noise: Float = before * knots[at] + after * knots[at + 1]
    return noise


def blend(t: Float) -> tuple[Float, Float]:
    """Weights of the knots before and after a point t in [0, 1) between them; their squares add up to 1."""
    after = t * t * (3.0 - 2.0 * t)
    before = 1.0 - after
    size = np.sqrt(before * before + after * after)
    return before / size, after / size


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
