"""Digits in bulk: fields of fixed width, one numpy gather for each, with NUL bytes where a shorter value has nothing.

NUL stands in no text that PostgreSQL stores, so that it can mean "no byte here" until the block is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.exact import SECONDS_PER_DAY
from compiler.nouns import Ints
from compiler.writing.fields import Mask

Cells = NDArray[Any]
"""One cell a row, dtype V<width>."""

_LEADING, _LEADING_OR_NONE, _NONE = 10_000, 20_000, 30_000


@dataclass(frozen=True, slots=True)
class Piece:
    """`cells(start, stop)` gives the bytes of rows [start, stop), `width` bytes a row."""

    width: int
    cells: Callable[[int, int], Cells]


def gather(texts: Sequence[bytes] | Cells, codes: Ints) -> Piece:
    """texts[code] on each row. `codes` must lie inside of `texts`."""
    table = texts if isinstance(texts, np.ndarray) else cells_of(texts)
    return Piece(table.dtype.itemsize, lambda start, stop: table.take(codes[start:stop], mode="clip"))


def cells_of(texts: Sequence[bytes]) -> Cells:
    """Texts as cells of one width, padded on the right."""
    width = max(1, *map(len, texts)) if texts else 1
    return np.array(texts, dtype=f"S{width}").view(f"V{width}")


def or_null(cells: Cells) -> Cells:
    """The cells, none of which ends in NUL, and after them one that says NULL."""
    texts = np.concatenate([cells.view(f"S{cells.dtype.itemsize}"), np.array([b"\\N"])])
    return texts.view(f"V{texts.dtype.itemsize}")


def render(pieces: Sequence[Piece], size: int) -> Cells:
    """The pieces side by side, as one cell a row."""
    cells = np.zeros(size, dtype=f"V{sum(piece.width for piece in pieces)}")
    offset = 0
    for piece in pieces:
        window(cells, offset, piece.width)[:] = piece.cells(0, size)
        offset += piece.width
    return cells


def window(cells: Cells, offset: int, width: int) -> Cells:
    """A view of `width` bytes at `offset` of each cell."""
    return np.ndarray(cells.shape, f"V{width}", cells, offset, cells.strides)


def number(values: Ints, null: Mask, low: int, high: int, decimals: int, scale: int) -> list[Piece]:
    """Scaled integers in [low, high] with `decimals` decimals, printed with `scale` decimals; NULL where `null`."""
    pieces = []
    if null is not None:
        pieces.append(gather([b"", b"-", b"\\N"], np.where(null, 2, values < 0)))
    elif low < 0:
        pieces.append(gather([b"", b"-"], (values < 0).view(np.int8)))
    digits = len(str(max(-low, high) // 10**decimals))
    for lowest in range((digits - 1) // 4 * 4, -1, -4):
        pieces.append(_whole(values, null, decimals, lowest, min(4, digits - lowest), lowest + 4 < digits))
    return pieces + (_fraction(values, null, decimals, scale) if scale else [])


def day(values: Ints, null: Mask) -> list[Piece]:
    """Days since 1970-01-01 as dates."""
    return [_dates(np.asarray(values), null)]


def moment(values: Ints, null: Mask) -> list[Piece]:
    """Seconds since 1970-01-01 00:00 UTC as dates with time and zone `+00`."""
    days = values // SECONDS_PER_DAY
    seconds = values - days * SECONDS_PER_DAY
    if null is not None:
        seconds = np.where(null, SECONDS_PER_DAY, seconds)
    return [_dates(days, null), gather(_clock(), seconds)]


def _dates(days: Ints, null: Mask) -> Piece:
    known = days if null is None else days[~null]
    first, last = int(known.min()), int(known.max())
    distinct, codes = (
        np.unique(days, return_inverse=True) if last - first > 100_000 else (np.arange(first, last + 1), days - first)
    )
    texts = or_null(np.datetime_as_string(distinct.astype("M8[D]")).astype("S10").view("V10"))
    return gather(texts, codes if null is None else np.where(null, len(distinct), codes))


def _whole(values: Ints, null: Mask, decimals: int, lowest: int, width: int, follows: bool) -> Piece:
    """Four digits of the part before the point, those of 10**lowest and above; `follows` when others stand before."""
    blank = _LEADING_OR_NONE if lowest else _LEADING
    table = _last(width)

    def cells(start: int, stop: int) -> Cells:
        rest = _magnitude(values, start, stop) // 10 ** (decimals + lowest)
        if follows:
            above = rest // 10_000
            codes = rest - above * 10_000 + np.where(above > 0, 0, blank)
        else:
            codes = rest + blank
        picked: Cells = table.take(codes if null is None else np.where(null[start:stop], _NONE, codes), mode="clip")
        return picked

    return Piece(width, cells)


def _fraction(values: Ints, null: Mask, decimals: int, scale: int) -> list[Piece]:
    """The point, the digits after it and the zeros that the column's scale adds."""
    edges = [*range(0, decimals, 4), decimals]
    pieces = []
    for first, last in pairwise(edges):
        before = b"." if first == 0 else b""
        after = b"0" * (scale - decimals) if last == decimals else b""
        pieces.append(_after_point(values, null, decimals - last, last - first, before, after))
    if not decimals:
        zeros = [b"." + b"0" * scale, b""]
        return [gather(zeros, np.zeros(len(values), np.int8) if null is None else null.view(np.int8))]
    return pieces


def _after_point(values: Ints, null: Mask, lowest: int, width: int, before: bytes, after: bytes) -> Piece:
    count = 10**width
    table = _fractions(width, before, after)

    def cells(start: int, stop: int) -> Cells:
        rest = _magnitude(values, start, stop) // 10**lowest
        codes = rest - rest // count * count
        picked: Cells = table.take(codes if null is None else np.where(null[start:stop], count, codes), mode="clip")
        return picked

    return Piece(table.dtype.itemsize, cells)


def _magnitude(values: Ints, start: int, stop: int) -> NDArray[np.int64]:
    return np.abs(values[start:stop].astype(np.int64))


@cache
def _fractions(width: int, before: bytes, after: bytes) -> Cells:
    """All fractions of that many digits, and after them one that says nothing."""
    table = cells_of([before + b"%0*d" % (width, digits) + after for digits in range(10**width)] + [b""])
    table.flags.writeable = False
    return table


@cache
def _four() -> NDArray[np.uint8]:
    """Digits of 0..9999 as uint8 [30001, 4]: with zeros in front; without; the same with nothing for 0; one blank."""
    numbers = np.arange(10_000)
    digits = np.stack([numbers // 1000, numbers // 100 % 10, numbers // 10 % 10, numbers % 10], axis=1)
    padded = (digits + ord("0")).astype(np.uint8)
    seen = np.cumsum(digits, axis=1) > 0
    none = np.where(seen, padded, np.uint8(0))
    leading = none.copy()
    leading[0, 3] = ord("0")
    table = np.concatenate([padded, leading, none, np.zeros((1, 4), np.uint8)])
    table.flags.writeable = False
    return table


@cache
def _last(width: int) -> Cells:
    return np.ascontiguousarray(_four()[:, 4 - width :]).view(f"V{width}").ravel()


@cache
def _clock() -> Cells:
    """` 00:00:00+00` to ` 23:59:59+00`, and an empty cell for NULL."""
    seconds = np.arange(SECONDS_PER_DAY)
    pair = _last(2)
    parts = {1: seconds // 3600, 4: seconds // 60 % 60, 7: seconds % 60}
    cells = np.zeros(SECONDS_PER_DAY + 1, "V12")
    cells[:-1] = np.frombuffer(b" 00:00:00+00", "V12")
    for offset, digits in parts.items():
        window(cells, offset, 2)[:-1] = pair[digits]
    cells.flags.writeable = False
    return cells
