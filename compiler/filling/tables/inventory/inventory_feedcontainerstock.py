"""One row a lot in its store, with what is left of it; one eaten up stays with 0.00 and links purchase to store."""

from __future__ import annotations

import numpy as np

from compiler.biology import DG_PER_KG, Ledger
from compiler.exact import SECONDS_PER_DAY
from compiler.filling.kinds import LedgerTable
from compiler.filling.part import at_hour
from compiler.filling.world import World
from compiler.nouns import Moment, Number, Past, Rows, Serial

DG_PER_UNIT = DG_PER_KG // 100


def _rows(world: World, ledger: Ledger) -> Rows:
    size = len(ledger.lot_day)
    entered = at_hour(ledger.lot_day, 0)
    return Rows(
        size,
        {
            "id": Serial(1),
            "quantity_kg": Number(ledger.lot_left_dg // DG_PER_UNIT, 2),
            "entry_date": entered,
            "created_at": entered,
            "updated_at": Moment(np.full(size, world.scenario.as_of * SECONDS_PER_DAY - 1, dtype=np.int64)),
            "feed_container_id": Number(ledger.lot_store.astype(np.int64) + 1),
            "feed_purchase_id": Serial(1),
        },
    )


def _past(world: World, ledger: Ledger) -> Past:
    """A lot comes in whole; that it was eaten from is written once, at the end."""
    eaten = np.flatnonzero(ledger.lot_left_dg < ledger.lot_dg)
    return Past(eaten, {"quantity_kg": Number(ledger.lot_dg[eaten] // DG_PER_UNIT, 2)})


TABLE = LedgerTable(name="inventory_feedcontainerstock", rows=_rows, past=_past)
