"""One row a growth sample; every aggregate follows exactly from the sample's fish, in integers.

The spread is that of a population (divided by n), the condition factor 100 w / l^3 of the unrounded means.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from compiler.exact import divide_half_up
from compiler.part import Ids, Int64, Part, day_of_cell, stay_of_cell, written
from compiler.processes.sampling import observations
from compiler.rows import Day, Number, Rows, Same, Serial

TABLE = "batch_growthsample"


def count(part: Part) -> int:
    return len(part.history.sample_cell)


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    weight, length = (fish.astype(np.int64) for fish in observations(part.world.scenario, part.history))
    if not len(weight):
        return
    size: Int64 = np.count_nonzero(weight, axis=1)
    cells = part.history.sample_cell
    days = day_of_cell(part)[cells]
    yield Rows(
        len(cells),
        {
            "id": Serial(ids[TABLE]),
            "sample_date": Day(days),
            "sample_size": Number(size),
            "avg_weight_g": Number(part.history.sample_weight_cg, 2),
            "avg_length_cm": Number(divide_half_up(length.sum(axis=1), size), 2),
            "std_deviation_weight": Number(_spread(weight, size), 2),
            "std_deviation_length": Number(_spread(length, size), 2),
            "min_weight_g": Number(np.where(weight > 0, weight, weight.max()).min(axis=1), 2),
            "max_weight_g": Number(weight.max(axis=1), 2),
            "condition_factor": Number(_condition(weight.sum(axis=1), length.sum(axis=1), size), 2),
            "notes": Same(None),
            "assignment_id": Number(stay_of_cell(part)[cells] + ids["batch_batchcontainerassignment"]),
            **written(days, 11),
        },
    )


def _spread(values: Int64, size: Int64) -> Int64:
    """Standard deviation of the population, rounded half up: sqrt(n S2 - S1^2) / n, absent fish are zeros."""
    squares = size * (values * values).sum(axis=1) - values.sum(axis=1) ** 2
    return (_root(4 * squares) + size) // (2 * size)


def _root(squares: Int64) -> Int64:
    """Integer square root, rounded down."""
    root: Int64 = np.sqrt(squares.astype(np.float64)).astype(np.int64)
    root -= root * root > squares
    root += (root + 1) * (root + 1) <= squares
    return root


def _condition(weight: Int64, length: Int64, size: Int64) -> Int64:
    """100 K from sums in 0.01 g and 0.01 cm: 10^8 n^2 W / L^3, in integers of any size, rounded half up."""
    w, cube, n = weight.astype(object), length.astype(object) ** 3, size.astype(object)
    factor: NDArray[np.object_] = (2 * 10**8 * n * n * w + cube) // (2 * cube)
    return factor.astype(np.int64)
