"""How many rows each batch has in each table, and on which days they were written: before anything has an id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from compiler.filling.histories.states import DATE, stated
from compiler.filling.histories.trails import Trail
from compiler.filling.kinds import PartTable
from compiler.filling.part import Part
from compiler.filling.places import UNPLACED
from compiler.filling.tables import find_tables
from compiler.filling.written import Int32, Runs, Tallies, Tally, days_in, end_to_end, joined, tallies, tally
from compiler.nouns import Ints

Spread = Callable[[Callable[[Any, Any], Any], Any, Sequence[Any]], Iterable[Any]]
"""Asks a question of a context about each of many things, in as many processes as there are."""
SMALL_DAYS = 20_000
"""Container days of which rows are counted sooner than processes start."""


@dataclass(frozen=True, slots=True)
class Census:
    """All rows of batches, and of their histories."""

    tallies: Mapping[str, Tallies]
    """[table][part]"""
    days: Mapping[str, Runs]
    """[table][part][row] of tables that others refer to"""

    @property
    def counts(self) -> dict[str, tuple[int, ...]]:
        """[table][part] rows"""
        return {name: tuple(one.total for one in some) for name, some in self.tallies.items()}

    def with_rest(self, rest: Mapping[str, Int32], trails: Iterable[Trail]) -> Census:
        """With the rows of no batch behind the others. Args: rest  [table][row] on which they were written, once"""
        more = dict(rest) | {one.table: rest[one.base] for one in trails if one.base in rest}
        known, days = self.tallies.items(), self.days.items()
        return Census(
            {name: tallies([*some, tally(more[name])]) if name in more else some for name, some in known},
            {name: end_to_end([*some, rest[name]]) if name in rest else some for name, some in days},
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of one batch, in few arrays."""

    rows: Tallies
    """[table]"""
    states: Tallies
    """[table that has a history] of that"""
    days: Runs
    """[table that others refer to][row] on which it was written"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table whose rows are counted. It goes by its name: tables cannot be pickled."""

    table: str
    trail: Trail | None
    named: bool
    """Other tables refer to its rows"""


def take_census(
    names: Sequence[str], referred: Set[str], trails: Mapping[str, Trail], parts: Sequence[Part], spread: Spread
) -> Census:
    """Args: names  of tables that batches fill     referred  those that others refer to"""
    by_base = {one.base: one for one in trails.values()}
    wanted = [Wanted(name, by_base.get(name), name in referred) for name in names]
    large = sum(len(part.history.day_of_cell) for part in parts) > SMALL_DAYS
    places = range(len(parts))
    each = list(spread(count, (wanted, parts), places)) if large else [count((wanted, parts), at) for at in places]
    named = [one.table for one in wanted if one.named]
    trailed = [one.trail.table for one in wanted if one.trail]
    rows = {name: tallies(one.rows[at] for one in each) for at, name in enumerate(names)}
    histories = {name: tallies(one.states[at] for one in each) for at, name in enumerate(trailed)}
    return Census(rows | histories, {name: end_to_end(one.days[at] for one in each) for at, name in enumerate(named)})


def count(context: tuple[Sequence[Wanted], Sequence[Part]], at: int) -> Counted:
    """Of one batch. Args: context  the tables, all parts     at  of the part"""
    wanted, parts = context
    rows, history, days = [], [], []
    for one in wanted:
        own, later, dates = _count(one, find_tables()[one.table], parts[at])
        rows.append(own)
        history += [later] if one.trail else []
        days += [_by_row(dates)] if one.named else []
    return Counted(tallies(rows), tallies(history), end_to_end(days))


def _count(wanted: Wanted, table: Any, part: Part) -> tuple[Tally, Tally, Sequence[Ints | Tally]]:
    """Of a table, of its history if it has one, and the days of its rows, block by block."""
    assert isinstance(table, PartTable)
    foretold = table.foretold(part)
    if foretold is not None:
        found = joined(one if isinstance(one, Tally) else tally(one) for one in foretold)
        return found, found, foretold
    made = list(table.blocks(part, UNPLACED))
    days = [days_in(rows.columns, table.moment, rows.size) for rows, _ in made]
    told = (one for rows, past in made for one in (stated(wanted.trail, rows, past) if wanted.trail else ()))
    return joined(map(tally, days)), joined(tally(days_in(one.columns, DATE, one.size)) for one in told), days


def _by_row(days: Sequence[Ints | Tally]) -> Int32:
    """Errors: TypeError when rows that others refer to were only counted (our bug)."""
    rows = [one for one in days if not isinstance(one, Tally)]
    if len(rows) < len(days):
        raise TypeError("rows that others refer to are dated one by one")
    return np.concatenate([np.zeros(0, dtype=np.int64), *rows]).astype(np.int32)
