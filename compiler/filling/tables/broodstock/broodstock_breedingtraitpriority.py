"""What each breeding plan looks for: a weight a trait, 1 in all."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, plan_written_s
from compiler.nouns import Double, Moment, Number, Rows, Serial, Text


def _rows(world: World) -> Rows:
    found = [(at, *each) for at, season in enumerate(world.brood.seasons) for each in season.weights]
    plan = np.array([at for at, _, _ in found], dtype=np.int64)
    made = Moment(plan_written_s(world)[plan])
    return Rows(
        len(found),
        {
            "id": Serial(1),
            "trait_name": Text([name for _, name, _ in found]),
            "priority_weight": Double(np.array([weight / 100 for _, _, weight in found], dtype=np.float64)),
            "created_at": made,
            "updated_at": made,
            "plan_id": Number(plan + 1),
        },
    )


TABLE = WorldTable(name="broodstock_breedingtraitpriority", rows=_rows)
