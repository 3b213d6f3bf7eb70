"""The growth that is planned for a batch, whatever comes of it: by the growth law at planned temperatures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws import growth, temperature
from compiler.exact import cube, cube_root
from compiler.nouns import Batch, Scenario

Float = NDArray[np.float64]


def planned_weight_g(scenario: Scenario, batch: Batch) -> Float:
    """Mean weight that the batch is planned to have at the end of each day since its start.

    Returns: float64 [days of all runs], by the growth law at planned temperatures with the batch's own factor
    """
    root = cube_root(np.array([batch.begins.weight_g]))
    gain = planned_gain(scenario, batch, sum(run.days for run in batch.runs))
    return cube(np.cumsum(np.concatenate([root, gain]))[1:])


def planned_gain(scenario: Scenario, batch: Batch, days: int) -> Float:
    """Planned gain of the cube root of the mean weight on each of the first days: float64 [days], g^(1/3).

    The last run goes on as long as is asked.
    """
    geography = scenario.geographies[batch.geography]
    gains, day = [np.zeros(0)], batch.start_day
    for run in batch.runs:
        law = geography.stages[run.stage]
        length = run.days if run is not batch.runs[-1] else max(batch.start_day + days - day, 0)
        temps = temperature.planned_temp_c(geography, law, np.arange(day, day + length))
        yolk = growth.yolk_root_per_day(geography.stages, run.stage, batch.begins.weight_g)
        gains.append(growth.gain(growth.degree_days(temps), law.tgc * batch.growth_factor, yolk))
        day += length
    return np.concatenate(gains)[:days]
