"""Pairs of a breeding plan: a female once, a male for several. Progeny are the eggs that they gave."""

from __future__ import annotations

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.kinds import WorldTable
from compiler.filling.parents import NEVER
from compiler.filling.world import World
from compiler.nouns import Moment, Number, Past, Rows, Same, Serial


def _rows(world: World) -> Rows:
    pairs = world.brood.pairs
    decided = pairs.day * SECONDS_PER_DAY + 11 * HOUR
    return Rows(
        len(pairs),
        {
            "id": Serial(1),
            "pairing_date": Moment(decided),
            "progeny_count": Number(pairs.eggs, 0, pairs.eggs == NEVER),
            "created_at": Moment(decided),
            "updated_at": Moment(np.maximum(decided, pairs.stripped_s)),
            "female_fish_id": Number(pairs.female + 1),
            "male_fish_id": Number(pairs.male + 1),
            "plan_id": Number(pairs.season + 1),
        },
    )


def _past(world: World) -> Past:
    """Without eggs until the female was stripped."""
    stripped = np.flatnonzero(world.brood.pairs.stripped_s != NEVER)
    return Past(stripped, {"progeny_count": Same(None)})


TABLE = WorldTable(name="broodstock_breedingpair", rows=_rows, past=_past)
