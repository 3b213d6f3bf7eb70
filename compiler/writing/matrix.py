"""Fields to COPY text by numpy, where there is no kernel.

A block of rows is a matrix of bytes. Tabs, newlines and constants are written into it once; each other column is one
or a few gathers from tables of ready bytes (digits.py). Shorter values leave NUL bytes, which are dropped last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from compiler.writing.digits import Piece, day, gather, moment, number, or_null, render, window
from compiler.writing.fields import Days, Field, Moments, Numbers, Words

_BLOCK_BYTES = 1 << 18
_BLOCK_ROWS = 1 << 15
_LARGEST_TABLE = 1 << 17


def write(fields: Sequence[Field], size: int) -> Iterator[bytes]:
    """The rows as text, in pieces of a quarter megabyte at most, each of whole rows."""
    template, places = _lay_out(fields)
    count = max(1, min(_BLOCK_ROWS, size, _BLOCK_BYTES // len(template)))
    buffer = bytearray(template * count)
    cells = np.frombuffer(buffer, f"V{len(template)}")
    views = [(piece, window(cells, offset, piece.width)) for piece, offset in places]
    for start in range(0, size, count):
        stop = min(start + count, size)
        for piece, view in views:
            view[: stop - start] = piece.cells(start, stop)
        filled = buffer if stop - start == count else buffer[: (stop - start) * len(template)]
        yield bytes(filled.translate(None, b"\0"))


def _lay_out(fields: Sequence[Field]) -> tuple[bytes, list[tuple[Piece, int]]]:
    """One row with its constants in place, and the offset of each piece."""
    template = bytearray()
    places = []
    for field in fields:
        if isinstance(field, bytes):
            template += field
        else:
            for piece in _pieces(field):
                places.append((piece, len(template)))
                template += bytes(piece.width)
        template += b"\t"
    template[-1:] = b"\n"
    return bytes(template), places


def _pieces(field: Numbers | Words | Days | Moments) -> Sequence[Piece]:
    match field:
        case Numbers():
            return _numbers(field)
        case Words(texts, codes):
            return _texts(texts) if codes is None else [gather(texts, codes)]
        case Days(values, null):
            return day(values, null)
        case Moments(values, null):
            return moment(values, null)


def _numbers(field: Numbers) -> Sequence[Piece]:
    values, null, low, high = field.values, field.null, field.low, field.high
    span = high - low + 1
    if span > min(len(values) // 4, _LARGEST_TABLE):
        return number(values, null, low, high, field.decimals, field.scale)
    ready = render(number(np.arange(low, high + 1), None, low, high, field.decimals, field.scale), span)
    if null is None:
        return [gather(ready, values - low)]
    return [gather(or_null(ready), np.where(null, span, values - low))]


def _texts(texts: Sequence[bytes]) -> Sequence[Piece]:
    width = max(map(len, texts), default=0)
    if not width:
        return []
    return [Piece(width, lambda start, stop: np.array(texts[start:stop], f"S{width}").view(f"V{width}"))]
