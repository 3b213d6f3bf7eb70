"""What a fish of a health sample is scored by."""

from __future__ import annotations

import numpy as np

from compiler.biology import examinations
from compiler.filling.part import Part, geography_of
from compiler.filling.tables._fish import Fish, number_fish
from compiler.filling.world import World


def parameter_ids(world: World) -> tuple[int, ...]:
    """Ids of the active health parameters: each fish is scored by all of them."""
    seed = world.seeds["health_healthparameter"]
    rows = [dict(zip(seed.columns, row, strict=True)) for row in seed.rows]
    return tuple(sorted(int(str(row["id"])) for row in rows if row["is_active"]))


def fish_examined(part: Part) -> Fish:
    """The fish in all health samples of a batch."""
    cells = examinations(part.world.scenario, part.history)
    stages, stay = geography_of(part).stages, part.history.stay_of_cell
    of_stage = np.array([stage.health_fish for stage in stages], dtype=np.int64)
    return number_fish(of_stage[part.history.plan.stage[stay[cells]]])
