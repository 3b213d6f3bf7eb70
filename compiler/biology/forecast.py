"""The forecast: weights and harvest day of every batch of a geography, by the law that the simulation uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws.growth import degree_days, degrees_for, gain, yolk_root_per_day
from compiler.biology.laws.temperature import planned_temp_c
from compiler.exact import cube_root
from compiler.nouns import Batch, Beginning, Geography, Scenario, Stage

Float = NDArray[np.float64]
Days = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Arrays [run, batch]: the stages that the batches live, of one geography; the last ends with the harvest."""

    first_weight_g: Float
    last_weight_g: Float
    days: Days
    survivors: Float
    """Share of the eggs or fish that arrived still alive at the end of the stage."""


def forecast(
    geography: Geography, start: Days, growth: Float, target_g: Float, begins: Beginning, harvest_days: int
) -> Forecast:
    """Follow the mean weight of batches that begin alike to the harvest, with the water's normal temperatures.

    A batch is harvested on the first day of its last stage on which the mean weight of the middle of the harvest
    reaches the target, at most `days` of the stage. A batch too slow ends below its target.

    Args: start  [batch] days since 1970-01-01    growth  [batch] factor on every TGC    target_g  [batch] mean weight
          harvest_days  days over which the rings are emptied
    """
    stages = geography.stages
    lived = stages[begins.stage :]
    shape = (len(lived), len(start))
    first, last, days = np.empty(shape), np.empty(shape), np.empty(shape, dtype=np.int64)
    root, day = cube_root(np.full(len(start), begins.weight_g)), start.astype(np.int64)
    for index, stage in enumerate(lived):
        first[index] = root * root * root
        tgc, warmth = stage.tgc * growth, _warmth(geography, stage, day)
        days[index] = stage.days
        if index == len(lived) - 1:
            ripe = warmth.days_to(day, degrees_for(np.maximum(cube_root(target_g) - root, 0.0), tgc))
            days[index] = np.clip(ripe + harvest_days // 2, min(harvest_days, stage.days), stage.days)
        yolk = yolk_root_per_day(lived, index, begins.weight_g) * days[index]
        root = root + gain(warmth.over(day, days[index]), tgc, yolk)
        last[index] = root * root * root
        day = day + days[index]
    return Forecast(first, last, days, _survivors(lived, days))


def growth_to_harvest(
    geography: Geography, start: int, harvest_day: int, target_g: float, begins: Beginning, harvest_days: int
) -> float:
    """The growth factor with which a harvest is booked to end on a day, as near as the stage's days allow.

    The cube root of the weight is linear in the factor, and the target is reached in the middle of the harvest: the
    factor takes the root there between two days, so that rounding cannot move the day.
    """
    stages = geography.stages[begins.stage :]
    root, slope, day = float(cube_root(np.array([begins.weight_g]))[0]), 0.0, start
    for index, stage in enumerate(stages):
        last = index == len(stages) - 1
        days = min(max(harvest_day - day, min(harvest_days, stage.days)), stage.days) if last else stage.days
        sums = _warmth(geography, stage, np.array([day])).sums
        reached = days - harvest_days // 2 if last else days
        degrees = (sums[max(reached - 1, 0)] + sums[reached]) / 2.0 if last else sums[reached]
        slope += float(gain(degrees, stage.tgc))
        root += yolk_root_per_day(stages, index, begins.weight_g) * days
        day += days
    return (float(cube_root(np.array([target_g]))[0]) - root) / max(slope, 1e-9)


@dataclass(frozen=True, slots=True)
class _Warmth:
    """Degree-days over all days that the batches can be in a stage, by the water's normal temperatures."""

    first: int
    sums: Float
    """[day + 1] running sum since `first`"""

    def over(self, day: Days, days: Days) -> Float:
        """Degree-days of each batch from its day on, over its days or those that are known."""
        at = day - self.first
        passed: Float = self.sums[np.minimum(at + days, len(self.sums) - 1)] - self.sums[at]
        return passed

    def days_to(self, day: Days, degrees: Float) -> Days:
        """Days from each batch's day on until it has met so many degree-days."""
        at = day - self.first
        days: Days = np.searchsorted(self.sums, self.sums[at] + degrees, side="left") - at
        return days


def _warmth(geography: Geography, stage: Stage, day: Days) -> _Warmth:
    first, end = int(day.min()), int(day.max()) + stage.days
    degrees = degree_days(planned_temp_c(geography, stage, np.arange(first, end)))
    return _Warmth(first, np.concatenate([[0.0], np.cumsum(degrees)]))


def _survivors(stages: tuple[Stage, ...], days: Days) -> Float:
    alive = np.empty(days.shape)
    share = np.ones(days.shape[1])
    for index, stage in enumerate(stages):
        ordinary = days[index] + (stage.mortality_peak - 1.0) * min(stage.mortality_peak_days, stage.days) / 2.0
        outbreak = stage.episodes_per_year * days[index] / 365.0 * (stage.episode_factor - 1.0) * stage.episode_days
        hazard = stage.mortality_per_day * (ordinary + outbreak) + (stage.move_mortality if index else 0.0)
        share = share / (1.0 + hazard + hazard * hazard / 2.0)
        alive[index] = share
    return alive


@dataclass(frozen=True, slots=True)
class Load:
    """One batch at the end of one stage."""

    batch: Batch
    run: int
    """Index into the runs of the batch"""
    stage: int
    first_weight_g: float
    last_weight_g: float
    biomass_kg: float
    """Of the whole batch."""


def loads(scenario: Scenario) -> Iterator[Load]:
    """Every stage of every batch; batches that begin alike one after the other, in canonical order."""
    alike: dict[tuple[int, int, float], list[Batch]] = {}
    for batch in scenario.batches:
        alike.setdefault((batch.geography, batch.begins.stage, batch.begins.weight_g), []).append(batch)
    for (number, _, _), own in alike.items():
        grown = forecast(
            scenario.geographies[number],
            np.array([batch.start_day for batch in own], dtype=np.int64),
            np.array([batch.growth_factor for batch in own]),
            np.array([batch.harvest_weight_g for batch in own]),
            own[0].begins,
            scenario.harvest.days,
        )
        for at, batch in enumerate(own):
            for run, booked in enumerate(batch.runs):
                first, last = float(grown.first_weight_g[run, at]), float(grown.last_weight_g[run, at])
                fish = (batch.eggs - batch.dead_on_arrival) * float(grown.survivors[run, at])
                yield Load(batch, run, booked.stage, first, last, fish * last / 1000.0)
