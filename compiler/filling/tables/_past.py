"""Rows that were planned before they were carried out: one earlier state, of the moment at which they were made."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from compiler.nouns import Column, Moment, Past, Rows


def planned(rows: Rows, which: NDArray[np.int64], columns: Mapping[str, Column]) -> Past:
    """The state at created_at of some rows of a block. Errors: TypeError when created_at is no column of moments."""
    born = rows.columns["created_at"]
    if not isinstance(born, Moment):
        raise TypeError("created_at is no column of moments")
    return Past(which, born.values[which].astype(np.int64), columns)
