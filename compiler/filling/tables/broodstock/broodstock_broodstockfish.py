"""Parent fish. Sex and tag stand in the traits, as the target has no columns for them; dead fish stay."""

from __future__ import annotations

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY, jsonb
from compiler.filling.kinds import WorldTable
from compiler.filling.parents import HEALTH, NEVER, Fish
from compiler.filling.world import World
from compiler.nouns import Column, Moment, Number, Past, Rows, Same, Serial, Text, Word

ARRIVED_S, MOVED_S, CHANGED_S = 9 * HOUR, 10 * HOUR, 18 * HOUR


def _rows(world: World) -> Rows:
    fish = world.brood.fish
    events = np.stack(
        [moments(fish.moved, MOVED_S), moments(fish.changed, CHANGED_S), moments(fish.arrived, ARRIVED_S)]
    )
    return Rows(
        len(fish),
        {
            "id": Serial(1),
            "traits": Text([_traits(fish, at) for at in range(len(fish))]),
            "health_status": Word(HEALTH, fish.health),
            "created_at": Moment(events[2]),
            "updated_at": Moment(events.max(axis=0)),
            "container_id": Number(fish.tank + 1),
        },
    )


def moments(days: np.ndarray, second: int) -> np.ndarray:
    """Seconds since 1970-01-01 00:00 UTC of days; NEVER of those that are."""
    return np.where(days == NEVER, NEVER, days * SECONDS_PER_DAY + second)


def _traits(fish: Fish, at: int) -> str:
    return jsonb(
        {
            "sex": "male" if fish.male[at] else "female",
            "tag": str(fish.tag[at]),
            "size": int(fish.weight_hg[at]) / 10,
            "growth_rate": int(fish.growth_pct[at]) / 100,
        }
    )


def _past(world: World) -> Past:
    """Healthy in its first tank until something happened, then in the other until its health changed."""
    fish = world.brood.fish
    moves, changes = fish.moved != NEVER, fish.changed != NEVER
    first, second = np.flatnonzero(moves | changes), np.flatnonzero(moves & changes)
    row = np.concatenate([first, second])
    at_s = np.concatenate([moments(fish.arrived[first], ARRIVED_S), moments(fish.moved[second], MOVED_S)])
    order = np.lexsort((at_s, row))
    tank = np.concatenate([fish.first_tank[first], fish.tank[second]])
    columns: dict[str, Column] = {"container_id": Number(tank[order] + 1), "health_status": Same("healthy")}
    return Past(row[order], columns, at_s[order])


TABLE = WorldTable(name="broodstock_broodstockfish", rows=_rows, past=_past)
