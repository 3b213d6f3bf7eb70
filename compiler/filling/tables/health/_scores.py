"""What a fish of a health sample is scored by."""

from __future__ import annotations

from compiler.biology import examinations, sample_sizes
from compiler.filling.part import Int64, Part
from compiler.filling.tables._fish import Fish, number_fish
from compiler.filling.world import World


def parameter_ids(world: World) -> tuple[int, ...]:
    """Ids of the active health parameters: each fish is scored by all of them."""
    seed = world.seeds["health_healthparameter"]
    rows = [dict(zip(seed.columns, row, strict=True)) for row in seed.rows]
    return tuple(sorted(int(str(row["id"])) for row in rows if row["is_active"]))


def examined_on(part: Part, fish: Fish) -> Int64:
    """[fish] day."""
    return part.history.day_of_cell[examinations(part.world.scenario, part.history)[fish.sample]]


def fish_examined(part: Part) -> Fish:
    """The fish in all health samples of a batch."""
    scenario, history = part.world.scenario, part.history
    return number_fish(sample_sizes(scenario, history, examinations(scenario, history)))
