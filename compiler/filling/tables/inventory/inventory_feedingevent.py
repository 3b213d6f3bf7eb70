"""One row a meal of a stay, by stay and time, each with the cost of the lots that were eaten.

Biomass is that of the stay before the meal: fish at the start of the day times their mean weight of the evening before.
"""

from __future__ import annotations

import numpy as np

from compiler.exact import SECONDS_PER_DAY, divide_half_up
from compiler.filling.habits import by_turns
from compiler.filling.kinds import BlocksTable, Columns, every
from compiler.filling.part import Bool, Ids, Int64, Part, biomass_ckg, in_sea
from compiler.filling.slips import Slips, Unit, Where
from compiler.nouns import Column, Day, Leg, Moment, Number, Same, Word

MEALS_AT_ONCE = 32_768
HIGHEST_PERCENTAGE = 9_999
"""The target caps the percentage at 99.99."""
MINUTES = [f"{minute // 60:02d}:{minute % 60:02d}:00" for minute in range(24 * 60)]


def _select(part: Part) -> list[range]:
    meals = len(part.history.meals.cell)
    return [range(start, min(start + MEALS_AT_ONCE, meals)) for start in range(0, meals, MEALS_AT_ONCE)]


def _columns(part: Part, meals: range, ids: Ids) -> Columns:
    history, at = part.history, slice(meals.start, meals.stop)
    cells = history.meals.cell[at]
    stay, day, biomass = part.history.stay_of_cell[cells], part.history.day_of_cell[cells], _biomass_before(part)[cells]
    sea = in_sea(part)[stay]
    minute = history.meals.minute[at].astype(np.int64)
    amount = history.meals.dg[at].astype(np.int64)
    moment = Moment(day * SECONDS_PER_DAY + minute * 60)
    return {
        "feeding_date": Day(day),
        "feeding_time": Word(MINUTES, minute),
        "amount_kg": Number(amount, 4),
        "batch_biomass_kg": Number(biomass, 2),
        "feeding_percentage": Number(np.minimum(divide_half_up(amount * 100, biomass), HIGHEST_PERCENTAGE), 2),
        "method": Word(["AUTOMATIC", "BROADCAST"], sea.astype(np.int64)),
        "notes": Same(""),
        "created_at": moment,
        "updated_at": moment,
        "batch_id": Same(ids["batch_batch"]),
        "batch_assignment_id": Number(stay + ids["batch_batchcontainerassignment"]),
        "container_id": Number(history.plan.container[stay] + 1),
        "feed_id": Number(history.days.feed[cells].astype(np.int64) + 1),
        "recorded_by_id": _keepers(part, stay, day, sea),
        "feed_cost": Number(part.meal_cents[at], 2),
    }


def _keepers(part: Part, stay: Int64, day: Int64, sea: Bool) -> Column:
    """Who looked after the feeders."""
    found, none = np.zeros(len(stay), dtype=np.int64), np.ones(len(stay), dtype=np.bool_)
    legs: tuple[tuple[Leg, Bool], ...] = (("freshwater", ~sea), ("sea", sea))
    for leg, mine in legs:
        turn = by_turns(part, "OPR", leg, stay[mine], day[mine])
        found[mine], none[mine] = turn.values, turn.values == 0
    return Number(found, 0, none)


def _biomass_before(part: Part) -> Int64:
    """[cell] biomass of the stay before the first meal of the day, 0.01 kg, at least 0.01."""
    history = part.history
    weight_cg = np.empty(len(history.days.count), dtype=np.int64)
    weight_cg[1:] = history.days.weight_cg[:-1]
    weight_cg[history.first_cell] = history.stays.start_weight_cg
    biomass: Int64 = np.maximum(biomass_ckg(history.days.count, weight_cg), 1)
    return biomass


def _born(part: Part, meals: range) -> Int64:
    days: Int64 = part.history.day_of_cell[part.history.meals.cell[meals.start : meals.stop]]
    return days


def _where(part: Part, meals: range) -> Where:
    """Blocks end within days: meals are numbered by all of the day."""
    history = part.history
    cells = history.meals.cell.astype(np.int64)
    own = cells[meals.start : meals.stop]
    nth = np.arange(meals.start, meals.stop, dtype=np.int64) - np.searchsorted(cells, own)
    return Where(history.stay_of_cell[own].astype(np.int64), history.day_of_cell[own].astype(np.int64), nth)


SLIPS = Slips(
    where=_where,
    stay="batch_assignment_id",
    container="container_id",
    typed=("amount_kg",),
    units=(Unit("amount_kg", times=1000), Unit("amount_kg", over=1000)),
    written="updated_at",
    history="inventory_historicalfeedingevent",
)
"""Grams, or tonnes of large meals"""
TABLE = BlocksTable(
    name="inventory_feedingevent", select=_select, columns=_columns, born=_born, settled=every, slips=SLIPS
)
