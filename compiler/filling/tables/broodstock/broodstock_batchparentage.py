"""Which lots of eggs a batch was made from: each lot is of one batch."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, at_hour, known_day
from compiler.filling.tables.broodstock._productions import Productions, productions
from compiler.nouns import Number, Same


def _columns(part: Part, lots: Productions, ids: Ids) -> Columns:
    day = at_hour(np.full(len(lots), known_day(part)), 6)
    return {
        "assignment_date": day,
        "created_at": day,
        "updated_at": day,
        "batch_id": Same(ids["batch_batch"]),
        "egg_production_id": Number(ids["broodstock_eggproduction"] + np.arange(len(lots))),
    }


TABLE = BatchTable(name="broodstock_batchparentage", select=productions, columns=_columns, since="ordered")
