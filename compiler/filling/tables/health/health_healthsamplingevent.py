"""One row a health sample of a container; every aggregate follows exactly from the fish that were examined.

As the application reckons: weights of the fish that were weighed, lengths of all; no spread of a single fish. The K
factor is the mean of the weighed fish's own, each 100 w / l^3 of what stands in their rows, and their number is the
calculated sample size.
"""

from __future__ import annotations

import numpy as np

from compiler.biology import examinations, examine
from compiler.exact import divide_half_up, half_even
from compiler.filling.habits import by_turns
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, written
from compiler.filling.tables._aggregates import spread
from compiler.nouns import Day, Number, Same


def _cells(part: Part) -> Int64:
    return examinations(part.world.scenario, part.history)


def _columns(part: Part, cells: Int64, ids: Ids) -> Columns:
    found = examine(part.world.scenario, part.history)
    days, fish = part.history.day_of_cell[found.cell], found.fish
    weight, length = np.where(found.weighed, found.weight_cg, 0), found.length_cc
    weighed = found.weighed.sum(axis=1)
    return {
        "sampling_date": Day(days),
        "number_of_fish_sampled": Number(fish),
        "notes": Same(None),
        "assignment_id": Number(part.history.stay_of_cell[found.cell] + ids["batch_batchcontainerassignment"]),
        "sampled_by_id": by_turns(part, "VET", None, part.history.stay_of_cell[found.cell], days),
        "avg_k_factor": Number(_k_factor(weight, length, weighed), 4),
        "avg_length_cm": Number(divide_half_up(length.sum(axis=1), fish), 2),
        "avg_weight_g": Number(divide_half_up(weight.sum(axis=1), weighed), 2),
        "calculated_sample_size": Number(weighed),
        "max_length_cm": Number(length.max(axis=1), 2),
        "max_weight_g": Number(weight.max(axis=1), 2),
        "min_length_cm": Number(_least(length), 2),
        "min_weight_g": Number(_least(weight), 2),
        "std_dev_length_cm": Number(spread(length, fish), 2, fish < 2),
        "std_dev_weight_g": Number(spread(weight, weighed), 2, weighed < 2),
        **written(days, 13),
    }


def _least(values: Int64) -> Int64:
    least: Int64 = np.where(values > 0, values, values.max()).min(axis=1)
    return least


def _k_factor(weight: Int64, length: Int64, weighed: Int64) -> Int64:
    """Mean K of the weighed fish of each sample, in 0.0001; the weight of others is 0."""
    cm = np.maximum(length, 1) / 100.0
    fish = weight / (cm * cm * cm)
    return half_even(np.cumsum(fish, axis=1)[:, -1] / weighed, 4)


def _born(part: Part, cells: Int64) -> Int64:
    return part.history.day_of_cell[cells]


TABLE = BatchTable(name="health_healthsamplingevent", select=_cells, columns=_columns, born=_born)
