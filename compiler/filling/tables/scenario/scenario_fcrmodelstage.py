"""The stages of the FCR models: planned feed conversion, and the lengths by which projections tell a day's stage."""

from __future__ import annotations

import numpy as np

from compiler.filling.derive.law import planned_fcr
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, fcr_models, stamps
from compiler.nouns import Double, Number, Rows, Serial


def _rows(world: World) -> Rows:
    stages = [
        (model, at, stage)
        for model, (geography, begun) in enumerate(fcr_models(world))
        for at, stage in enumerate(world.scenario.geographies[geography].stages)
        if at >= begun
    ]
    return Rows(
        len(stages),
        {
            "id": Serial(1),
            "fcr_value": Double(np.array([planned_fcr(stage) for _, _, stage in stages], dtype=np.float64)),
            "duration_days": Number(np.array([stage.days for _, _, stage in stages], dtype=np.int64)),
            "model_id": Number(np.array([model + 1 for model, _, _ in stages], dtype=np.int64)),
            "stage_id": Number(np.array([at + 1 for _, at, _ in stages], dtype=np.int64)),
            **stamps(world, len(stages)),
        },
    )


TABLE = WorldTable(name="scenario_fcrmodelstage", rows=_rows)
