"""How many rows of a dump have gone to psql, seen from the text that passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Watch = Callable[[int], None]
"""Told: rows that psql was given so far"""
_BEGIN = re.compile(rb"(?:^|(?<=\n))COPY [^\n]* FROM stdin;\n")
_END = b"\\.\n"


def watched(pieces: Iterator[bytes], watch: Watch | None) -> Iterator[bytes]:
    """The pieces as they come; `watch` is told of the rows in those that were taken."""
    if watch is None:
        yield from pieces
        return
    rows, inside, held = 0, False, b""
    for piece in pieces:
        yield piece
        held += piece
        cut = held.rfind(b"\n") + 1
        more, inside = _rows(held[:cut], inside)
        held, rows = held[cut:], rows + more
        watch(rows)


def _rows(lines: bytes, inside: bool) -> tuple[int, bool]:
    """Rows among whole lines, and whether rows follow. Args: inside  whether the first line is a row"""
    at = rows = 0
    while at < len(lines):
        if inside:
            end = at if lines.startswith(_END, at) else lines.find(b"\n" + _END, at) + 1 or len(lines)
            rows += lines.count(b"\n", at, end)
            if end == len(lines):
                break
            at, inside = end + len(_END), False
        else:
            begin = _BEGIN.search(lines, at)
            if begin is None:
                break
            at, inside = begin.end(), True
    return rows, inside
