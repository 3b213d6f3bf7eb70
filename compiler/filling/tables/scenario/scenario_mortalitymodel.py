"""The one mortality model: a daily rate for every stage, because the target fails on weekly ones."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.world import MORTALITY_MODEL, World, stamps
from compiler.nouns import Double, Rows, Same, Serial


def _rows(world: World) -> Rows:
    return Rows(
        1,
        {
            "model_id": Serial(1),
            "name": Same(MORTALITY_MODEL),
            "frequency": Same("daily"),
            "rate": Double(np.array([world.scenario.planned_mortality_pct])),
            **stamps(world, 1),
        },
    )


TABLE = WorldTable(name="scenario_mortalitymodel", rows=_rows)
