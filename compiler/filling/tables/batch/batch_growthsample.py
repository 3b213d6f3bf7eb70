"""One row a growth sample; every aggregate follows exactly from the sample's fish, in integers.

The spread is that of a population (divided by n), the condition factor 100 w / l^3 of the unrounded means.
"""

from __future__ import annotations

import numpy as np

from compiler.biology import observations
from compiler.exact import divide_half_up
from compiler.filling.habits import about
from compiler.filling.kinds import BatchTable, Columns, every
from compiler.filling.part import Ids, Int64, Part
from compiler.filling.slips import Slips, Unit, Where, numbered
from compiler.filling.tables._aggregates import condition, spread
from compiler.nouns import Day, Number, Same


def _cells(part: Part) -> Int64:
    return part.history.samples.cell.astype(np.int64)


def _columns(part: Part, cells: Int64, ids: Ids) -> Columns:
    weight, length = (fish.astype(np.int64) for fish in observations(part.world.scenario, part.history))
    size: Int64 = np.count_nonzero(weight, axis=1)
    days = part.history.day_of_cell[cells]
    stay = part.history.stay_of_cell[cells]
    weighed = about(part, "sample", stay, days, 11)
    return {
        "sample_date": Day(days),
        "sample_size": Number(size),
        "avg_weight_g": Number(part.history.samples.weight_cg, 2),
        "avg_length_cm": Number(divide_half_up(length.sum(axis=1), size), 2),
        "std_deviation_weight": Number(spread(weight, size), 2),
        "std_deviation_length": Number(spread(length, size), 2),
        "min_weight_g": Number(np.where(weight > 0, weight, weight.max()).min(axis=1), 2),
        "max_weight_g": Number(weight.max(axis=1), 2),
        "condition_factor": Number(condition(weight.sum(axis=1), length.sum(axis=1), size), 2),
        "notes": Same(None),
        "assignment_id": Number(stay + ids["batch_batchcontainerassignment"]),
        "created_at": weighed,
        "updated_at": weighed,
    }


def _where(part: Part, cells: Int64) -> Where:
    return numbered(part.history.stay_of_cell[cells], part.history.day_of_cell[cells])


SLIPS = Slips(
    where=_where,
    stay="assignment_id",
    typed=("avg_weight_g", "avg_length_cm"),
    units=(Unit("avg_weight_g", over=1000), Unit("avg_length_cm", times=10)),
    written="updated_at",
    history="batch_historicalgrowthsample",
)
"""Kilograms and millimetres"""


def _born(part: Part, cells: Int64) -> Int64:
    return part.history.day_of_cell[cells]


TABLE = BatchTable(name="batch_growthsample", select=_cells, columns=_columns, born=_born, settled=every, slips=SLIPS)
