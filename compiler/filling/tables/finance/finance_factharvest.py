"""One row a harvest lot, at the company and the site of the container that the fish came from."""

from __future__ import annotations

import numpy as np

from compiler.filling.books import site_ids, sites
from compiler.filling.habits import emptied
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.lots import Lots, lots_of
from compiler.filling.part import Ids, Part, harvests, written
from compiler.nouns import Number, Same


def _select(part: Part) -> list[Lots]:
    return [lots_of(part)] if sites(part.world) else []


def _columns(part: Part, lots: Lots, ids: Ids) -> Columns:
    places = sites(part.world)
    containers = part.history.plan.container[harvests(part)][lots.harvest]
    site = np.array(site_ids(part.world), dtype=np.int64)[containers]
    return {
        "event_date": emptied(part, harvests(part)[lots.harvest]),
        "quantity_kg": Number(lots.live_g, 3),
        "unit_count": Number(lots.fish),
        "dim_batch_id": Same(ids["batch_batch"]),
        **written(lots.day, 20),
        "dim_company_id": Number(np.array([places[at - 1].company for at in site.tolist()], dtype=np.int64)),
        "dim_site_id": Number(site),
        "event_id": Number(lots.harvest + ids["harvest_harvestevent"]),
        "lot_id": Number(np.arange(len(lots)) + ids["harvest_harvestlot"]),
        "product_grade_id": Number(lots.grade),
    }


TABLE = BlocksTable(name="finance_factharvest", select=_select, columns=_columns, key="fact_id")
