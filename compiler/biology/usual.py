"""The level around which the readings of a water move, ahead of time."""

from __future__ import annotations

import numpy as np

from compiler.biology.laws.temperature import planned_temp_c
from compiler.exact import between_months
from compiler.nouns import Geography, Stage, Water, WaterCourse


def usual(geography: Geography, stage: Stage, water: Water, course: WaterCourse) -> tuple[float, float]:
    """Lowest and highest level of a year without noise and episodes, in containers from empty to as full as allowed."""
    days = np.arange(365)
    temp_c = planned_temp_c(geography, stage, days)
    level = water.temperature * (temp_c - course.reference_c)
    level = level + (temp_c if water.follows_temperature else water.mean + between_months(water.monthly, days))
    return float(level.min()) + min(water.load, 0.0), float(level.max()) + max(water.load, 0.0)
