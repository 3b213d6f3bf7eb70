"""The text of one task: made from the farm, or taken from the dump of an earlier compile where that still holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from operator import index
from pickle import PickleBuffer
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

from compiler.diagnostics import Diagnostic, Stop
from compiler.filling import Farm, Keys, NotAlone, alone, fitted, rows_of
from compiler.writing.copytext import blocks
from compiler.writing.index import Index, Mark, Place
from compiler.writing.renumbering import Moved, renumbered
from compiler.writing.runs import Cut, Runs, Texts, stored
from compiler.writing.schedule import Task
from compiler.writing.twins import Twin, made_twins, read_waiting

if TYPE_CHECKING:
    from typing_extensions import Buffer

TRIES = 3
"""So many batches of a table are tried alone in vain before none is"""


class Portion(NamedTuple):
    """The rows of one batch in a piece."""

    part: int
    """Place of the batch in the farm"""
    length: int
    """Bytes"""
    key: bytes
    """b'' where they have none, and cannot serve again"""
    reused: bool
    """They are of the dump before"""


@dataclass(frozen=True, slots=True)
class Made:
    """What was laid of a block."""

    rows: int
    key: bytes = b""
    reused: bool = False
    twin: Twin | None = None
    """That of its twin"""


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one task. `refused` says why copytext could not write a row, '' if it could."""

    rows: int
    texts: Sequence[Buffer]
    """In runs of some hundred kilobytes, which a cache holds while they are hashed and written"""
    refused: str = ""
    parts: Sequence[Portion] = ()
    """Where rows may serve again, of each batch in order"""
    twins: Sequence[Twin] = ()
    """What was made with it of another table"""

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type[Piece], tuple[object, ...]]:
        """Its text as buffers, which need not be copied into the pickle, where those are known."""
        known = index(protocol) >= 5
        twins = [one._replace(texts=_buffers(one.texts, known)) for one in self.twins]
        return Piece, (self.rows, _buffers(self.texts, known), self.refused, self.parts, twins)


def _buffers(texts: Sequence[Buffer], known: bool) -> Sequence[Buffer]:
    return [PickleBuffer(text) if known else bytes(text) for text in texts]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The dump of an earlier compile, open for reading."""

    file: int
    index: Index
    name: str

    def read(self, place: Place) -> Iterator[bytes]:
        """The text of some rows, in pieces of whole rows. Errors: Stop AQ517 when the file has become another."""
        rest = b""
        try:
            for part in stored(self.file, place.offset, place.length):
                text = rest + part
                whole = text.rfind(b"\n") + 1
                rest = text[whole:]
                if whole:
                    yield text[:whole]
        except Cut:
            raise Stop([self.touched()]) from None
        if rest:
            raise Stop([self.touched()])

    def renumbered(self, text: bytes, moved: Sequence[Moved]) -> bytes:
        """Errors: Stop AQ517 when the text holds other ids than the index says."""
        try:
            return renumbered(text, moved)
        except ValueError:
            raise Stop([self.touched()]) from None

    def check(self) -> None:
        """Errors: Stop AQ517 when somebody wrote to the file while it was read."""
        if Mark.of(os.fstat(self.file)) != self.index.mark:
            raise Stop([self.touched()])

    def touched(self) -> Diagnostic:
        hint = "compile again, which makes all rows anew"
        return Diagnostic("AQ517", f"{self.name} was changed while rows of it were read", hint=hint)


@dataclass(slots=True)
class Reuse:
    """What is kept from one compile to the next. Each process has one."""

    keys: Keys
    earlier: Earlier | None
    failed: dict[tuple[str, bool], int] = field(default_factory=dict)
    """[table, with prices] how often its rows were found to hang on more; below zero where they once did not"""
    lone: dict[tuple[int, bool], Farm] = field(default_factory=dict)
    """[part, with prices] the farm as it sees it, known so far"""
    keyed: dict[bytes, Place] = field(default_factory=dict)
    """Where rows lie in the dump that is being written, known so far"""
    reused: int = 0
    """Bytes that were taken from the dump before, likewise"""
    inode: int = 0
    """Of the dump, once all of it is written"""

    def lay(self, table: str, offset: int, parts: Sequence[Portion]) -> None:
        """Remember where the parts of a piece lie. Args: offset  bytes in front of it"""
        for one in parts:
            if one.key:
                self.keyed[one.key] = Place(table, one.part, offset, one.length)
            if one.reused:
                self.reused += one.length
            offset += one.length

    def finish(self, file: int) -> None:
        """All of the dump is in this file. Errors: Stop AQ517 when somebody wrote to the one before meanwhile."""
        if self.earlier:
            self.earlier.check()
        self.inode = os.fstat(file).st_ino

    def found(self, table: str, at: int, runs: Runs) -> Made | None:
        """The rows of a part that the dump before holds."""
        if not self.earlier:
            return None
        for priced in (False, True):
            key = self.keys.of(table, at, priced)
            if texts := self._found(self.earlier, table, at, key):
                return Made(runs.lay(texts), key, reused=True)
        return None

    def made_alone(self, farm: Farm, tables: tuple[str, str], at: int, runs: Runs) -> Made | None:
        """Those of a table, and of its twin, by themselves; None where they hang on more than the batch."""
        for priced in (False, True):
            failed = self.failed.get((tables[0], priced), 0)
            if failed == TRIES:
                continue
            if (at, priced) not in self.lone:
                self.lone[at, priced] = alone(farm, at, priced)
            before = runs.mark()
            try:
                found = made_block(self.lone[at, priced], tables, at, runs)
            except NotAlone:
                runs.back_to(before)
                self.failed[tables[0], priced] = failed + 1
            else:
                self.failed[tables[0], priced] = -len(farm.parts)
                keys = [self.keys.of(name, at, priced) if name else b"" for name in tables]
                return replace(found, key=keys[0], twin=found.twin and found.twin._replace(key=keys[1]))
        return None

    def _found(self, earlier: Earlier, table: str, at: int, key: bytes) -> Texts | None:
        """Those that the earlier dump holds, with today's ids."""
        place = earlier.index.find(key)
        if not place:
            return None
        moved, firsts = [], self.keys.farm.numbering.firsts
        for column, target in self.keys.columns[table]:
            before, now = earlier.index.firsts_of(target, place.part), firsts[target][at].id
            if len(before) != len(now):
                return None
            if (before != now).any():
                moved.append(Moved(column, before, now - before))
        rows = chain([firsts[table][at].tally.total], repeat(0))
        return zip(rows, (earlier.renumbered(text, moved) for text in earlier.read(place)), strict=False)


@dataclass(frozen=True, slots=True)
class Making:
    """What pieces are made from: each worker holds one."""

    farm: Farm
    reuse: Reuse | None = None
    twins: Mapping[str, str] = field(default_factory=dict)
    """[table] the one whose rows are made with it"""
    shelter: int = -1
    """The file in which texts of the latter wait"""


def made(farm: Farm, table: str, first: int, end: int) -> Texts:
    """The texts of blocks of a table.

    Errors: ValueError when rows do not fit the table.
    """
    kind = farm.tables[table]
    for block in rows_of(farm, table, first, end):
        rows = block.size
        for text in blocks(fitted(farm, block, kind), kind):
            yield rows, text
            rows = 0


def made_block(farm: Farm, tables: tuple[str, str], at: int, runs: Runs) -> Made:
    """A block of a table, and of its twin, '' for none. Errors: ValueError when rows do not fit the table."""
    if not tables[1]:
        return Made(runs.lay(made(farm, tables[0], at, at + 1)))
    rows, twin = made_twins(farm, tables, at, runs)
    return Made(rows, twin=twin)


def make_piece(making: Making, task: Task) -> Piece:
    """The text of a task."""
    rows, parts, twins, runs = 0, [], [], Runs()
    try:
        size = 0
        for at, one in _blocks(making, task, runs):
            rows += one.rows
            parts.append(Portion(at, runs.size - size, one.key, one.reused))
            twins += [one.twin] if one.twin else []
            size = runs.size
    except ValueError as error:
        return Piece(0, [], str(error))
    return Piece(rows, runs.all(), "", parts if making.reuse else (), twins)


def _blocks(making: Making, task: Task, runs: Runs) -> Iterator[tuple[int, Made]]:
    """Lay what the task consists of: each block for itself where it may serve again."""
    farm, reuse, tables = making.farm, making.reuse, (task.table, making.twins.get(task.table, ""))
    keyed = reuse is not None and task.table in reuse.keys.columns
    if not (keyed or tables[1] or task.waiting):
        yield task.first, Made(runs.lay(made(farm, task.table, task.first, task.end)))
        return
    for at in range(task.first, task.end):
        if waiting := task.waiting.get(at):
            yield at, Made(runs.lay(read_waiting(making.shelter, waiting)), waiting.key)
            continue
        again = reuse if keyed and at < len(farm.parts) else None
        one = again and (again.found(task.table, at, runs) or again.made_alone(farm, tables, at, runs))
        yield at, one or made_block(farm, tables, at, runs)
