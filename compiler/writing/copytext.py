"""Columns to COPY text: held to the catalog and escaped here, printed by compiled.py or, without kernel, matrix.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.exact import KERNEL, SECONDS_PER_DAY, bounds
from compiler.nouns import Column as Values
from compiler.nouns import Day, Double, Ints, Moment, Number, Rows, Same, Serial, Text, Word
from compiler.target import Column, Table
from compiler.writing import compiled, matrix
from compiler.writing.fields import SHORTEST, Days, Field, Mask, Moments, Numbers, Words
from compiler.writing.values import NULL, check_range, double, escape, spell

__all__ = ["blocks", "double", "encode", "escape"]

_FIRST_DAY, _LAST_DAY = -354_285, 2_932_896
"""Of the years 1000 and 9999"""

_PLAIN, _PLAIN_DECIMALS = 10**15, 4
"""Decimals of fewer digits than that are the shortest that read back as their double; smaller ones have exponents."""


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
        yield from (compiled if KERNEL else matrix).write(fields, rows.size)


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
    low, high = bounds(known)
    if column.base == "double precision":
        if KERNEL and decimals <= _PLAIN_DECIMALS and max(-low, high) < _PLAIN:
            return Numbers(values, null, decimals, SHORTEST, low, high)
        return _doubles(values / 10.0**decimals, null, column, size)
    check_range(low, high, decimals, column)
    scale = column.arguments[1] if column.base == "numeric" else 0
    return Numbers(values, null, decimals, scale, low, high)


def _times(values: Ints, null: Mask, column: Column, size: int, base: str) -> Field:
    if column.base != base:
        raise ValueError(f"column {column.name}: a {base} for {column.type}")
    null = _nulls(values, null, column, size)
    if not size or (null is not None and null.all()):
        return NULL
    known = values if null is None else values[~null]
    seconds = 1 if base == "date" else SECONDS_PER_DAY
    first, last = (end // seconds for end in bounds(known))
    if first < _FIRST_DAY or last > _LAST_DAY:
        raise ValueError(f"days {first} to {last} leave the years 1000 to 9999")
    return (Days if base == "date" else Moments)(values, null)


def _words(vocabulary: Sequence[str | None], codes: Ints, column: Column, size: int) -> Field:
    _same_size(codes, column, size)
    if not size:
        return NULL
    low, high = bounds(codes)
    if low < 0 or high >= len(vocabulary):
        raise ValueError(f"column {column.name}: a code outside of a vocabulary of {len(vocabulary)} words")
    used = np.zeros(len(vocabulary), np.bool_)
    used[codes] = True
    texts = [spell(word, column) if is_used else b"" for word, is_used in zip(vocabulary, used, strict=True)]
    return Words(texts, codes)


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
    return Words(texts, None)


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
