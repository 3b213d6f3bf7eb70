"""Models of feed conversion (models.py): of whole lives, of those that begin later, and of variants."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.models import baseline_models, feed_model_name, feed_models, made
from compiler.filling.world import World
from compiler.nouns import Rows, Serial, Text


def _rows(world: World) -> Rows:
    names = [feed_model_name(world, model) for model in feed_models(world)]
    own = made(world, len(names), baseline_models(world))
    return Rows(len(names), {"model_id": Serial(1), "name": Text(names), **own})


TABLE = WorldTable(name="scenario_fcrmodel", rows=_rows)
