"""Waste of a harvest by category: parts of what is no fillet, rounded down to the gram, never more than there is."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.lots import lots_of
from compiler.filling.part import Ids, Part, harvests, written
from compiler.nouns import Number, Text


def _rows(part: Part) -> range:
    """By harvest, then category."""
    return range(len(harvests(part)) * len(part.world.scenario.harvest.waste))


def _columns(part: Part, rows: range, ids: Ids) -> Columns:
    law, lots, stays = part.world.scenario.harvest, lots_of(part), harvests(part)
    rest_g = np.zeros(len(stays), dtype=np.int64)
    np.add.at(rest_g, lots.harvest, lots.live_g - lots.fillet_g)
    parts = np.array([parts for _, parts in law.waste], dtype=np.int64)
    weight_g = rest_g[:, None] * parts // max(1000, int(parts.sum()))
    event = np.repeat(np.arange(len(stays), dtype=np.int64), len(parts))
    return {
        "category": Text([name for name, _ in law.waste] * len(stays)),
        "weight_kg": Number(weight_g.ravel(), 3),
        "event_id": Number(event + ids["harvest_harvestevent"]),
        **written(part.history.plan.end[stays][event], 18),
    }


TABLE = BatchTable(name="harvest_harvestwaste", select=_rows, columns=_columns)
