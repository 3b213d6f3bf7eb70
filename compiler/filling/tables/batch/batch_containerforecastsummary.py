"""One row an open stay: its newest state, when the forecast of `as_of` reaches two thresholds, and what is planned.

The target knows 5000 g for harvest and 100 g for transfer, of any stage; so every stay above 100 g is due for a
transfer on the first projected day, and asks for attention unless a transfer is planned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import iso_date
from compiler.filling.activities import is_planned
from compiler.filling.boarding import stay_places
from compiler.filling.derive import MEALS, ahead_of, outlook_of, projection_of
from compiler.filling.derive.ahead import Ahead, Outlook
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import Bool, Ids, Int64, Part, at_hour, day_or_null, first_day, profile_name
from compiler.nouns import Column, Day, Number, Same, Word

HARVEST_CG, TRANSFER_CG = 500_000, 10_000
SOON_DAYS = 30
"""A crossing this near without a plan needs attention."""
FLAGS = ["f", "t"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """[stay] first projected day at or above a threshold."""

    found: Bool
    day: Int64
    weight_cg: Int64


def _select(part: Part) -> list[Outlook]:
    """A batch past the end of its scenario has no projections, and the engine leaves its summaries alone."""
    outlook = outlook_of(part.seen, part.derived)
    return [outlook] if outlook.reaches else []


def _columns(part: Part, outlook: Outlook, ids: Ids) -> Columns:
    ahead = ahead_of(part.world.scenario, outlook, part.derived)
    harvest, transfer = _crossing(ahead, HARVEST_CG), _crossing(ahead, TRANSFER_CG)
    as_of = part.world.scenario.as_of
    return {
        "assignment_id": Number(stay_places(part)[outlook.stay] + ids["batch_batchcontainerassignment"]),
        **_state(part, outlook),
        **_crossing_columns("harvest", harvest, as_of),
        "harvest_threshold_g": Same("5000.00"),
        **_crossing_columns("transfer", transfer, as_of),
        "transfer_threshold_g": Same("100.00"),
        **_variance(part, harvest),
        **_plans(part, outlook, harvest, transfer),
        "temp_profile_name": Same(profile_name(part)),
        "temp_bias_c": Same("0.00"),
        "temp_bias_window_days": Same(0),
        "last_computed": at_hour(np.full(len(outlook.stay), as_of), 0),
        "computed_date": Same(iso_date(as_of)),
    }


def _state(part: Part, outlook: Outlook) -> dict[str, Column]:
    states, cell = part.derived.states, outlook.state
    as_of = part.world.scenario.as_of
    fed = (part.seen.days.feed_dg[cell] > 0) & (MEALS not in part.world.scenario.tables_off)
    confidence = np.where(fed, np.where(states.recorded[cell], 50, 40), 0)
    return {
        "current_weight_g": Number(states.weight_cg[cell], 2),
        "current_population": Number(states.population[cell]),
        "current_biomass_kg": Number(states.biomass_ckg[cell], 2),
        "state_date": Same(iso_date(as_of - 1)),
        "state_day_number": Same(as_of - first_day(part)),
        "state_confidence": Number(confidence, 2),
    }


def _crossing(ahead: Ahead, threshold_cg: int) -> Crossing:
    above = ahead.weight_cg >= threshold_cg
    found: Bool = np.any(above, axis=1)
    if not len(ahead.day):
        return Crossing(found, np.zeros(len(found), dtype=np.int64), np.zeros(len(found), dtype=np.int64))
    at = np.argmax(above, axis=1)
    return Crossing(found, ahead.day[at], ahead.weight_cg[np.arange(len(at)), at])


def _crossing_columns(name: str, crossing: Crossing, as_of: int) -> dict[str, Column]:
    missing = ~crossing.found
    return {
        f"projected_{name}_date": day_or_null(crossing.day, crossing.found),
        f"projected_{name}_weight_g": Number(crossing.weight_cg, 2, missing),
        f"days_to_{name}": Number(np.where(missing, 0, crossing.day - as_of), 0, missing),
    }


def _variance(part: Part, harvest: Crossing) -> dict[str, Column]:
    """Against the first day of the pinned run at or above the threshold."""
    run = projection_of(part.world.scenario, part.history, part.derived)
    reached = np.flatnonzero(run.weight_g >= HARVEST_CG / 100.0)
    if not len(reached):
        return {"original_harvest_date": Same(None), "harvest_variance_days": Same(None)}
    original = first_day(part) + int(reached[0])
    return {
        "original_harvest_date": Day(np.full(len(harvest.day), original)),
        "harvest_variance_days": Number(np.where(harvest.found, harvest.day - original, 0), 0, ~harvest.found),
    }


def _plans(part: Part, outlook: Outlook, harvest: Crossing, transfer: Crossing) -> dict[str, Column]:
    known = "planning_plannedactivity" not in part.world.scenario.tables_off
    boxes = part.seen.plan.container[outlook.stay].tolist()
    planned = {
        kind: np.array([known and is_planned(part, kind, box) for box in boxes], dtype=bool)
        for kind in ("HARVEST", "TRANSFER")
    }
    soon = part.world.scenario.as_of + SOON_DAYS
    needs = harvest.found & ~planned["HARVEST"] & (harvest.day <= soon)
    needs |= transfer.found & ~planned["TRANSFER"] & (transfer.day <= soon)
    return {
        "has_planned_harvest": Word(FLAGS, planned["HARVEST"].astype(np.int64)),
        "has_planned_transfer": Word(FLAGS, planned["TRANSFER"].astype(np.int64)),
        "needs_planning_attention": Word(FLAGS, needs.astype(np.int64)),
    }


TABLE = BlocksTable(
    name="batch_containerforecastsummary", select=_select, columns=_columns, key="", moment="", since="whole"
)
