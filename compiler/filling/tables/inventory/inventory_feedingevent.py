"""One row a meal of a stay, by stay and time, each with the cost of the lots that were eaten.

Biomass is that of the stay before the meal: fish at the start of the day times their mean weight of the evening before.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.exact import divide_half_up
from compiler.filling.part import Bool, Ids, Int64, Part, biomass_ckg, in_sea, worker_id
from compiler.filling.world import SECONDS_PER_DAY
from compiler.nouns import Day, Moment, Number, Rows, Same, Serial, Word

TABLE = "inventory_feedingevent"
MEALS_AT_ONCE = 32_768
HIGHEST_PERCENTAGE = 9_999
"""The target caps the percentage at 99.99."""
MINUTES = [f"{minute // 60:02d}:{minute % 60:02d}:00" for minute in range(24 * 60)]


def count(part: Part) -> int:
    return len(part.history.meals.cell)


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    stay, day, biomass, sea = part.history.stay_of_cell, part.history.day_of_cell, _biomass_before(part), in_sea(part)
    for start in range(0, count(part), MEALS_AT_ONCE):
        meals = slice(start, start + MEALS_AT_ONCE)
        cells = part.history.meals.cell[meals]
        yield _meals(part, ids, meals, stay[cells], day[cells], biomass[cells], sea[stay[cells]])


def _meals(part: Part, ids: Ids, meals: slice, stay: Int64, day: Int64, biomass: Int64, sea: Bool) -> Rows:
    history = part.history
    minute = history.meals.minute[meals].astype(np.int64)
    amount = history.meals.dg[meals].astype(np.int64)
    moment = Moment(day * SECONDS_PER_DAY + minute * 60)
    keeper = np.array([worker_id(part, "OPR", leg) or 0 for leg in ("freshwater", "sea")])[sea.astype(np.int64)]
    return Rows(
        len(stay),
        {
            "id": Serial(ids[TABLE] + meals.start),
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
            "feed_id": Number(history.days.feed[history.meals.cell[meals]].astype(np.int64) + 1),
            "recorded_by_id": Number(keeper, 0, keeper == 0),
            "feed_cost": Number(part.meal_cents[meals], 2),
        },
    )


def _biomass_before(part: Part) -> Int64:
    """[cell] biomass of the stay before the first meal of the day, 0.01 kg, at least 0.01."""
    history = part.history
    weight_cg = np.empty(len(history.days.count), dtype=np.int64)
    weight_cg[1:] = history.days.weight_cg[:-1]
    weight_cg[history.first_cell] = history.stays.start_weight_cg
    biomass: Int64 = np.maximum(biomass_ckg(history.days.count, weight_cg), 1)
    return biomass
