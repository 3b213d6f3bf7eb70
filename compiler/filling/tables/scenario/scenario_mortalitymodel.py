"""The mortality model of all baselines, then of variants: daily rates, because the target fails on weekly ones."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.models import made, mortality_model_name, mortality_models, mortality_rate_pct
from compiler.filling.world import World
from compiler.nouns import Double, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    models = mortality_models(world)
    return Rows(
        len(models),
        {
            "model_id": Serial(1),
            "name": Text([mortality_model_name(times) for times in models]),
            "frequency": Same("daily"),
            "rate": Double(np.array([mortality_rate_pct(world, times) for times in models])),
            **made(world, len(models), 1),
        },
    )


TABLE = WorldTable(name="scenario_mortalitymodel", rows=_rows)
