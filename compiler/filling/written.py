"""When rows were written: day by day, how many. Ids follow it, as a live database gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import SECONDS_PER_DAY
from compiler.nouns import Column, Day, Ints, Moment

Int32 = NDArray[np.int32]
ALWAYS = -(1 << 30)
"""Before the day of any row"""
UNDATED = 0
"""Day of rows of which nobody says when they were written"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows were written on which day."""

    day: Int32
    """Ascending, each once"""
    rows: Int32
    """[day] more than none"""

    @property
    def total(self) -> int:
        return int(self.rows.sum(dtype=np.int64))


def tally(days: Ints, rows: Ints | None = None) -> Tally:
    """Count rows by the day of each. Args: rows  how many each day stands for; None for one

    >>> found = tally(np.array([7, 5, 7]))
    >>> found.day.tolist(), found.rows.tolist()
    ([5, 7], [1, 2])
    """
    if not len(days):
        return Tally(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
    low = int(days.min())
    counts = np.bincount(days - low, rows)
    day = np.flatnonzero(counts)
    return Tally((day + low).astype(np.int32), counts[day].astype(np.int32))


def newest(days: Ints | Tally) -> int:
    """The last day of some rows, of which there is one at least."""
    return int((days.day if isinstance(days, Tally) else days).max())


def joined(some: Iterable[Tally]) -> Tally:
    """All of them as one."""
    known = list(some)
    if len(known) == 1:
        return known[0]
    nothing = np.zeros(0, dtype=np.int32)
    days = np.concatenate([nothing, *(one.day for one in known)])
    return tally(days, np.concatenate([nothing, *(one.rows for one in known)]))


def days_in(columns: Mapping[str, Column], name: str, size: int) -> Ints:
    """[row] the day that a column names; UNDATED where there is none, or none of days or moments."""
    column = columns.get(name)
    if isinstance(column, Moment):
        return column.values.astype(np.int64) // SECONDS_PER_DAY
    if isinstance(column, Day):
        return column.values
    return np.full(size, UNDATED, dtype=np.int64)


def days_of_rest(columns: Mapping[str, Column], name: str, size: int) -> Ints:
    """[row] likewise of rows of no batch: all as the last of them, behind the rows of batches of that day, as what is
    kept of the last days alone would otherwise take other ids every day."""
    days = days_in(columns, name, size)
    return np.full(size, days.max(initial=UNDATED))
