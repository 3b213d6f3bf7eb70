"""Text in runs of some hundred kilobytes, which a cache holds while they are hashed and written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

Texts = Iterable[tuple[int, bytes]]
"""Rows, and texts, of which the first of some counts the rows of all"""
RUN_BYTES = 1 << 17
"""Shorter texts are put together."""
READ_BYTES = 1 << 18
"""So much of a file is read at a time."""


class Cut(OSError):
    """A file is shorter than it was."""


def stored(file: int, offset: int, length: int) -> Iterator[bytes]:
    """Text that lies in an open file, piece by piece. Errors: Cut when bytes are missing."""
    end = offset + length
    while offset < end:
        text = os.pread(file, min(READ_BYTES, end - offset), offset)
        if not text:
            raise Cut(f"{end - offset} bytes are missing in a file")
        yield text
        offset += len(text)


class Runs:
    """Texts, short ones put together."""

    def __init__(self) -> None:
        self.size = 0
        self._texts: list[bytes] = []

    def lay(self, texts: Texts) -> int:
        """Put them behind all others. Returns: their rows"""
        rows = 0
        for count, text in texts:
            rows += count
            self.size += len(text)
            self._texts.append(text)
        return rows

    def mark(self) -> tuple[int, int]:
        """Where the next text will be laid."""
        return len(self._texts), self.size

    def back_to(self, mark: tuple[int, int]) -> None:
        """Take away what was laid since."""
        self.size = mark[1]
        del self._texts[mark[0] :]

    def all(self) -> list[bytes]:
        found: list[bytes] = []
        short: list[bytes] = []
        size = 0
        while self._texts:
            short.append(self._texts.pop())  # from the end, so that each is gone when it is put together
            size += len(short[-1])
            if size >= RUN_BYTES or not self._texts:
                found.append(b"".join(reversed(short)))
                short.clear()
                size = 0
        return found[::-1]
