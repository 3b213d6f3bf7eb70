"""What each batch will weigh: the forecast once more, for the checks that compare it with tanks and wishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from compiler.biology import forecast
from compiler.nouns import Batch, Scenario


@dataclass(frozen=True, slots=True)
class Load:
    """One batch at the end of one stage."""

    batch: Batch
    stage: int
    first_weight_g: float
    last_weight_g: float
    biomass_kg: float
    """Of the whole batch."""


def loads(scenario: Scenario) -> Iterator[Load]:
    """Every stage of every batch, in canonical order."""
    for number, geography in enumerate(scenario.geographies):
        own = [batch for batch in scenario.batches if batch.geography == number]
        if not own:
            continue
        grown = forecast(
            geography,
            np.array([batch.start_day for batch in own], dtype=np.int64),
            np.array([batch.growth_factor for batch in own]),
            np.array([batch.harvest_weight_g for batch in own]),
            own[0].egg_weight_g,
            scenario.harvest.days,
        )
        for at, batch in enumerate(own):
            for stage in range(len(geography.stages)):
                first, last = float(grown.first_weight_g[stage, at]), float(grown.last_weight_g[stage, at])
                fish = (batch.eggs - batch.dead_on_arrival) * float(grown.survivors[stage, at])
                yield Load(batch, stage, first, last, fish * last / 1000.0)
