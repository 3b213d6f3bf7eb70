"""Rows that every database of the target holds, for tables that no scenario changes."""

from __future__ import annotations

import numpy as np

from compiler.filling.world import World
from compiler.nouns import Column, Moment, Rows, Text
from compiler.target import Value

STAGE = "target_lifecycle_stage_id"


def seed_rows(world: World, table: str) -> Rows:
    """The fixed rows of a table; one that speaks of a lifecycle stage which the scenario lacks is left out."""
    seed = world.seeds[table]
    rows = [row for row in seed.rows if not _lacks_stage(world, dict(zip(seed.columns, row, strict=True)))]
    columns: dict[str, Column] = {name: Text([_text(row[at]) for row in rows]) for at, name in enumerate(seed.columns)}
    born = Moment(np.full(len(rows), world.born_s, dtype=np.int64))
    return Rows(len(rows), {**columns, **dict.fromkeys(world.stamped[table], born)})


def _lacks_stage(world: World, row: dict[str, Value]) -> bool:
    stage = row.get(STAGE)
    return isinstance(stage, int) and stage > len(world.stages)


def _text(value: Value) -> str | None:
    if isinstance(value, bool):
        return "t" if value else "f"
    return None if value is None else str(value)
