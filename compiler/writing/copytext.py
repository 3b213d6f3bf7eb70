"""Columns to COPY text: the only place that escapes and formats.

A block of rows is a matrix of bytes. Tabs, newlines and constants are written into it once; each other column is one
or a few gathers from tables of ready bytes (copying/digits.py). Shorter values leave NUL bytes, which are dropped last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.nouns import Column as Values
from compiler.nouns import Day, Double, Ints, Moment, Number, Rows, Same, Serial, Text, Word
from compiler.target import Column, Table
from compiler.writing.digits import Mask, Piece, day, gather, moment, number, or_null, render, window
from compiler.writing.values import NULL, check_range, double, escape, spell

__all__ = ["blocks", "double", "encode", "escape"]

_BLOCK_BYTES = 1 << 18
_BLOCK_ROWS = 1 << 15
_LARGEST_TABLE = 1 << 17

Field = bytes | list[Piece]


def encode(rows: Rows, table: Table) -> bytes:
    """The rows as COPY text in catalog column order, each with its newline.

    Errors: ValueError when the rows do not fit the table: an unknown column, a NOT NULL column without values, NULL in
    it, too many digits or characters. Those are bugs of tables/, never the user's.
    """
    return b"".join(blocks(rows, table))


def blocks(rows: Rows, table: Table) -> Iterator[bytes]:
    """The text of `encode` in pieces of a quarter megabyte at most, each of whole rows."""
    unknown = rows.columns.keys() - {column.name for column in table.columns}
    if unknown:
        raise ValueError(f"table {table.name} has no column {', '.join(sorted(unknown))}")
    fields = [_field(rows.columns.get(column.name, Same(None)), column, rows.size) for column in table.columns]
    if rows.size:
        yield from _write(fields, rows.size)


def _write(fields: list[Field], size: int) -> Iterator[bytes]:
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


def _lay_out(fields: list[Field]) -> tuple[bytes, list[tuple[Piece, int]]]:
    """One row with its constants in place, and the offset of each piece."""
    template = bytearray()
    places = []
    for field in fields:
        if isinstance(field, bytes):
            template += field
        else:
            for piece in field:
                places.append((piece, len(template)))
                template += bytes(piece.width)
        template += b"\t"
    template[-1:] = b"\n"
    return bytes(template), places


def _field(values: Values, column: Column, size: int) -> Field:
    match values:
        case Same(value):
            return spell(value, column)
        case Serial(first):
            return _numbers(np.arange(first, first + size), None, 0, column, size)
        case Number(numbers, decimals, null):
            return _numbers(numbers, null, decimals, column, size)
        case Word(vocabulary, codes):
            return _words(vocabulary, codes, column, size)
        case Text(texts):
            return _texts([spell(text, column) for text in texts], column, size)
        case Double(doubles, null):
            return _doubles(doubles, null, column, size)
        case Day(days, null):
            return _times(days, null, column, size, "date")
        case Moment(seconds, null):
            return _times(seconds, null, column, size, "timestamp with time zone")


def _numbers(values: Ints, null: Mask, decimals: int, column: Column, size: int) -> Field:
    null = _nulls(values, null, column, size)
    known = values if null is None else values[~null]
    if not len(known):
        return NULL
    if column.base == "double precision":
        return _doubles(values / 10.0**decimals, null, column, size)
    low, high = int(known.min()), int(known.max())
    check_range(low, high, decimals, column)
    scale = column.arguments[1] if column.base == "numeric" else 0
    span = high - low + 1
    if span > min(size // 4, _LARGEST_TABLE):
        return number(values, null, low, high, decimals, scale)
    ready = render(number(np.arange(low, high + 1), None, low, high, decimals, scale), span)
    if null is None:
        return [gather(ready, values - low)]
    return [gather(or_null(ready), np.where(null, span, values - low))]


def _times(values: Ints, null: Mask, column: Column, size: int, base: str) -> Field:
    if column.base != base:
        raise ValueError(f"column {column.name}: a {base} for {column.type}")
    null = _nulls(values, null, column, size)
    if not size or (null is not None and null.all()):
        return NULL
    return (day if base == "date" else moment)(values, null)


def _words(vocabulary: Sequence[str | None], codes: Ints, column: Column, size: int) -> Field:
    _same_size(codes, column, size)
    if not size:
        return NULL
    if int(codes.min()) < 0 or int(codes.max()) >= len(vocabulary):
        raise ValueError(f"column {column.name}: a code outside of a vocabulary of {len(vocabulary)} words")
    used = np.zeros(len(vocabulary), np.bool_)
    used[codes] = True
    texts = [spell(word, column) if is_used else b"" for word, is_used in zip(vocabulary, used, strict=True)]
    return [gather(texts, codes)]


def _doubles(values: NDArray[np.float64], null: Mask, column: Column, size: int) -> Field:
    if column.base != "double precision":
        raise ValueError(f"column {column.name}: a double for {column.type}")
    null = _nulls(values, null, column, size)
    if null is None:
        return _texts([double(value).encode() for value in values.tolist()], column, size)
    known = zip(values.tolist(), null.tolist(), strict=True)
    return _texts([NULL if is_null else double(value).encode() for value, is_null in known], column, size)


def _texts(texts: list[bytes], column: Column, size: int) -> Field:
    _same_size(texts, column, size)
    width = max(map(len, texts), default=0)
    if not width:
        return b""
    return [Piece(width, lambda start, stop: np.array(texts[start:stop], f"S{width}").view(f"V{width}"))]


def _nulls(values: NDArray[Any], null: Mask, column: Column, size: int) -> Mask:
    """The mask, or None when it masks nothing."""
    _same_size(values, column, size)
    if null is None:
        return None
    _same_size(null, column, size)
    if not null.any():
        return None
    if column.not_null:
        raise ValueError(f"column {column.name}: NULL in a NOT NULL column")
    return null


def _same_size(values: Sized, column: Column, size: int) -> None:
    if len(values) != size:
        raise ValueError(f"column {column.name}: {len(values)} values for {size} rows")
