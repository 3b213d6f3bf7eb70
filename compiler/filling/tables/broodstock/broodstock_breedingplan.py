"""A breeding plan a year for each station of parent fish."""

from __future__ import annotations

import numpy as np

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.kinds import WorldTable
from compiler.filling.people import user_id
from compiler.filling.world import World, plan_written_s
from compiler.nouns import Moment, Number, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    seasons, geographies = world.brood.seasons, world.scenario.geographies
    makers = [user_id(world, "MGR", geographies[season.geography].name, "freshwater") or 0 for season in seasons]
    maker = np.array(makers, dtype=np.int64)
    first, end = (np.array([getattr(one, name) for one in seasons], dtype=np.int64) for name in ("first", "end"))
    made = Moment(plan_written_s(world))
    return Rows(
        len(seasons),
        {
            "id": Serial(1),
            "name": Text([season.name for season in seasons]),
            "start_date": Moment(first * SECONDS_PER_DAY),
            "end_date": Moment(end * SECONDS_PER_DAY - 1),
            "objectives": Text([f"Eggs of own fish: {_first_trait(season.weights)} before all." for season in seasons]),
            "created_at": made,
            "updated_at": made,
            "created_by_id": Number(maker, 0, maker == 0),
            "breeder_instructions": Same("Strip ripe females only; note the tag of each fish; no pair of siblings."),
            "geneticist_notes": Same("Weights of the traits as agreed on with the geneticist."),
        },
    )


def _first_trait(weights: tuple[tuple[str, int], ...]) -> str:
    return max(weights, key=lambda each: each[1])[0].replace("_", " ")


TABLE = WorldTable(name="broodstock_breedingplan", rows=_rows)
