"""Rows: the columns of one target table for one part, as numbers and codes; copytext.py turns them into COPY bytes.

A column is one of the small types below; all columns have `size` values. `null` is true where the value is NULL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Number:
    """Integers scaled by 10**decimals: 1234 with decimals 2 prints 12.34. Copytext pads to the column's own scale."""

    values: Ints
    decimals: int = 0
    null: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Serial:
    """first, first + 1, first + 2 …: ids."""

    first: int


@dataclass(frozen=True, slots=True)
class Day:
    """Days since 1970-01-01, printed as a date."""

    values: Ints
    null: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds since 1970-01-01 00:00 UTC, printed as timestamptz `2024-01-01 06:00:00+00`."""

    values: Ints
    null: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """Codes into a small vocabulary of texts; an entry None is NULL. Texts are unescaped; copytext escapes."""

    vocabulary: Sequence[str | None]
    codes: Ints


@dataclass(frozen=True, slots=True)
class Text:
    """Free text a row (small tables only)."""

    values: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Double:
    """double precision, printed as the server does (shortest text that reads back equal)."""

    values: NDArray[np.float64]
    null: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Same:
    """One value on every row: text as it stands in COPY before escaping, a number or a bool; None is NULL."""

    value: str | int | bool | None


Column = Number | Serial | Day | Moment | Word | Text | Double | Same


@dataclass(frozen=True, slots=True)
class Rows:
    """A block of rows. Column names are the target's; the order is the catalog's business, not ours."""

    size: int
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier states of the rows of a block, by row and time: each as the row stands now but for the columns here."""

    row: NDArray[np.int64]
    """[state] index of the row in its block"""
    columns: Mapping[str, Column]
    """[state] those that differ from the row"""
    at: NDArray[np.int64] | None = None
    """[state] seconds since 1970-01-01 00:00 UTC, before the row's present state; None: when it was first written"""


def size_of(column: Column) -> int | None:
    """Number of its values; None where it fits any number of rows."""
    if isinstance(column, Same | Serial):
        return None
    return len(column.codes if isinstance(column, Word) else column.values)


def take(column: Column, rows: NDArray[np.int64]) -> Column:
    """The column of those rows, in that order."""
    if isinstance(column, Same):
        return column
    if isinstance(column, Serial):
        return Number(column.first + rows)
    if isinstance(column, Word):
        return Word(column.vocabulary, column.codes[rows])
    if isinstance(column, Text):
        return Text([column.values[row] for row in rows.tolist()])
    null = None if column.null is None else column.null[rows]
    if isinstance(column, Number):
        return Number(column.values[rows], column.decimals, null)
    if isinstance(column, Double):
        return Double(column.values[rows], null)
    return type(column)(column.values[rows], null)
