"""The text of one task: made from the farm, or taken from the dump of an earlier compile where that still holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import index
from pickle import PickleBuffer
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

from compiler.diagnostics import Diagnostic, Stop
from compiler.filling import Farm, Keys, NotAlone, alone, fitted, rows_of
from compiler.writing.copytext import blocks
from compiler.writing.index import Index, Mark, Place
from compiler.writing.renumbering import Moved, renumbered
from compiler.writing.schedule import Task

if TYPE_CHECKING:
    from typing_extensions import Buffer

Texts = Iterator[tuple[int, bytes]]
"""Rows, and texts, of which the first of some counts the rows of all"""
RUN_BYTES = 1 << 17
"""Shorter texts are put together."""
TRIES = 3
"""So many batches of a table are tried alone in vain before none is"""
READ_BYTES = 1 << 18
"""So much of an earlier dump is read at a time."""


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
class Piece:
    """The text of one task. `refused` says why copytext could not write a row, '' if it could."""

    rows: int
    texts: Sequence[Buffer]
    """In runs of some hundred kilobytes, which a cache holds while they are hashed and written"""
    refused: str = ""
    parts: Sequence[Portion] = ()
    """Where rows may serve again, of each batch in order"""

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type[Piece], tuple[object, ...]]:
        """Its text as buffers, which need not be copied into the pickle, where those are known."""
        texts = [PickleBuffer(text) if index(protocol) >= 5 else bytes(text) for text in self.texts]
        return Piece, (self.rows, texts, self.refused, self.parts)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The dump of an earlier compile, open for reading."""

    file: int
    index: Index
    name: str

    def read(self, place: Place) -> Iterator[bytes]:
        """The text of some rows, in pieces of whole rows. Errors: Stop AQ517 when the file has become another."""
        rest, offset, end = b"", place.offset, place.offset + place.length
        while offset < end:
            text = os.pread(self.file, min(READ_BYTES, end - offset), offset)
            if not text:
                raise Stop([self.touched()])
            offset += len(text)
            text = rest + text
            whole = text.rfind(b"\n") + 1
            rest = text[whole:]
            if whole:
                yield text[:whole]
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


@dataclass(frozen=True, slots=True)
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
    taken: list[int] = field(default_factory=list)
    """Bytes of each portion that was taken from the dump before, likewise"""

    @property
    def reused(self) -> int:
        """Bytes that were taken from the dump before."""
        return sum(self.taken)

    def lay(self, table: str, offset: int, parts: Sequence[Portion]) -> None:
        """Remember where the parts of a piece lie. Args: offset  bytes in front of it"""
        for one in parts:
            if one.key:
                self.keyed[one.key] = Place(table, one.part, offset, one.length)
            if one.reused:
                self.taken.append(one.length)
            offset += one.length

    def texts(self, farm: Farm, table: str, at: int) -> tuple[Texts, bytes, bool]:
        """Those of a part, their key, b'' where they have none, and whether the dump before had them."""
        keys = {priced: self.keys.of(table, at, priced) for priced in (False, True)}
        for key in keys.values():
            if found := self._found(table, at, key):
                return found, key, True
        for priced, key in keys.items():
            if texts := self._made_alone(farm, table, at, priced):
                return texts, key, False
        return made(farm, table, at, at + 1), b"", False

    def _made_alone(self, farm: Farm, table: str, at: int, priced: bool) -> Texts | None:
        """None where the rows hang on more than the batch alone."""
        failed = self.failed.get((table, priced), 0)
        if failed == TRIES:
            return None
        if (at, priced) not in self.lone:
            self.lone[at, priced] = alone(farm, at, priced)
        try:
            texts = list(made(self.lone[at, priced], table, at, at + 1))
        except NotAlone:
            self.failed[table, priced] = failed + 1
            return None
        self.failed[table, priced] = -len(farm.parts)
        return iter(texts)

    def _found(self, table: str, at: int, key: bytes) -> Texts | None:
        """Those that the earlier dump holds, with today's ids."""
        place = self.earlier and self.earlier.index.find(key)
        if not place or not self.earlier:
            return None
        earlier, moved, firsts = self.earlier, [], self.keys.farm.numbering.firsts
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


def make_piece(making: Making, task: Task) -> Piece:
    """The text of a task."""
    rows, parts, runs = 0, [], Runs()
    try:
        for at, (texts, key, reused) in _parts(making, task):
            size = runs.size
            for count, text in texts:
                rows += count
                runs.add(text)
            parts.append(Portion(at, runs.size - size, key, reused))
    except ValueError as error:
        return Piece(0, [], str(error))
    return Piece(rows, runs.all(), "", parts if making.reuse else ())


def _parts(making: Making, task: Task) -> Iterator[tuple[int, tuple[Texts, bytes, bool]]]:
    """Places and texts of what the task consists of: of each batch for itself where it may serve again."""
    farm, reuse, first = making.farm, making.reuse, task.first
    if reuse and task.table in reuse.keys.columns:
        for first in range(task.first, min(task.end, len(farm.parts))):
            yield first, reuse.texts(farm, task.table, first)
        first = max(task.first, len(farm.parts))
    yield first, (made(farm, task.table, first, task.end), b"", False)


class Runs:
    """Texts, short ones put together."""

    def __init__(self) -> None:
        self.size = self._waiting = 0
        self._long: list[bytes] = []
        self._short: list[bytes] = []

    def add(self, text: bytes) -> None:
        self.size += len(text)
        self._waiting += len(text)
        self._short.append(text)
        if self._waiting >= RUN_BYTES:
            self._long.append(b"".join(self._short))
            self._short.clear()
            self._waiting = 0

    def all(self) -> list[bytes]:
        return [*self._long, b"".join(self._short)]
