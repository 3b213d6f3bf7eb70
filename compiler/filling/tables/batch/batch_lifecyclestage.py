"""Lifecycle stages in order; the names are the same in every geography, the weights are those of the first."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, scaled, stamps
from compiler.nouns import Number, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    stages = world.stages
    return Rows(
        len(stages),
        {
            "id": Serial(1),
            "name": Text([s.name for s in stages]),
            "order": Number(np.array([s.order for s in stages], dtype=np.int64)),
            "description": Same(""),
            "expected_weight_min_g": scaled([s.expected_min_g for s in stages], 2),
            "expected_weight_max_g": scaled([s.expected_max_g for s in stages], 2),
            "expected_length_min_cm": Same(None),
            "expected_length_max_cm": Same(None),
            "species_id": Same(1),
            "typical_duration_days": Number(np.array([s.days for s in stages], dtype=np.int64)),
            **stamps(world, len(stages)),
        },
    )


TABLE = WorldTable(name="batch_lifecyclestage", rows=_rows)
