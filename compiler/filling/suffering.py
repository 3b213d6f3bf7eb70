"""What laws must know of deaths besides the stated: events, warm water, little oxygen, dead fish found late."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from compiler.biology import event_course
from compiler.nouns import EventKind, Geography, History, Scenario, Stage, Water

RARE = 14.0
"""Minus the logarithm of the chance with which more is seen than reckoned with"""
BOUND = 3.0
"""Slow noise of the water is reckoned with to so many standard deviations"""


def rare_count(mean: float) -> float:
    """As many happen at most, but for that chance, where `mean` are expected (Bernstein's bound).

    >>> round(rare_count(1.0), 2), rare_count(0.0)
    (12.73, 0.0)
    """
    return mean + RARE / 3.0 + math.sqrt(RARE * RARE / 9.0 + 2.0 * RARE * mean) if mean else 0.0


def unfound_days(scenario: Scenario) -> int:
    """Days one after the other on which nobody takes dead fish out of a container, but for that chance."""
    weekday, weekend = (1.0 - (1.0 - share / 2.0) ** 2 for share in scenario.mortality.missed_share)
    if not weekday or not weekend:
        return 5 if weekday else 2 if weekend else 0
    return 2 + math.ceil(7.0 * RARE / -(5.0 * math.log(weekday) + 2.0 * math.log(weekend)))


def burden(scenario: Scenario, geography: Geography, law: Stage) -> list[float]:
    """Least and most factor on the deaths of a stage by warm water and little oxygen, in the mean of its days."""
    spread = scenario.mortality
    mean, noise = sum(law.temp_monthly_c) / 12.0, BOUND * _warmth_sd(geography, law)
    cold, warm = min(law.temp_monthly_c) - noise, max(law.temp_monthly_c) + noise
    factors = [max(1.0 + spread.warm_per_degree * (temp_c - mean), 0.3) for temp_c in (cold, warm)]
    oxygen = _oxygen(law)
    if oxygen:
        factors[1] += spread.oxygen_per_percent * _lacking(scenario, oxygen, (cold, warm), law.days)
    return [round(factor, 6) for factor in factors]


def _warmth_sd(geography: Geography, law: Stage) -> float:
    if law.temp_c is None:
        return geography.sea_temp_sd_c
    return next((water.shared_sd for water in law.waters if water.follows_temperature), 0.0)


def _oxygen(law: Stage) -> Water | None:
    return next((water for water in law.waters if water.sensor_type == "OXYGEN"), None)


def _lacking(scenario: Scenario, oxygen: Water, temps_c: tuple[float, float], days: int) -> float:
    """Units of oxygen that a day lacks at most, in the mean of so many days."""
    course, least = scenario.water_course, scenario.mortality.oxygen_from
    warmth = min(oxygen.temperature * (temp_c - course.reference_c) for temp_c in temps_c)
    level = oxygen.mean + warmth + oxygen.load / 2.0 - BOUND * oxygen.shared_sd
    deep = max(-oxygen.episode, 0.0) * course.episode_height[1] * course.episode_felt[1]
    often = rare_count(oxygen.episodes_per_year / 365.0 * days) * sum(course.episode_course) / days
    return max(least - level, 0.0) + often * min(deep, max(least - level + deep, 0.0))


def struck(scenario: Scenario, histories: Sequence[History]) -> Mapping[str, Mapping[str, float]]:
    """[batch]["day 91" or "end"] deaths a fish that events cost at most; batches that felt none are left out."""
    found = {}
    for history in histories:
        batch, plan = scenario.batches[history.plan.batch], history.plan
        if len(history.events.stay):
            ends = {"day 91": int(plan.start) + 90, "end": int(plan.end.max())}
            found[batch.number] = {until: round(_felt(scenario, history, day), 6) for until, day in ends.items()}
    return found


def _felt(scenario: Scenario, history: History, until: int) -> float:
    """Of each stage the stay that feels most."""
    felt, plan = history.events, history.plan
    stages = scenario.geographies[scenario.batches[plan.batch].geography].stages
    lost = np.zeros(len(plan.stage))
    for at, stay in enumerate(felt.stay.tolist()):
        kind, law = scenario.events[int(felt.kind[at])], stages[int(plan.stage[stay])]
        share = event_course(int(felt.days[at])) * int(felt.lost[at]) / 1e6 + _choking(scenario, kind, law)
        lost[stay] += float(share[: max(min(until, int(plan.end[stay])) - int(felt.day[at]), 0)].sum())
    return sum(float(lost[plan.stage == stage].max()) for stage in np.unique(plan.stage).tolist())


def _choking(scenario: Scenario, kind: EventKind, law: Stage) -> float:
    """Deaths a fish and day by the oxygen that an event takes, in the mean of a stage."""
    oxygen = _oxygen(law)
    taken = -dict(kind.waters).get(oxygen.parameter, 0.0) if oxygen else 0.0
    return law.mortality_per_day * scenario.mortality.oxygen_per_percent * max(taken, 0.0)


def suffering(scenario: Scenario, histories: Sequence[History]) -> Mapping[str, Any]:
    """The facts of the whole farm."""
    return {
        "unfound_days": unfound_days(scenario),
        "scatter": scenario.mortality.scatter_sd,
        "struck": struck(scenario, histories),
        "oxygen": [scenario.mortality.oxygen_from, scenario.mortality.oxygen_per_percent],
    }
