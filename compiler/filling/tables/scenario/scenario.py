"""The baseline scenario of each batch, from its first day to the end of the planned stages, begun with its first fish.

It belongs to the administrator: the target shows everybody only their own scenarios.
"""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, first_day, itself, written
from compiler.filling.people import user_id
from compiler.filling.world import GENOTYPE, fcr_model_id
from compiler.nouns import Batch, Day, Number, Same


def _columns(part: Part, batches: tuple[Batch], ids: Ids) -> Columns:
    (batch,), baseline = batches, part.derived.baseline
    start = np.array([first_day(part)])
    return {
        "name": Same(f"Baseline Projection - {batch.number}"),
        "start_date": Day(start),
        "duration_days": Same(baseline.days),
        "initial_count": Same(baseline.eggs),
        "genotype": Same(GENOTYPE),
        "supplier": Same(batch.supplier),
        "initial_weight": Number(np.array([baseline.weight_cg]), 2),
        "batch_id": Same(ids["batch_batch"]),
        "created_by_id": Same(user_id(part.world, "ADMIN")),
        "fcr_model_id": Same(fcr_model_id(part.world, batch)),
        "mortality_model_id": Same(1),
        "tgc_model_id": Same(ids["scenario_tgcmodel"]),
        "biological_constraints_id": Same(None),
        **written(start, 8),
    }


TABLE = BatchTable(name="scenario", select=itself, columns=_columns, key="scenario_id", since="whole")
