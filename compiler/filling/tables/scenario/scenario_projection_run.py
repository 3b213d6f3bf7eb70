"""The one run of each baseline scenario; the batch has it pinned. The snapshot holds the parameters that it took."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from compiler.exact import jsonb
from compiler.filling.derive import projection_of
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, at_hour, batch_of, first_day, growth_model, itself, written
from compiler.filling.people import user_id
from compiler.filling.world import GENOTYPE, MORTALITY_MODEL, fcr_model_id, fcr_model_name, iso_date
from compiler.nouns import Batch, Double, Number, Same


def _columns(part: Part, _: tuple[Batch], ids: Ids) -> Columns:
    run = projection_of(part.world.scenario, part.history, part.derived)
    start = np.array([first_day(part)])
    return {
        "run_date": at_hour(start, 8),
        "run_number": Same(1),
        "label": Same(""),
        "parameters_snapshot": Same(jsonb(_snapshot(part, ids))),
        "created_by_id": Same(user_id(part.world, "ADMIN")),
        "notes": Same(""),
        "total_projections": Same(len(run.weight_g)),
        "final_weight_g": Double(run.weight_g[-1:]),
        "final_biomass_kg": Number(run.biomass_ckg[-1:], 2),
        "scenario_id": Same(ids["scenario"]),
        **written(start, 8),
    }


def _snapshot(part: Part, ids: Ids) -> Mapping[str, object]:
    world, batch, baseline, growth = part.world, batch_of(part), part.derived.baseline, growth_model(part)
    return {
        "tgc_model": {
            "id": ids["scenario_tgcmodel"],
            "name": growth.name,
            "tgc_value": growth.tgc_value,
            "exponent_n": growth.exponent_n,
            "exponent_m": growth.exponent_m,
            "location": growth.location,
            "release_period": growth.release_period,
        },
        "fcr_model": {
            "id": fcr_model_id(world, batch),
            "name": fcr_model_name(world, batch.geography, batch.begins.stage),
        },
        "mortality_model": {
            "id": 1,
            "name": MORTALITY_MODEL,
            "rate": world.scenario.planned_mortality_pct,
            "frequency": "daily",
        },
        "scenario": {
            "initial_weight": baseline.weight_cg / 100.0,
            "initial_count": baseline.eggs,
            "duration_days": baseline.days,
            "genotype": GENOTYPE,
            "supplier": batch.supplier,
        },
        "captured_at": f"{iso_date(first_day(part))}T08:00:00+00:00",
    }


TABLE = BatchTable(name="scenario_projection_run", select=itself, columns=_columns, key="run_id", since="whole")
