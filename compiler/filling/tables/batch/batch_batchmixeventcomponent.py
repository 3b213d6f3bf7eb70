"""What each batch gave to a mix, one row a stay that was emptied into it."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part
from compiler.filling.tables.batch._mixes import Shares, moments, shares, source_ids, traced
from compiler.nouns import Number, Same

NONE = Shares(*(np.zeros(0, dtype=np.int64),) * 3)


def _select(part: Part) -> Shares:
    return shares(part) if traced(part) else NONE


def _columns(part: Part, given: Shares, ids: Ids) -> Columns:
    return {
        "population_count": Number(given.fish),
        "biomass_kg": Number(given.biomass_ckg, 2),
        "percentage": Number(given.percent_c, 2),
        "is_transferred_in": Same(True),
        "created_at": moments(part, len(given)),
        "mix_event_id": Same(ids["batch_batchmixevent"]),
        "source_assignment_id": Number(np.array([one.assignment_id for one in part.origins], dtype=np.int64)),
        **source_ids(part),
    }


TABLE = BatchTable(name="batch_batchmixeventcomponent", select=_select, columns=_columns)
