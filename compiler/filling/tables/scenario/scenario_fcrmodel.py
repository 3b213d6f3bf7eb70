"""Models of feed conversion: one a geography, as its stages may be longer, and one a stage that fish are bought in."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, fcr_model_name, fcr_models, stamps
from compiler.nouns import Rows, Serial, Text


def _rows(world: World) -> Rows:
    names = [fcr_model_name(world, *model) for model in fcr_models(world)]
    return Rows(len(names), {"model_id": Serial(1), "name": Text(names), **stamps(world, len(names))})


TABLE = WorldTable(name="scenario_fcrmodel", rows=_rows)
