"""How fast fish are expected to grow beside what is planned: appetite after moves, fasting, catching up, season."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws.growth import degree_days
from compiler.biology.laws.temperature import planned_temp_c
from compiler.exact import between_months
from compiler.nouns import Batch, Scenario, Stage

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pace:
    """A fed stage of a batch. Factors on its planned gain of length, the cube root of the weight."""

    stage: int
    planned: float
    """Gain of length, g^(1/3)"""
    eaten: float
    """By the appetite after the move and the days without feed"""
    season: float
    """By the season at sea"""
    made_up: float
    """By what makes up for days without feed"""

    @property
    def factor(self) -> float:
        """Expected gain in parts of the planned."""
        return self.eaten * self.season * self.made_up


def paces(scenario: Scenario, batch: Batch) -> Iterator[Pace]:
    """Of each fed stage that the batch is booked to live, before events, treatments and chance."""
    geography, day = scenario.geographies[batch.geography], batch.start_day
    for run in batch.runs:
        law = geography.stages[run.stage]
        days = day + np.arange(run.days)
        degrees = degree_days(planned_temp_c(geography, law, days))
        whole = float(degrees.sum())
        if law.fcr > 0.0 and law.tgc > 0.0 and whole > 0.0:
            eaten = _eaten(scenario, law, run.days, run.stage == batch.begins.stage)
            season = between_months(scenario.season_monthly, days) if law.leg == "sea" else np.ones(run.days)
            shares = float((degrees * eaten).sum()), float((degrees * eaten * season).sum())
            yield Pace(
                run.stage,
                whole * law.tgc * batch.growth_factor / 1000.0,
                shares[0] / whole,
                shares[1] / max(shares[0], 1e-9),
                1.0 + scenario.appetite.catch_up,
            )
        day += run.days


def _eaten(scenario: Scenario, law: Stage, days: int, begun: bool) -> Float:
    """Expected appetite on each day in a stage: float64 [day]."""
    part = np.ones(days)
    if law.ramp_days and not begun:
        least = scenario.appetite.ramp_from
        part = least + (1.0 - least) * np.minimum(np.arange(days) / law.ramp_days, 1.0)
    part[days - min(law.fast_days, int(scenario.appetite.longest_fast * days)) :] = 0.0
    return part
