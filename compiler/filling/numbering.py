"""Ids. Rows refer to one another by place while they are made: 1 for the first row of a table in the file, then 2, 3 …

What leaves this room carries ids instead: the rows of a table are numbered day by day as they were written, within a
day batch by batch, within a batch as they stand. So ids run with time, as in a live database, and what was written
before a day keeps its ids on all later ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from compiler.exact import KERNEL
from compiler.filling.counting import Census
from compiler.filling.written import Int32, Int64, Runs, Tallies, Tally
from compiler.nouns import Column, Ints, Number, Rows, Same, shelved
from compiler.target import Table

T = TypeVar("T")
KEYLESS = {
    "batch_liveforwardprojection": {"temp_profile_id": "scenario_temperatureprofile"},
    "environmental_environmentalreading": {"batch_container_assignment_id": "batch_batchcontainerassignment"},
    "finance_factharvest": {"dim_batch_id": "batch_batch"},
    "scenario_scenarioprojection": {"scenario_id": "scenario"},
}
"""[table][column] tables that a column refers to without a foreign key."""
RADIX_DAYS = 1 << 16
"""Days within so many are sorted by their digits."""


@dataclass(frozen=True, slots=True)
class First:
    """The ids of one part's rows of a table: they run on from `id` on each day."""

    tally: Tally
    id: Int64
    """[day of the tally]"""


@dataclass(frozen=True, slots=True)
class Firsts:
    """Those of all parts, and behind them of the rows of none."""

    tallies: Tallies
    id: Int64
    """[day of the tallies]"""

    def __getitem__(self, part: int) -> First:
        edges = self.tallies.day.edges
        return First(self.tallies[part], self.id[edges[part] : edges[part + 1]])


@dataclass(frozen=True, slots=True)
class Numbering:
    """Picklable; tables without rows of batches are not in it: their places are their ids."""

    firsts: Mapping[str, Firsts]
    """[table]"""
    ids: Mapping[str, Int32]
    """[table][place - 1] of tables that others refer to"""

    def counter(self, table: str, part: int) -> Counter:
        return Counter(table, self.firsts[table][part])


class Counter:
    """Numbers the rows of one part of a table, block by block."""

    def __init__(self, table: str, first: First) -> None:
        day = first.tally.day
        self.table, self.low, span = table, int(day[0]) if len(day) else 0, int(day[-1] - day[0]) + 1 if len(day) else 0
        self.following, self.left = np.zeros(span, dtype=np.int64), np.zeros(span, dtype=np.int64)
        self.following[day - self.low] = first.id
        self.left[day - self.low] = first.tally.rows

    def ids(self, days: Ints) -> Int64:
        """[row] its id. Errors: ValueError when more rows are of a day than were counted (our bug)."""
        if not len(days):
            return np.zeros(0, dtype=np.int64)
        if KERNEL:
            found, days = np.empty(len(days), dtype=np.int64), np.ascontiguousarray(days, dtype=np.int64)
            enough = KERNEL.count_up(found, days, self.low, self.following, self.left)
        else:
            enough, found = self._numbered(days - self.low)
        if not enough:
            raise ValueError(f"table {self.table}: more rows of a day than were counted")
        return found

    def _numbered(self, at: Ints) -> tuple[bool, Int64]:
        """The same by numpy."""
        found = np.empty(len(at), dtype=np.int64)
        if int(at.min()) < 0 or int(at.max()) >= len(self.left):
            return False, found
        order = np.argsort(at.astype(np.uint16) if len(self.left) <= RADIX_DAYS else at, kind="stable")
        ordered = at[order]
        counts = np.bincount(ordered, minlength=len(self.left))
        starts = np.cumsum(counts) - counts
        found[order] = (self.following - starts)[ordered] + np.arange(len(at))
        self.following += counts
        self.left -= counts
        return int(self.left.min()) >= 0, found


def lay(census: Census, batches: Sequence[int]) -> Numbering:
    """Number all rows: those of one day by batch, then those of none; laid on a shelf.

    Args: batches  [part] index into the scenario
    """
    order = [*sorted(range(len(batches)), key=batches.__getitem__), len(batches)]
    firsts = {
        name: number(some, [at for at in order if at < len(some)]) for name, some in census.tallies.items() if some
    }
    ids = {name: ids_of(name, firsts[name], days) for name, days in census.days.items() if days}
    return Numbering(_laid(firsts), _laid(ids))


def number(tallies: Tallies, order: Sequence[int]) -> Firsts:
    """The first ids of all parts. Args: tallies  [part]     order  in which the rows of one day are numbered, parts"""
    turn = np.argsort(order)
    rows = tallies.rows.values.astype(np.int64)
    by_day = np.lexsort((np.repeat(turn, np.diff(tallies.day.edges)), tallies.day.values))
    firsts = np.empty(len(rows), dtype=np.int64)
    firsts[by_day] = 1 + np.cumsum(rows[by_day]) - rows[by_day]
    return Firsts(tallies, firsts)


def ids_of(table: str, firsts: Firsts, days: Runs) -> Int32:
    """[place - 1] ids of all rows of a table. Args: days  [part] on which each of its rows was written"""
    found = [Counter(table, firsts[part]).ids(own) for part, own in enumerate(days)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *found]).astype(np.int32)


def _laid(some: Mapping[str, T]) -> dict[str, T]:
    return dict(zip(some, shelved(some.values()), strict=True))


def references(table: Table) -> dict[str, str]:
    """[column] the table whose rows it names."""
    return {key.columns[0]: key.target for key in table.foreign_keys} | KEYLESS.get(table.name, {})


def named(columns: Mapping[str, Column], names: Mapping[str, str], ids: Mapping[str, Int32]) -> dict[str, Column]:
    """The columns with ids where they had places. Args: names  [column] the table it refers to     ids  by place"""
    known = {name: ids[target] for name, target in names.items() if target in ids and name in columns}
    return {name: _named(column, known[name]) if name in known else column for name, column in columns.items()}


def numbered(rows: Rows, key: str, ids: Int64) -> Rows:
    """With these ids in the column `key`; where it is '' the rows have none."""
    return Rows(rows.size, {**rows.columns, key: Number(ids)}) if key else rows


def _named(column: Column, ids: Int32) -> Column:
    """Where a mask says that nothing is named, any place will do."""
    if isinstance(column, Same):
        return Same(int(ids[column.value - 1])) if isinstance(column.value, int) else column
    if not isinstance(column, Number):
        raise TypeError("references are columns of numbers")
    places, null = column.values, column.null
    if not len(ids) or (null is not None and null.all()):
        return column
    if null is not None:
        places = np.where(null, places[np.argmin(null)], places)
    return Number(ids[places - 1], column.decimals, null)
