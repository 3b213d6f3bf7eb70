"""One row a harvest lot, at the company and the site of the container that the fish came from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.books import site_ids, sites
from compiler.filling.part import Ids, Part, at_hour, harvests, written
from compiler.filling.tables.harvest._lots import lots_of
from compiler.nouns import Number, Rows, Same, Serial

TABLE = "finance_factharvest"


def count(part: Part) -> int:
    return len(lots_of(part).fish) if sites(part.world) else 0


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    if not count(part):
        return
    lots, places = lots_of(part), sites(part.world)
    containers = part.history.plan.container[harvests(part)][lots.harvest]
    site = np.array(site_ids(part.world), dtype=np.int64)[containers]
    yield Rows(
        len(lots.fish),
        {
            "fact_id": Serial(ids[TABLE]),
            "event_date": at_hour(lots.day, 10),
            "quantity_kg": Number(lots.live_g, 3),
            "unit_count": Number(lots.fish),
            "dim_batch_id": Same(ids["batch_batch"]),
            **written(lots.day, 20),
            "dim_company_id": Number(np.array([places[at - 1].company for at in site.tolist()], dtype=np.int64)),
            "dim_site_id": Number(site),
            "event_id": Number(lots.harvest + ids["harvest_harvestevent"]),
            "lot_id": Serial(ids["harvest_harvestlot"]),
            "product_grade_id": Number(lots.grade),
        },
    )
