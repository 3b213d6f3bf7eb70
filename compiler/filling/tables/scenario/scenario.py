"""The scenarios of each batch: its baseline, from its first day to the end of the planned stages, then its variants.

They belong to the administrator, unless a case names another owner: the target shows everybody only their own.
"""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.models import feed_model_id, mortality_model_id
from compiler.filling.part import Ids, Part, batch_of, first_day
from compiler.filling.people import user_id
from compiler.filling.tables.scenario._variants import moment_s
from compiler.filling.variants import USUAL, Variant
from compiler.filling.whatif import beginning, constraint_id, feed_model_at, growth_at, scenarios_of
from compiler.filling.world import GENOTYPE
from compiler.nouns import Day, Moment, Number, Same, Text

Asked = tuple[Variant | None, ...]


def _columns(part: Part, asked: Asked, ids: Ids) -> Columns:
    world, batch = part.world, batch_of(part)
    begun = [beginning(part, one) for one in asked]
    models = [feed_model_at(part, one, one.terms if one else USUAL) for one in asked]
    dead = [one.terms.mortality_times if one else 1.0 for one in asked]
    growth = [growth_at(part, one, one.terms) if one else 0 for one in asked]
    owners = [user_id(world, one.case.owner if one else "ADMIN") for one in asked]
    limits = [constraint_id(part, one) for one in asked]
    return {
        "name": Text([_name(batch.number, one) for one in asked]),
        "start_date": Day(np.array([one.start if one else first_day(part) for one in asked])),
        "duration_days": Number(np.array([one.days if one else part.derived.baseline.days for one in asked])),
        "initial_count": Number(np.array([fish for fish, _ in begun], dtype=np.int64)),
        "genotype": Same(GENOTYPE),
        "supplier": Same(batch.supplier),
        "initial_weight": Number(np.array([weight for _, weight in begun], dtype=np.int64), 2),
        "batch_id": Same(ids["batch_batch"]),
        "created_by_id": Number(np.array([one or 0 for one in owners]), 0, np.array([one is None for one in owners])),
        "fcr_model_id": Number(np.array([feed_model_id(world, one) for one in models])),
        "mortality_model_id": Number(np.array([mortality_model_id(world, one) for one in dead])),
        "tgc_model_id": Number(ids["scenario_tgcmodel"] + np.array(growth, dtype=np.int64)),
        "biological_constraints_id": Number(
            np.array([one or 0 for one in limits]), 0, np.array([one is None for one in limits])
        ),
        "created_at": _moments(part, asked, last=False),
        "updated_at": _moments(part, asked, last=True),
    }


def _name(number: str, variant: Variant | None) -> str:
    return f"{variant.case.name} - {number}" if variant else f"Baseline Projection - {number}"


def _moments(part: Part, asked: Asked, last: bool) -> Moment:
    """When each was made, or got the models of its last run."""
    runs = [max(len(one.case.runs) - 1, 0) if one and last else 0 for one in asked]
    return Moment(np.array([moment_s(part, *each) for each in zip(asked, runs, strict=True)], dtype=np.int64))


TABLE = BatchTable(name="scenario", select=scenarios_of, columns=_columns, key="scenario_id", since="whole")
