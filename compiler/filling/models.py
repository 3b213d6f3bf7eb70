"""The models of scenarios that several batches share, in id order: feed conversion and mortality.

Those of the baselines come first; behind them stand the models of variants, which no baseline refers to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.filling.derive.law import planned_fcr
from compiler.filling.variants import Variant, asked_s
from compiler.filling.world import World
from compiler.nouns import Batch, Column, Moment, Stage, Terms
from compiler.target import cap_g

MORTALITY_MODEL = "Standard Mortality"
MOST_RANGE_G = 99_999.99
"""Where the range of weight of an override ends: no fish is heavier."""
LEAST_FCR = 0.5
"""The target takes no feed conversion below it of stages that eat."""


@dataclass(frozen=True, slots=True)
class FeedModel:
    """A model of feed conversion: it plans the stages of a geography from one on, and so also tells a day's stage."""

    geography: int
    begun: int
    """Index of its first stage"""
    rest: int
    """Days of that stage"""
    times: float = 1.0
    """Feed conversion in parts of the planned"""
    from_g: float = 0.0
    """From which weight on"""


def feed_models(world: World) -> tuple[FeedModel, ...]:
    """One a geography for the whole life, one for each later stage that batches begin in, then those of variants."""
    scenario = world.scenario
    later = {(batch.geography, batch.begins.stage) for batch in scenario.batches if batch.begins.stage}
    whole = [(at, 0) for at in range(len(scenario.geographies))]
    own = [_whole(world, *each) for each in (*whole, *sorted(later))]
    asked = [feed_model_of(world, one, terms) for one in world.variants for terms in one.stated]
    return tuple(dict.fromkeys((*own, *asked)))


def feed_model_of(world: World, variant: Variant, terms: Terms) -> FeedModel:
    """The model that a variant reckons with under these terms."""
    geography = world.scenario.batches[variant.batch].geography
    from_g = terms.feed_from_g if terms.feed_times != 1.0 else 0.0
    return FeedModel(geography, variant.begun, variant.rest, terms.feed_times, from_g)


def baseline_feed_model(world: World, batch: Batch) -> FeedModel:
    """The model that a batch is planned by."""
    return _whole(world, batch.geography, batch.begins.stage)


def feed_model_id(world: World, model: FeedModel) -> int:
    """Errors: ValueError for a model that nothing refers to."""
    return feed_models(world).index(model) + 1


def feed_model_name(world: World, model: FeedModel) -> str:
    """Unique, as the target wants it."""
    own = world.scenario.geographies[model.geography]
    first = own.stages[model.begun]
    name = f"{own.name} Standard FCR" + (f" from {first.name}" if model.begun or model.rest != first.days else "")
    name += f" with {model.rest} days left" if model.rest != first.days else ""
    name += f" x {model.times:.12g}" if model.times != 1.0 else ""
    return name + (f" from {model.from_g:.12g} g" if model.from_g else "")


def model_stages(world: World, model: FeedModel) -> list[tuple[int, Stage, int]]:
    """(index, stage, days) of the stages that the model plans."""
    stages = world.scenario.geographies[model.geography].stages
    return [
        (at, stage, model.rest if at == model.begun else stage.days)
        for at, stage in enumerate(stages)
        if at >= model.begun
    ]


def bettered(model: FeedModel, fcr: float) -> float:
    """The planned feed conversion of a stage by the model's factor: 3 decimals, as ranges of weight have them."""
    return fcr if fcr == 0.0 or model.times == 1.0 else max(round(fcr * model.times, 3), LEAST_FCR)


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of a model of feed conversion."""

    model: int
    """Position of the model"""
    at: int
    """Index of the stage"""
    stage: Stage
    days: int


def planned_stages(world: World) -> tuple[PlannedStage, ...]:
    """The stages of all models of feed conversion, in id order."""
    return tuple(
        PlannedStage(model, *each) for model, one in enumerate(feed_models(world)) for each in model_stages(world, one)
    )


def stage_fcr(model: FeedModel, stage: Stage) -> float:
    """Feed conversion of a stage, whatever the weight."""
    return planned_fcr(stage) if model.from_g else bettered(model, planned_fcr(stage))


def range_from_g(model: FeedModel, stage: Stage) -> float | None:
    """From which weight on another feed conversion stands above the stage's; None where no fish of it weigh so much."""
    reaches = 0.0 < model.from_g < cap_g(stage.name) and planned_fcr(stage) > 0.0
    return model.from_g if reaches else None


def mortality_models(world: World) -> tuple[float, ...]:
    """Factors of the baselines' mortality, the first 1."""
    return tuple(dict.fromkeys((1.0, *(terms.mortality_times for one in world.variants for terms in one.stated))))


def mortality_model_id(world: World, times: float = 1.0) -> int:
    """Errors: ValueError for a factor that nothing refers to."""
    return mortality_models(world).index(times) + 1


def mortality_model_name(times: float = 1.0) -> str:
    """Unique, as the target wants it."""
    return MORTALITY_MODEL + (f" x {times:.12g}" if times != 1.0 else "")


def mortality_rate_pct(world: World, times: float = 1.0) -> float:
    """Daily, per cent."""
    rate = world.scenario.planned_mortality_pct
    return rate if times == 1.0 else min(round(rate * times, 6), 10.0)


def made(world: World, size: int, baselines: int) -> dict[str, Column]:
    """created_at and updated_at of models: so many were made with the farm, those behind them with the variants."""
    moments = np.full(size, world.born_s, dtype=np.int64)
    moments[baselines:] = asked_s(world.scenario)
    return {"created_at": Moment(moments), "updated_at": Moment(moments)}


def baseline_models(world: World) -> int:
    """How many models of feed conversion baselines have."""
    later = {(batch.geography, batch.begins.stage) for batch in world.scenario.batches if batch.begins.stage}
    return len(world.scenario.geographies) + len(later)


def _whole(world: World, geography: int, begun: int) -> FeedModel:
    first = world.scenario.geographies[geography].stages[begun : begun + 1]
    return FeedModel(geography, begun, sum(stage.days for stage in first))
