"""The water of a hall or area for all sensors of a container there, known spell by spell to all that stand there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._calendar import SPELL, cut_from
from compiler.biology.laws._draws import site_name
from compiler.biology.laws._panel import Panel
from compiler.biology.laws._water import episodes, of_place
from compiler.nouns import Scenario, WaterCourse

Float = NDArray[np.float64]

KEPT_PLACES = 256
"""The tanks of a hall, and the rings of an area, are asked for one after the other; of each batch, in its few halls."""


@dataclass(frozen=True, slots=True)
class _Spell:
    """A place in SPELL days."""

    shared: Float
    """[day, sensor]"""
    begun: tuple[tuple[int, int, float], ...]
    """Day, sensor and height of the episodes that begin in the spell, or so near that they may be felt in it"""


def strayed_all(scenario: Scenario, container: int, panel: Panel, first: int, days: int) -> Float:
    """As `strayed`, of one container and all its sensors: float64 [day, sensor], perhaps read-only."""
    seed, course, place = scenario.seed, scenario.water_course, site_name(scenario, container)
    low, high = first // SPELL, (first + max(days, 1) - 1) // SPELL
    spells = [_of_panel(seed, course, place, panel, at) for at in range(low, high + 1)]
    shared = cut_from(lambda at: spells[at - low].shared, first, days)
    since = first - len(course.episode_course)
    felt = dict.fromkeys(one for spell in spells for one in spell.begun if since < one[0] < first + days)
    if not felt:
        return shared
    added, box = np.zeros((days, len(panel.waters))), scenario.containers[container]
    for at in {sensor for _, sensor, _ in felt}:
        begun = [(day, height) for day, sensor, height in felt if sensor == at]
        added[:, at] = episodes(scenario, box, panel.waters[at], begun, (first, days))
    return shared + added


@lru_cache(maxsize=KEPT_PLACES)
def _of_panel(seed: int, course: WaterCourse, place: str, panel: Panel, spell: int) -> _Spell:
    span, shared = (spell * SPELL, SPELL), np.empty((SPELL, len(panel.waters)))
    begun = []
    for sensor, water in enumerate(panel.waters):
        found, shared[:, sensor] = of_place(seed, course, place, (water, panel.oxygen), span)
        begun += [(day, sensor, height) for day, height in found]
    shared.flags.writeable = False
    return _Spell(shared, tuple(begun))
