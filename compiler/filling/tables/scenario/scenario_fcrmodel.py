"""One model of feed conversion a geography, because its stages may be longer or shorter than another's."""

from __future__ import annotations

from compiler.filling.world import World, fcr_model_name, stamps
from compiler.nouns import Rows, Serial, Text

TABLE = "scenario_fcrmodel"


def world_rows(world: World) -> Rows:
    names = [fcr_model_name(world, at) for at in range(len(world.scenario.geographies))]
    return Rows(len(names), {"model_id": Serial(1), "name": Text(names), **stamps(world, len(names))})
