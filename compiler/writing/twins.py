"""Twins: a table and its history, which are made of the same rows, and so of the same values.

Both texts are made when the first has its turn; that of the second waits in a file without a name for its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, repeat
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from compiler.filling import Farm, fitted, told_of
from compiler.writing.copytext import blocks
from compiler.writing.runs import Runs, stored

if TYPE_CHECKING:
    from typing_extensions import Buffer

WAITING_BYTES = 64 << 20
"""Of a table whose text is longer, making it again costs less than letting it wait"""


class Twin(NamedTuple):
    """A block of the second table."""

    table: str
    block: int
    rows: int
    texts: Sequence[Buffer]
    key: bytes = b""
    """As of a portion"""


class Waiting(NamedTuple):
    """Where such a text waits."""

    offset: int
    length: int
    rows: int
    key: bytes


def twins_of(farm: Farm, order: Sequence[str], sizes: Mapping[str, float]) -> dict[str, str]:
    """[table] the one that is made with it, and comes later.

    Args: order  of the tables     sizes  [table] bytes, nearly
    """
    places = {name: at for at, name in enumerate(order) if name in sizes and name in farm.counts}
    pairs = [sorted((one.table, one.base), key=lambda name: places.get(name, -1)) for one in farm.trails.values()]
    return {first: last for first, last in pairs if first in places and sizes[last] <= WAITING_BYTES}


def made_twins(farm: Farm, tables: tuple[str, str], block: int, runs: Runs) -> tuple[int, Twin | None]:
    """Lay a block of the first table: its rows, and what it is of the second; None where that does not fit.

    Errors: ValueError when rows of the first do not fit the table.
    """
    rows, texts = dict.fromkeys(tables, 0), {tables[0]: runs, tables[1]: Runs()}
    unfit = False
    base = next(name for name in tables if name not in farm.trails)
    for name, found in told_of(farm, base, block, block + 1):
        kind = farm.tables[name]
        try:
            texts[name].lay((0, text) for text in blocks(fitted(farm, found, kind), kind))
        except ValueError:
            if name == tables[0]:
                raise
            unfit = True
        rows[name] += found.size
    return rows[tables[0]], None if unfit else Twin(tables[1], block, rows[tables[1]], texts[tables[1]].all())


class Shelter:
    """The file in which texts wait. Processes that are forked read it, one writes it.

    Where nobody may make a temporary file, `file` is -1, and nothing waits.
    """

    def __init__(self) -> None:
        self._opened: IO[bytes] | None = None
        with suppress(OSError):
            self._opened = TemporaryFile(buffering=0)  # noqa: SIM115 - until it is closed
        self.file, self._end = self._opened.fileno() if self._opened else -1, 0
        self._known: dict[tuple[str, int], Waiting] = {}

    def lay(self, one: Twin) -> None:
        """Let a text wait. What the disk does not take is made again."""
        offset = self._end
        try:
            for text in one.texts:
                if os.pwrite(self.file, text, self._end) < len(memoryview(text)):
                    return
                self._end += len(memoryview(text))
        except OSError:
            return
        self._known[one.table, one.block] = Waiting(offset, self._end - offset, one.rows, one.key)

    def waiting(self, table: str, first: int, end: int) -> dict[int, Waiting]:
        """[block] what waits of a table."""
        blocks_of = ((block, self._known.get((table, block))) for block in range(first, end))
        return {block: found for block, found in blocks_of if found}

    def close(self) -> None:
        if self._opened:
            self._opened.close()


def read_waiting(file: int, found: Waiting) -> Iterator[tuple[int, bytes]]:
    """Rows, and text in pieces. Errors: Cut when bytes are missing."""
    yield from zip(chain([found.rows], repeat(0)), stored(file, found.offset, found.length), strict=False)
