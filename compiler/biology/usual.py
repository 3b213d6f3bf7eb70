"""The level around which the readings of a water move, ahead of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws.temperature import planned_temp_c
from compiler.exact import between_months
from compiler.nouns import Geography, Stage, Water, WaterCourse


def usual(geography: Geography, stage: Stage, water: Water, course: WaterCourse) -> tuple[float, float]:
    """Lowest and highest level of a year without noise and episodes, in containers from empty to as full as allowed."""
    level = level_on(geography, stage, water, course, np.arange(365))
    return float(level.min()) + min(water.load, 0.0), float(level.max()) + max(water.load, 0.0)


def level_on(
    geography: Geography, stage: Stage, water: Water, course: WaterCourse, days: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The level of days without noise and episodes in an empty container, in the unit of the water: float64 [day]."""
    temp_c = planned_temp_c(geography, stage, days)
    level: NDArray[np.float64] = water.temperature * (temp_c - course.reference_c)
    return level + (temp_c if water.follows_temperature else water.mean + between_months(water.monthly, days))
