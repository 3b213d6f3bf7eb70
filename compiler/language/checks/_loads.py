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
