"""One row a delivery: a lot of one feed that goes into one store."""

from __future__ import annotations

import numpy as np

from compiler.biology import DG_PER_KG, Ledger
from compiler.exact import iso_date
from compiler.filling.kinds import LedgerTable
from compiler.filling.part import written
from compiler.filling.world import World
from compiler.nouns import Day, Number, Rows, Same, Serial, Text, Word

DG_PER_UNIT = DG_PER_KG // 100


def _rows(world: World, ledger: Ledger) -> Rows:
    scenario = world.scenario
    stores = [scenario.feed_stores[at].name for at in ledger.lot_store.tolist()]
    days = [iso_date(day).replace("-", "") for day in ledger.lot_day.tolist()]
    feeds = (ledger.lot_feed + 1).tolist()
    lots = [f"{store}-{day}-{feed}" for store, day, feed in zip(stores, days, feeds, strict=True)]
    return Rows(
        len(lots),
        {
            "id": Serial(1),
            "purchase_date": Day(ledger.lot_day),
            "quantity_kg": Number(ledger.lot_dg // DG_PER_UNIT, 2),
            "cost_per_kg": Number(ledger.lot_price_cents, 2),
            "supplier": Word([feed.supplier for feed in scenario.feeds], ledger.lot_feed.astype(np.int64)),
            "batch_number": Text(lots),
            "expiry_date": Day(ledger.lot_day + scenario.supply.expiry_days),
            "notes": Same(""),
            **written(ledger.lot_day, 0),
            "feed_id": Number(ledger.lot_feed.astype(np.int64) + 1),
        },
    )


TABLE = LedgerTable(name="inventory_feedpurchase", rows=_rows)
