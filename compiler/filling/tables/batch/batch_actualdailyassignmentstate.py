"""One row a stay and day, to the day before the fish left: what the target's bulk engine makes of events; then eves.

An eve is a state that the engine does not make: it starts eggs that still lie in their trays from it.

Laws and quirks are in derive/states.py. Weights start from the measured weight of the first inbound action, so a
second recomputation finds the same; anchors are growth samples alone, because a source is empty on the day of its
move. `sources` and `confidence_scores` have the keys that the bulk engine writes.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from compiler.exact import iso_date, jsonb
from compiler.filling.boarding import stay_places
from compiler.filling.derive import MEALS
from compiler.filling.derive.states import eve_of
from compiler.filling.kinds import BlocksTable, Columns, every
from compiler.filling.part import Ids, Int64, Part, first_day
from compiler.nouns import Column, Day, Number, Same, Word

CASES = tuple(product((False, True), repeat=4))
"""Measured weight, recorded deaths, feed, FCR: a case's place is the number with these binary digits."""


UNKNOWN = {"weight": "unchanged", "temp": "none", "mortality": "model", "feed": "none"}
UNSURE = {"weight": 0.3, "temp": 0.0, "mortality": 0.4, "feed": 0.0}
"""What the engine writes of a day of which it knows nothing"""


def _select(part: Part) -> tuple[range | Int64, ...]:
    """The cells, and the stays that have an eve."""
    return range(len(part.seen.days.count)), eve_of(part.seen).stay


def _columns(part: Part, rows: range | Int64, ids: Ids) -> Columns:
    return _days(part, ids) if isinstance(rows, range) else _eves(part, ids)


def _eves(part: Part, ids: Ids) -> Columns:
    history, eve = part.seen, eve_of(part.seen)
    return {
        "date": Day(np.full(len(eve.stay), eve.day)),
        "day_number": Same(0),
        "avg_weight_g": Number(eve.weight_cg, 2),
        "population": Number(eve.population),
        "biomass_kg": Number(eve.biomass_ckg, 2),
        "temp_c": Same(None),
        "mortality_count": Same(0),
        "feed_kg": Number(np.zeros(len(eve.stay), dtype=np.int64), 2),
        "observed_fcr": Same(None),
        "anchor_type": Same(None),
        "last_computed_at": Same(f"{iso_date(part.world.scenario.as_of - 1)} 23:00:00+00"),
        "assignment_id": Number(stay_places(part)[eve.stay] + ids["batch_batchcontainerassignment"]),
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Number(history.plan.container[eve.stay] + 1),
        "lifecycle_stage_id": Number(history.plan.stage[eve.stay] + 1),
        "planned_activity_id": Same(None),
        "sources": Same(jsonb(UNKNOWN)),
        "confidence_scores": Same(jsonb(UNSURE)),
    }


def _days(part: Part, ids: Ids) -> Columns:
    history, states = part.seen, part.derived.states
    stay, day = history.stay_of_cell, history.day_of_cell
    number = day - first_day(part) + 1
    feed_dg = history.days.feed_dg * np.int64(MEALS not in part.world.scenario.tables_off)
    return {
        "date": Day(day),
        "day_number": Number(number),
        "avg_weight_g": Number(states.weight_cg, 2),
        "population": Number(states.population),
        "biomass_kg": Number(states.biomass_ckg, 2),
        "temp_c": Number(part.derived.baseline.temp_cc[number - 1], 2),
        "mortality_count": Number(states.deaths),
        "feed_kg": Number(feed_dg // 100, 2),
        "observed_fcr": Number(np.maximum(states.fcr_m, 0), 3, states.fcr_m < 0),
        "anchor_type": Word([None, "growth_sample"], states.sampled.astype(np.int64)),
        "last_computed_at": Same(f"{iso_date(part.world.scenario.as_of - 1)} 23:00:00+00"),
        "assignment_id": Number(stay_places(part)[stay] + ids["batch_batchcontainerassignment"]),
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Number(history.plan.container[stay] + 1),
        "lifecycle_stage_id": Number(states.stage.astype(np.int64) + 1),
        "planned_activity_id": Same(None),
        **_provenance(part, feed_dg),
    }


def _provenance(part: Part, feed_dg: Int64) -> dict[str, Column]:
    states = part.derived.states
    case = ((states.sampled * 2 + states.recorded) * 2 + (feed_dg > 0)) * 2 + (states.fcr_m >= 0)
    return {
        "sources": Word([jsonb(_sources(*each)) for each in CASES], case),
        "confidence_scores": Word([jsonb(_confidence(*each)) for each in CASES], case),
    }


def _sources(sampled: bool, recorded: bool, fed: bool, observed: bool) -> dict[str, str]:
    found = {
        "weight": "measured" if sampled else "tgc_computed",
        "temp": "profile",
        "mortality": "actual" if recorded else "model",
        "feed": "actual" if fed else "none",
    }
    return {**found, "fcr": "observed"} if observed else found


def _confidence(sampled: bool, recorded: bool, fed: bool, _: bool) -> dict[str, float]:
    return {
        "weight": 1.0 if sampled else 0.5,
        "temp": 0.5,
        "mortality": 1.0 if recorded else 0.4,
        "feed": 1.0 if fed else 0.0,
    }


def _born(part: Part, rows: range | Int64) -> Int64:
    return part.seen.day_of_cell if isinstance(rows, range) else np.full(len(rows), eve_of(part.seen).day)


TABLE = BlocksTable(
    name="batch_actualdailyassignmentstate",
    select=_select,
    columns=_columns,
    moment="date",
    stamp="last_computed_at",
    born=_born,
    settled=every,
    since="whole",
)
