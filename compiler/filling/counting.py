"""How many rows each batch has in each table, and on which days they were written: before anything has an id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from compiler.filling.histories.states import states
from compiler.filling.histories.trails import Trail
from compiler.filling.kinds import PartTable
from compiler.filling.part import Part
from compiler.filling.places import UNPLACED
from compiler.filling.tables import find_tables
from compiler.filling.written import Int32, Tally, days_in, joined, tally
from compiler.nouns import Ints

STATED = "history_date"
Spread = Callable[[Callable[[Any, Any], Any], Any, Sequence[Any]], Iterable[Any]]
"""Asks a question of a context about each of many things, in as many processes as there are."""
SMALL_DAYS = 20_000
"""Container days of which rows are counted sooner than processes start."""


@dataclass(frozen=True, slots=True)
class Census:
    """All rows of batches, and of their histories."""

    tallies: Mapping[str, Sequence[Tally]]
    """[table][part]"""
    days: Mapping[str, Sequence[Int32]]
    """[table][part][row] of tables that others refer to"""

    @property
    def counts(self) -> dict[str, tuple[int, ...]]:
        """[table][part] rows"""
        return {name: tuple(one.total for one in some) for name, some in self.tallies.items()}

    def with_rest(self, rest: Mapping[str, Int32], trails: Iterable[Trail]) -> Census:
        """With the rows of no batch behind the others. Args: rest  [table][row] on which they were written, once"""
        more = dict(rest) | {one.table: rest[one.base] for one in trails if one.base in rest}
        return Census(
            {name: [*some, tally(more[name])] if name in more else some for name, some in self.tallies.items()},
            {name: [*some, rest[name]] if name in rest else some for name, some in self.days.items()},
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of one batch in one table."""

    rows: Tally
    days: Int32 | None
    """[row] on which each was written, where other tables refer to them"""
    states: Tally | None
    """Likewise of its history, where it has one"""


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
    tallies: dict[str, Sequence[Tally]] = {}
    days: dict[str, Sequence[Int32]] = {}
    for at, one in enumerate(wanted):
        found = [counted[at] for counted in each]
        tallies[one.table] = [counted.rows for counted in found]
        if one.named:
            days[one.table] = [counted.days for counted in found if counted.days is not None]
        if one.trail:
            tallies[one.trail.table] = [counted.states for counted in found if counted.states is not None]
    return Census(tallies, days)


def count(context: tuple[Sequence[Wanted], Sequence[Part]], at: int) -> list[Counted]:
    """[table] of one batch. Args: context  the tables, all parts     at  of the part"""
    wanted, parts = context
    return [_count(one, find_tables()[one.table], parts[at]) for one in wanted]


def _count(wanted: Wanted, table: Any, part: Part) -> Counted:
    assert isinstance(table, PartTable)
    foretold = table.foretold(part)
    if foretold is not None:
        found = joined(one if isinstance(one, Tally) else tally(one) for one in foretold)
        return Counted(found, _by_row(foretold) if wanted.named else None, found if wanted.trail else None)
    made = list(table.blocks(part, UNPLACED))
    days = [days_in(rows.columns, table.moment, rows.size) for rows, _ in made]
    history = None
    if wanted.trail:
        told = (one for rows, past in made for one in states(wanted.trail, rows, past))
        history = joined(tally(days_in(one.columns, STATED, one.size)) for one in told)
    return Counted(joined(map(tally, days)), _by_row(days) if wanted.named else None, history)


def _by_row(days: Sequence[Ints | Tally]) -> Int32:
    """Errors: TypeError when rows that others refer to were only counted (our bug)."""
    rows = [one for one in days if not isinstance(one, Tally)]
    if len(rows) < len(days):
        raise TypeError("rows that others refer to are dated one by one")
    return np.concatenate([np.zeros(0, dtype=np.int64), *rows]).astype(np.int32)
