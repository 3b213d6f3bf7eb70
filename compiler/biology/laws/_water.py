"""What the water of a hall or area does: slow noise that neighbours share, rare episodes that each feels in its way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import site_name
from compiler.exact import Stream, begins, key, normal, one_uniform, uniform, words
from compiler.nouns import Container, Scenario, Water, WaterCourse

Float = NDArray[np.float64]


Begun = tuple[tuple[int, float], ...]
"""Episodes that began: day, and height"""


def oxygen_of(waters: Sequence[Water]) -> Water | None:
    """The oxygen among them."""
    return next((water for water in waters if water.sensor_type == "OXYGEN"), None)


def together(own: Float, other: Float, part: float) -> Float:
    """Noise of unit variance whose correlation with another is `part`. Shape of both."""
    noise: Float = np.sqrt(1.0 - part * part) * own + part * other
    return noise


def strayed(scenario: Scenario, containers: Sequence[int], water: Water, first: int, days: int) -> Float:
    """How the level of containers strays from its mean by noise and episodes: float64 [day, container].

    A thermometer's noise is that of the day's temperature.
    """
    course, known = scenario.water_course, dict[str, tuple[Begun, Float]]()
    added = np.empty((days, len(containers)))
    for column, at in enumerate(containers):
        place = site_name(scenario, at)
        if place not in known:
            known[place] = of_place(scenario.seed, course, place, (water, None), (first, days))
        begun, shared = known[place]
        added[:, column] = shared
        if begun:
            added[:, column] += episodes(scenario, scenario.containers[at], water, begun, (first, days))
    return added


def of_place(
    seed: int, course: WaterCourse, place: str, waters: tuple[Water, Water | None], span: tuple[int, int]
) -> tuple[Begun, Float]:
    """What all containers of a place share: the episodes that began, day and height, and noise: float64 [day]."""
    (water, oxygen), (first, days) = waters, span
    drawn = _drawn(seed, course, place, water, span)
    level = np.zeros(days)
    if water.shared_sd and not water.follows_temperature:
        level = _shared(course, drawn, first, days)
        if oxygen and water.oxygen:
            breath = _shared(course, _drawn(seed, course, place, oxygen, span), first, days)
            level = together(level, breath, water.oxygen)
    shared: Float = water.shared_sd * level
    return tuple(_begun(course, water, drawn, first, days)), shared


def _drawn(seed: int, course: WaterCourse, place: str, water: Water, span: tuple[int, int]) -> NDArray[np.uint64]:
    return words(key(seed, Stream.WATER_SHARED, f"{place}/{water.parameter}"), *_span(course, *span), 3)


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


def _begun(
    course: WaterCourse, water: Water, drawn: NDArray[np.uint64], first: int, days: int
) -> list[tuple[int, float]]:
    """Rare episodes of the hall or area: day, and height."""
    if water.episodes_per_year <= 0.0:
        return []
    start, (low, high) = _span(course, first, days)[0], course.episode_height
    rows = np.flatnonzero(begins(drawn[:, 1], water.episodes_per_year))
    heights = water.episode * (low + (high - low) * uniform(drawn[rows, 2]))
    return list(zip((start + rows).tolist(), heights.tolist(), strict=True))


def episodes(
    scenario: Scenario, container: Container, water: Water, begun: Sequence[tuple[int, float]], span: tuple[int, int]
) -> Float:
    """What each container feels of them, more or less: float64 [day]. Args: span  first day, and number"""
    first, days = span
    added, course = np.zeros(days), scenario.water_course
    least, most = course.episode_felt
    for start, height in begun:
        entity = f"{container.entity}/{water.parameter}"
        height *= least + (most - least) * one_uniform(scenario.seed, Stream.WATER_EPISODE, entity, start)
        for after, part in enumerate(course.episode_course):
            day = start + after - first
            if 0 <= day < days:
                added[day] += height * part
    return added
