"""Models that take over in the middle of a variant: only those that differ from the scenario's."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.models import feed_model_id, mortality_model_id
from compiler.filling.part import Ids, Part
from compiler.filling.tables.scenario._variants import moments
from compiler.filling.variants import Variant
from compiler.filling.whatif import feed_model_at, growth_at, scenarios_of
from compiler.nouns import ModelChange, Number

Changes = tuple[tuple[int, Variant, ModelChange], ...]


def _changes(part: Part) -> Changes:
    """(position of its scenario among the batch's, variant, change)."""
    return tuple(
        (at, one, one.case.change) for at, one in enumerate(scenarios_of(part)) if one is not None and one.case.change
    )


def _columns(part: Part, changes: Changes, ids: Ids) -> Columns:
    feed, dead, growth = zip(*(_new(part, one, change) for _, one, change in changes), strict=True)
    return {
        "change_day": Number(np.array([change.day for _, _, change in changes])),
        "new_fcr_model_id": _or_null(feed, 0),
        "new_mortality_model_id": _or_null(dead, 0),
        "new_tgc_model_id": _or_null(growth, ids["scenario_tgcmodel"]),
        "scenario_id": Number(ids["scenario"] + np.array([at for at, _, _ in changes])),
        **moments(part, [one for _, one, _ in changes]),
    }


def _new(part: Part, variant: Variant, change: ModelChange) -> tuple[int | None, ...]:
    """Id of the new model of feed conversion, of mortality, position of that of growth; None where it stays."""
    was, now = variant.terms, change.terms
    old, new = feed_model_at(part, variant, was), feed_model_at(part, variant, now)
    feed = None if old == new else feed_model_id(part.world, new)
    same = was.mortality_times == now.mortality_times
    dead = None if same else mortality_model_id(part.world, now.mortality_times)
    growth = None if was.growth_times == now.growth_times else growth_at(part, variant, now)
    return feed, dead, growth


def _or_null(values: tuple[int | None, ...], first: int) -> Number:
    null = np.array([one is None for one in values])
    return Number(np.array([first + (one or 0) for one in values], dtype=np.int64), 0, null)


TABLE = BatchTable(
    name="scenario_scenariomodelchange", select=_changes, columns=_columns, key="change_id", since="whole"
)
