"""The runs of each batch: the one of its baseline, which it has pinned, then those of its variants.

The snapshot holds the parameters that a run took: the models of its terms, which a later run may have replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from compiler.exact import SECONDS_PER_DAY, jsonb
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.models import (
    feed_model_id,
    feed_model_name,
    mortality_model_id,
    mortality_model_name,
    mortality_rate_pct,
)
from compiler.filling.part import Ids, Int64, Part, batch_of
from compiler.filling.people import user_id
from compiler.filling.tables.scenario._variants import moment_s
from compiler.filling.whatif import (
    Run,
    beginning,
    feed_model_at,
    growth_at,
    growth_named,
    growths_of,
    run_projection,
    runs_of,
)
from compiler.filling.world import GENOTYPE
from compiler.nouns import Double, Moment, Number, Same, Text


def _columns(part: Part, runs: tuple[Run, ...], ids: Ids) -> Columns:
    found = [run_projection(part, one) for one in runs]
    made = Moment(np.array([_made_s(part, one) for one in runs], dtype=np.int64))
    owners = [user_id(part.world, one.variant.case.owner if one.variant else "ADMIN") for one in runs]
    return {
        "run_date": made,
        "run_number": Number(np.array([one.number for one in runs])),
        "label": Text([one.label for one in runs]),
        "parameters_snapshot": Text([jsonb(_snapshot(part, one, ids)) for one in runs]),
        "created_by_id": Number(np.array([one or 0 for one in owners]), 0, np.array([one is None for one in owners])),
        "notes": Same(""),
        "total_projections": Number(np.array([len(one) for one in runs])),
        "final_weight_g": Double(np.array([one.weight_g[-1] for one in found])),
        "final_biomass_kg": Number(np.array([one.biomass_ckg[-1] for one in found]), 2),
        "scenario_id": Number(ids["scenario"] + np.array([one.scenario for one in runs])),
        "created_at": made,
        "updated_at": made,
    }


def _made_s(part: Part, run: Run) -> int:
    return moment_s(part, run.variant, run.number - 1)


def _snapshot(part: Part, run: Run, ids: Ids) -> Mapping[str, object]:
    world, batch, times = part.world, batch_of(part), run.terms.mortality_times
    at = growth_at(part, run.variant, run.terms) if run.variant else 0
    growth, feed = growth_named(part, growths_of(part)[at]), feed_model_at(part, run.variant, run.terms)
    fish, weight_cg = beginning(part, run.variant)
    return {
        "tgc_model": {
            "id": ids.id_of("scenario_tgcmodel", at),
            "name": growth.name,
            "tgc_value": growth.tgc_value,
            "exponent_n": growth.exponent_n,
            "exponent_m": growth.exponent_m,
            "location": growth.location,
            "release_period": growth.release_period,
        },
        "fcr_model": {"id": feed_model_id(world, feed), "name": feed_model_name(world, feed)},
        "mortality_model": {
            "id": mortality_model_id(world, times),
            "name": mortality_model_name(times),
            "rate": mortality_rate_pct(world, times),
            "frequency": "daily",
        },
        "scenario": {
            "initial_weight": weight_cg / 100.0,
            "initial_count": fish,
            "duration_days": run.days,
            "genotype": GENOTYPE,
            "supplier": batch.supplier,
        },
        "captured_at": datetime.fromtimestamp(_made_s(part, run), UTC).isoformat(),
    }


def _born(part: Part, runs: tuple[Run, ...]) -> Int64:
    return np.array([_made_s(part, one) // SECONDS_PER_DAY for one in runs], dtype=np.int64)


TABLE = BatchTable(
    name="scenario_projection_run", select=runs_of, columns=_columns, key="run_id", born=_born, since="whole"
)
