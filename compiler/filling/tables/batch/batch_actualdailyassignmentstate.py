"""One row a stay and day, to the day before the fish left: what the target's bulk engine makes of events.

Laws and quirks are in derive/states.py. Weights start from the measured weight of the first inbound action, so a
second recomputation finds the same; anchors are growth samples alone, because a source is empty on the day of its
move. `sources` and `confidence_scores` have the keys that the bulk engine writes.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from compiler.exact import jsonb
from compiler.filling.boarding import stay_places
from compiler.filling.derive import MEALS
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, first_day
from compiler.filling.world import iso_date
from compiler.nouns import Column, Day, Number, Same, Word

CASES = tuple(product((False, True), repeat=4))
"""Measured weight, recorded deaths, feed, FCR: a case's place is the number with these binary digits."""


def _cells(part: Part) -> range:
    return range(len(part.seen.days.count))


def _columns(part: Part, cells: range, ids: Ids) -> Columns:
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


TABLE = BatchTable(name="batch_actualdailyassignmentstate", select=_cells, columns=_columns, since="whole")
