"""The stages of the FCR models: planned feed conversion, and the lengths by which projections tell a day's stage."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.models import baseline_models, feed_models, made, planned_stages, stage_fcr
from compiler.filling.world import World
from compiler.nouns import Double, Number, Rows, Serial


def _rows(world: World) -> Rows:
    stages, models = planned_stages(world), feed_models(world)
    own = sum(one.model < baseline_models(world) for one in stages)
    fcr = [stage_fcr(models[one.model], one.stage) for one in stages]
    return Rows(
        len(stages),
        {
            "id": Serial(1),
            "fcr_value": Double(np.array(fcr, dtype=np.float64)),
            "duration_days": Number(np.array([one.days for one in stages], dtype=np.int64)),
            "model_id": Number(np.array([one.model + 1 for one in stages], dtype=np.int64)),
            "stage_id": Number(np.array([one.at + 1 for one in stages], dtype=np.int64)),
            **made(world, len(stages), own),
        },
    )


TABLE = WorldTable(name="scenario_fcrmodelstage", rows=_rows)
