"""Ranges of weight with a feed conversion of their own, above that of the stage: only of models of variants."""

from __future__ import annotations

import numpy as np

from compiler.filling.derive.law import planned_fcr
from compiler.filling.kinds import WorldTable
from compiler.filling.models import MOST_RANGE_G, bettered, feed_models, planned_stages, range_from_g
from compiler.filling.world import World, scaled
from compiler.nouns import Number, Rows, Serial


def _rows(world: World) -> Rows:
    models = feed_models(world)
    found = [
        (at, from_g, bettered(models[one.model], planned_fcr(one.stage)))
        for at, one in enumerate(planned_stages(world))
        if (from_g := range_from_g(models[one.model], one.stage)) is not None
    ]
    return Rows(
        len(found),
        {
            "id": Serial(1),
            "min_weight_g": scaled([from_g for _, from_g, _ in found], 2),
            "max_weight_g": scaled([MOST_RANGE_G for _ in found], 2),
            "fcr_value": scaled([fcr for _, _, fcr in found], 3),
            "fcr_stage_id": Number(np.array([at + 1 for at, _, _ in found], dtype=np.int64)),
        },
    )


TABLE = WorldTable(name="scenario_fcr_model_stage_override", rows=_rows)
