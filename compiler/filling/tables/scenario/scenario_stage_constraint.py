"""The ranges of weight of the one set of constraints, which a variant may name; without variants it has none."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, scaled
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    law = world.scenario.variants
    limits = sorted(law.limits, key=lambda one: one[1]) if law and world.variants else []
    return Rows(
        len(limits),
        {
            "id": Serial(1),
            "lifecycle_stage": Text([code for code, _ in limits]),
            "min_weight_g": scaled([low for _, (low, _) in limits], 2),
            "max_weight_g": scaled([high for _, (_, high) in limits], 2),
            "min_temperature_c": Same(None),
            "max_temperature_c": Same(None),
            "typical_duration_days": Same(None),
            "max_freshwater_weight_g": Same(None),
            "constraint_set_id": Same(1),
        },
    )


TABLE = WorldTable(name="scenario_stage_constraint", rows=_rows)
