"""The kinds of tables. A table is a value: its name, what its rows are about, their columns, and their earlier states.

    WorldTable    static rows
    LedgerTable   rows of the farm's books
    BatchTable    rows of each batch, made in one block
    BlocksTable   rows of each batch, made in several blocks, which are selected one by one
    FarmTable     rows of the whole farm, made in several blocks: of its closing book, or of all sea areas

`select` is the only place that says which rows a batch has: what it returns has a length, and that is their number. So
it must be cheap; values are drawn in `columns`, where columns that name rows hold their places (`numbering.py`). `past`
names the columns that differ in an earlier state, no others.
`slips` says what may be wrong in a row where the scenario orders mistakes (`defects.py`); such rows have no other past.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np

from compiler.biology import Ledger
from compiler.filling.closing import Closing
from compiler.filling.defects import Mark, Spoilt, hits, spoil
from compiler.filling.part import STATES, Ids, Part, State
from compiler.filling.slips import Slips
from compiler.filling.world import World
from compiler.filling.written import ALWAYS, UNDATED, Tally, days_in, newest
from compiler.nouns import Column, Ints, Past, Rows, Serial, size_of, take

Columns = Mapping[str, Column]
Block = tuple[Rows, Past | None]
"""Rows, and their earlier states where the table keeps any"""
S = TypeVar("S", bound=Sized)
"""The subjects of a block of rows: an array, a sequence, or a noun with a length"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldTable:
    """Static rows; without a `past` each was written once."""

    name: str
    rows: Callable[[World], Rows]
    past: Callable[[World], Past] | None = None

    def block(self, world: World) -> Block:
        """Errors: ValueError when the earlier states do not fit the rows (our bug)."""
        rows = self.rows(world)
        return rows, self.past and _held_to(self.name, rows, self.past(world))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTable:
    """Rows of the farm's books."""

    name: str
    rows: Callable[[World, Ledger], Rows]
    past: Callable[[World, Ledger], Past] | None = None

    def block(self, world: World, ledger: Ledger) -> Block:
        """Errors: ValueError when the earlier states do not fit the rows (our bug)."""
        rows = self.rows(world, ledger)
        return rows, self.past and _held_to(self.name, rows, self.past(world, ledger))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTable(ABC, Generic[S]):
    """Rows of each batch. A block without subjects is not made, so `columns` and `past` see at least one."""

    name: str
    columns: Callable[[Part, S, Ids], Columns]
    """The columns of the subjects' rows, but for `key`; ids: the first ids of the part"""
    past: Callable[[Part, S], Past] | None = None
    """Earlier states of the subjects' rows; None where each was written once"""
    key: str = "id"
    """Column of the row's own id, '' where it has none"""
    moment: str = "created_at"
    """Column of the moment, or the day, at which a row was written: ids follow it; '' where none tells"""
    born: Callable[[Part, S], Ints | Tally] | None = None
    """The days in that column, row by row or counted, where they are known before values are drawn"""
    settled: Callable[[S], bool] | None = None
    """Of which blocks the rows, once written, stay as they are on all later days, but for the stamp, and days that are
    over get no more; None of none. `born` is known, and blocks that do not settle stand first"""
    stamp: str = ""
    """Column that holds the same in every row, by as_of alone"""
    since: State = "received"
    """How far a batch must have come to have such rows"""
    rest: Callable[[Closing], Columns] | None = None
    """Rows of no batch, behind those of all: their columns but for `key`"""
    older: frozenset[str] = frozenset()
    """Columns that only older releases of the target have"""
    slips: Slips | None = None
    """The mistakes that rows can have; None where they are always right"""

    @abstractmethod
    def selected(self, part: Part) -> Sequence[S]:
        """The subjects of a batch's rows, block by block."""

    def _subjects(self, part: Part) -> Sequence[S]:
        return self.selected(part) if STATES.index(part.state) >= STATES.index(self.since) else ()

    def foretold(self, part: Part) -> Sequence[Ints | Tally] | None:
        """The days on which a batch's rows were written, block by block; None where only the rows themselves tell."""
        if self.past or self._ordered(part) or (self.moment and not self.born):
            return None
        blocks = [subjects for subjects in self._subjects(part) if len(subjects)]
        if self.born:
            return [self.born(part, subjects) for subjects in blocks]
        return [np.full(len(subjects), UNDATED) for subjects in blocks]

    def rows(self, part: Part, ids: Ids, since: int = ALWAYS) -> Iterator[Rows]:
        """The rows of a batch. Errors: ValueError when a column is longer or shorter than the selection (our bug)."""
        for _, rows, _ in self._made(part, ids, since):
            yield rows

    def blocks(self, part: Part, ids: Ids, since: int = ALWAYS) -> Iterator[Block]:
        """The rows and their earlier states; of settled rows without blocks that were all written before a day.

        Errors: ValueError when one does not fit the other (our bug).
        """
        for subjects, rows, spoilt in self._made(part, ids, since):
            past = spoilt.past if spoilt else self.past and self.past(part, subjects)
            yield rows, past and _held_to(self.name, rows, past)

    def marks(self, part: Part, ids: Ids) -> Iterator[tuple[Rows, tuple[Mark, ...]]]:
        """The blocks of a batch, each with what is wrong in its rows, where the scenario ordered it."""
        for _, rows, spoilt in self._made(part, ids) if self._ordered(part) else ():
            yield rows, spoilt.marks if spoilt else ()

    def rest_of(self, closing: Closing, first_id: int) -> Rows:
        """The rows of no batch. Errors: ValueError when their columns differ in length (our bug)."""
        columns = self.rest(closing) if self.rest else {}
        size = next((found for column in columns.values() if (found := size_of(column)) is not None), 0)
        _require_size(self.name, size, columns)
        return Rows(size, {self.key: Serial(first_id), **columns})

    def _ordered(self, part: Part) -> Slips | None:
        return self.slips if part.world.scenario.defective(self.name) else None

    def stands(self, part: Part) -> bool:
        """Whether rows of a batch are settled: none will be put right."""
        return self.settled is not None and self._ordered(part) is None

    def _made(self, part: Part, ids: Ids, since: int = ALWAYS) -> Iterator[tuple[S, Rows, Spoilt | None]]:
        following, slips = ids[self.name], self._ordered(part)
        for subjects in self._subjects(part):
            size = len(subjects)
            if not size:
                continue
            recent = since > ALWAYS and bool(self.settled and self.settled(subjects))
            if recent and self.born and newest(self.born(part, subjects)) < since:
                following += size
                continue
            own = {self.key: Serial(following)} if self.key else {}
            columns = self.columns(part, subjects, ids)
            _require_size(self.name, size, columns)
            rows, spoilt = Rows(size, {**own, **columns}), None
            if slips:
                found = hits(part, self.name, slips, subjects)
                spoilt = spoil(part, slips, slips.where(part, subjects), rows, found)
                rows = spoilt.rows
            following += rows.size
            yield subjects, _since(rows, self.moment, since) if recent else rows, spoilt


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTable(PartTable[S]):
    """Rows of each batch, made in one block."""

    select: Callable[[Part], S]

    def selected(self, part: Part) -> Sequence[S]:
        return (self.select(part),)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocksTable(PartTable[S]):
    """Rows of each batch, made in several blocks, or in none."""

    select: Callable[[Part], Sequence[S]]

    def selected(self, part: Part) -> Sequence[S]:
        return self.select(part)


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmTable(Generic[S]):
    """Rows of the whole farm, in blocks that know nothing of one another: months, sites, or all of them."""

    name: str
    select: Callable[[Closing], Sequence[S]]
    """The subjects of its rows, block by block; their lengths are the numbers of rows"""
    columns: Callable[[Closing, S], Columns]
    """The columns of a block, but for `key`"""
    past: Callable[[Closing, S], Past] | None = None
    key: str = "id"

    def sizes(self, closing: Closing) -> tuple[tuple[int, int], ...]:
        """[block] number of rows, and of their earlier states."""
        return tuple(
            (len(some), len(self.past(closing, some).row) if self.past and len(some) else 0)
            for some in self.select(closing)
        )

    def blocks(self, closing: Closing, first: int, end: int, following: int) -> Iterator[Block]:
        """The blocks first to end - 1 that have rows, and their earlier states; ids run on from `following`.

        Errors: ValueError when a column is longer or shorter than the selection (our bug).
        """
        for some in self.select(closing)[first:end]:
            if size := len(some):
                columns = self.columns(closing, some)
                _require_size(self.name, size, columns)
                rows = Rows(size, {self.key: Serial(following), **columns})
                yield rows, self.past and _held_to(self.name, rows, self.past(closing, some))
                following += size


AnyTable = WorldTable | LedgerTable | PartTable[Any] | FarmTable[Any]
KINDS = (WorldTable, LedgerTable, PartTable, FarmTable)


def every(_: object) -> bool:
    """All subjects of a table."""
    return True


def _since(rows: Rows, moment: str, day: int) -> Rows:
    """Those that were written on that day or later."""
    wanted = np.flatnonzero(days_in(rows.columns, moment, rows.size) >= day)
    return Rows(len(wanted), {name: take(column, wanted) for name, column in rows.columns.items()})


def _require_size(table: str, size: int, columns: Columns) -> None:
    for name, column in columns.items():
        values = size_of(column)
        if values not in (None, size):
            raise ValueError(f"{table}: {size} rows are selected, but {name} has {values} values")


def _held_to(table: str, rows: Rows, past: Past) -> Past:
    unknown = sorted(past.columns.keys() - rows.columns.keys())
    if unknown:
        raise ValueError(f"{table}: rows have no {', '.join(unknown)}, but their earlier states do")
    _require_size(f"{table}, earlier states", len(past.row), past.columns)
    return past
