"""Feed stores: how much was in them on Mondays, and what is left of each feed at the end of history."""

from __future__ import annotations

import numpy as np

from compiler.proof.picture.lives import DG_PER_CKG
from compiler.proof.picture.packing import MONDAY, WEEK, Facts, Int64, Seen, packed, week_of

NONE = -1


def stores(seen: Seen) -> list[Facts]:
    """One entry a store; `level_ckg` [week] is what it holds as its Monday begins, from the first week on."""
    scenario, ledger = seen.farm.world.scenario, seen.farm.ledger
    level = _levels(seen)
    halls = len(scenario.halls)
    return [
        {
            "name": store.name,
            "type": store.type,
            "place": store.place + (halls if store.leg == "sea" else 0),
            "capacity_kg": store.capacity_kg,
            "level_ckg": packed(level[at]),
            "left": _left(ledger.lot_feed[ledger.lot_store == at], ledger.lot_left_dg[ledger.lot_store == at]),
        }
        for at, store in enumerate(scenario.feed_stores)
    ]


def _left(feed: np.ndarray, left_dg: Int64) -> dict[str, int]:
    """[index of a feed] 0.01 kg, of feeds of which anything is left."""
    found = {int(one): int(left_dg[feed == one].sum()) // DG_PER_CKG for one in np.unique(feed)}
    return {str(one): size for one, size in found.items() if size}


def _levels(seen: Seen) -> Int64:
    """[store, week] 0.01 kg."""
    scenario, ledger = seen.farm.world.scenario, seen.farm.ledger
    weeks = week_of(scenario.as_of - 1) - seen.first_week + 1
    change = np.zeros((len(scenario.feed_stores), weeks + 1), dtype=np.int64)
    np.add.at(change, (ledger.lot_store.astype(np.int64), _next(seen, ledger.lot_day, weeks)), ledger.lot_dg)
    feeder = _feeders(seen)
    for part in seen.farm.parts:
        history = part.history
        fed = np.flatnonzero(history.days.feed_dg)
        store = feeder[history.plan.container[history.stay_of_cell[fed]]]
        np.add.at(change, (store, _next(seen, history.day_of_cell[fed], weeks)), -history.days.feed_dg[fed])
    return np.cumsum(change, axis=1)[:, :weeks] // DG_PER_CKG


def _next(seen: Seen, day: np.ndarray, weeks: int) -> Int64:
    """The first week whose Monday begins after the day."""
    return np.clip((day.astype(np.int64) - MONDAY) // WEEK + 1 - seen.first_week, 0, weeks)


def _feeders(seen: Seen) -> Int64:
    """[container] the store that feeds it: the first of its hall or area."""
    scenario = seen.farm.world.scenario
    first: dict[tuple[str, int], int] = {}
    for at, store in enumerate(scenario.feed_stores):
        first.setdefault((store.leg, store.place), at)
    return np.array([first.get((box.leg, box.place), NONE) for box in scenario.containers], dtype=np.int64)


def feeds(seen: Seen) -> list[str]:
    """Names, in the order of their indexes."""
    return [feed.name for feed in seen.farm.world.scenario.feeds]
