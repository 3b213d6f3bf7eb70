"""Moves of parent fish: each at most once, from the tank in which it waited."""

from __future__ import annotations

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.kinds import WorldTable
from compiler.filling.parents import NEVER
from compiler.filling.people import user_id
from compiler.filling.world import World, geography_of_container
from compiler.nouns import Moment, Number, Rows, Serial, Word

MOVED_S = 10 * HOUR
NOTES = ("Graded by size.", "Ripening: moved into a spawning tank.")


def _rows(world: World) -> Rows:
    fish, pairs = world.brood.fish, world.brood.pairs
    moved = np.flatnonzero(fish.moved != NEVER)
    at = Moment(fish.moved[moved] * SECONDS_PER_DAY + MOVED_S)
    spawned = np.zeros(len(fish), dtype=np.int64)
    spawned[np.concatenate([parent[pairs.stripped_s != NEVER] for parent in (pairs.male, pairs.female)])] = 1
    geography = np.array([geography_of_container(world, at) for at in range(len(world.containers))], dtype=np.int64)
    workers = [user_id(world, "OPR", one.name, "freshwater") or 0 for one in world.scenario.geographies]
    mover = np.array(workers, dtype=np.int64)[geography[fish.tank[moved]]]
    return Rows(
        len(moved),
        {
            "id": Serial(1),
            "movement_date": at,
            "notes": Word(NOTES, spawned[moved]),
            "created_at": at,
            "updated_at": at,
            "fish_id": Number(moved + 1),
            "from_container_id": Number(fish.first_tank[moved] + 1),
            "moved_by_id": Number(mover, 0, mover == 0),
            "to_container_id": Number(fish.tank[moved] + 1),
        },
    )


TABLE = WorldTable(name="broodstock_fishmovement", rows=_rows)
