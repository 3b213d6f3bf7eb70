"""Aggregates of a sample, exact, in integers: what the fish of a net say together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


def spread(values: Int64, size: Int64) -> Int64:
    """Standard deviation of the population, rounded half up: sqrt(n S2 - S1^2) / n, absent fish are zeros."""
    squares = size * (values * values).sum(axis=1) - values.sum(axis=1) ** 2
    return (root(4 * squares) + size) // (2 * size)


def root(squares: Int64) -> Int64:
    """Integer square root, rounded down."""
    found: Int64 = np.sqrt(squares.astype(np.float64)).astype(np.int64)
    found -= found * found > squares
    found += (found + 1) * (found + 1) <= squares
    return found


def condition(weight: Int64, length: Int64, size: Int64) -> Int64:
    """100 K from sums in 0.01 g and 0.01 cm: 10^8 n^2 W / L^3, in integers of any size, rounded half up."""
    w, cube, n = weight.astype(object), length.astype(object) ** 3, size.astype(object)
    factor: NDArray[np.object_] = (2 * 10**8 * n * n * w + cube) // (2 * cube)
    return factor.astype(np.int64)
