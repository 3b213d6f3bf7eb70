"""What one company pays another: harvested fish by grade at cost plus, live fish by the stage that they come from."""

from __future__ import annotations

import numpy as np

from compiler.filling.books import company_id, policies
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, grade_id, references, scaled, stamps
from compiler.nouns import Column, Number, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    rows = policies(world)
    names = [stage.name for stage in world.stages]
    live = np.array([bool(one.stage) for _, one in rows], dtype=bool)
    markup = scaled([one.markup_percent for _, one in rows], 3)
    price = scaled([one.price_per_kg for _, one in rows], 2)
    columns: dict[str, Column] = {
        "policy_id": Serial(1),
        "method": Text(["standard" if one.stage else "cost_plus" for _, one in rows]),
        "markup_percent": Number(markup.values, 3, live),
        "from_company_id": Number(np.array([company_id(world, at, one.seller) for at, one in rows], dtype=np.int64)),
        "to_company_id": Number(np.array([company_id(world, at, one.buyer) for at, one in rows], dtype=np.int64)),
        "product_grade_id": references(grade_id(world, one.grade) - 1 if one.grade else None for _, one in rows),
        "pricing_basis": Text(["lifecycle" if one.stage else "grade" for _, one in rows]),
        "lifecycle_stage_id": references(names.index(one.stage) if one.stage else None for _, one in rows),
        "price_per_kg": Number(price.values, 2, ~live),
        "price_per_thousand_eggs": Same(None),
    }
    return Rows(len(rows), {**columns, **stamps(world, len(rows))})


TABLE = WorldTable(name="finance_intercompanypolicy", rows=_rows)
