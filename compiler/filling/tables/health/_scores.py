"""What a fish of a health sample is scored by."""

from __future__ import annotations

from compiler.biology import examinations
from compiler.filling.part import Part, geography_of
from compiler.filling.world import World


def parameter_ids(world: World) -> tuple[int, ...]:
    """Ids of the active health parameters: each fish is scored by all of them."""
    seed = world.seeds["health_healthparameter"]
    rows = [dict(zip(seed.columns, row, strict=True)) for row in seed.rows]
    return tuple(sorted(int(str(row["id"])) for row in rows if row["is_active"]))


def fish_examined(part: Part) -> int:
    """Fish in all health samples of a batch."""
    cells = examinations(part.world.scenario, part.history)
    stages, stay = geography_of(part).stages, part.history.stay_of_cell
    return sum(stages[int(part.history.plan.stage[at])].health_fish for at in stay[cells])
