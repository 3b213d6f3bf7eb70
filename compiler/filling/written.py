"""When rows were written: day by day, how many. Ids follow it, as a live database gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import SECONDS_PER_DAY
from compiler.nouns import Column, Day, Ints, Moment

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
NOTHING = np.zeros(0, dtype=np.int32)
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


@dataclass(frozen=True, slots=True)
class Runs:
    """Arrays that lie one behind the other in one: as objects small ones take more than what they hold."""

    values: Int32
    edges: Int64
    """[array] where it begins, and the end of the last"""

    def __getitem__(self, at: int) -> Int32:
        return self.values[self.edges[at] : self.edges[at + 1]]

    def __len__(self) -> int:
        return len(self.edges) - 1

    def __iter__(self) -> Iterator[Int32]:
        return map(self.__getitem__, range(len(self)))


@dataclass(frozen=True, slots=True)
class Tallies:
    """Likewise: a farm has some of each batch and table."""

    day: Runs
    rows: Runs

    def __getitem__(self, at: int) -> Tally:
        return Tally(self.day[at], self.rows[at])

    def __len__(self) -> int:
        return len(self.day)

    def __iter__(self) -> Iterator[Tally]:
        return map(self.__getitem__, range(len(self)))


def end_to_end(arrays: Iterable[Int32]) -> Runs:
    """
    >>> [one.tolist() for one in end_to_end([np.array([7, 5]), np.array([], np.int32), np.array([1])])]
    [[7, 5], [], [1]]
    """
    some = list(arrays)
    return Runs(np.concatenate([NOTHING, *some]), np.cumsum([0, *map(len, some)], dtype=np.int64))


def tallies(some: Iterable[Tally]) -> Tallies:
    each = list(some)
    return Tallies(end_to_end(one.day for one in each), end_to_end(one.rows for one in each))


def tally(days: Ints, rows: Ints | None = None) -> Tally:
    """Count rows by the day of each. Args: rows  how many each day stands for; None for one

    >>> found = tally(np.array([7, 5, 7]))
    >>> found.day.tolist(), found.rows.tolist()
    ([5, 7], [1, 2])
    """
    if not len(days):
        return Tally(NOTHING, NOTHING)
    low = int(days.min())
    counts = np.bincount(days - low, rows)
    day = np.flatnonzero(counts)
    return Tally((day + low).astype(np.int32), counts[day].astype(np.int32))


def on_days(first: int, rows: Ints) -> Tally:
    """So many rows on each day from the first on.

    >>> on_days(5, np.array([2, 0, 1])).day.tolist()
    [5, 7]
    """
    at = np.flatnonzero(rows)
    return Tally((at + first).astype(np.int32), rows[at].astype(np.int32))


def newest(days: Ints | Tally) -> int:
    """The last day of some rows, of which there is one at least."""
    return int((days.day if isinstance(days, Tally) else days).max())


def joined(some: Iterable[Tally]) -> Tally:
    """All of them as one."""
    known = list(some)
    if len(known) == 1:
        return known[0]
    days = np.concatenate([NOTHING, *(one.day for one in known)])
    return tally(days, np.concatenate([NOTHING, *(one.rows for one in known)]))


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
