"""One model of feed conversion a geography, because its stages may be longer or shorter than another's."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, fcr_model_name, stamps
from compiler.nouns import Rows, Serial, Text


def _rows(world: World) -> Rows:
    names = [fcr_model_name(world, at) for at in range(len(world.scenario.geographies))]
    return Rows(len(names), {"model_id": Serial(1), "name": Text(names), **stamps(world, len(names))})


TABLE = WorldTable(name="scenario_fcrmodel", rows=_rows)
