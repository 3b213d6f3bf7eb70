"""Fields to COPY text by the kernel (exact/rows.c), row by row; the same bytes as matrix.py, which is its oracle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import IntEnum
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.exact import KERNEL, RowField
from compiler.nouns import Ints
from compiler.writing.fields import SHORTEST, Days, Field, Mask, Moments, Numbers, Words

Array = NDArray[Any]
_BLOCK_BYTES = 1 << 18
_SPARE_BYTES = 16
"""Of the kernel, which copies short texts with what stands behind them"""
_NULL_BYTES = 2
_DATE_BYTES, _MOMENT_BYTES = 10, 22


_ROOMS: list[bytearray] = []
"""Where rows were written that are done, as fresh memory costs more: as many as were ever written at once."""


class _Kind(IntEnum):
    """As in exact/rows.c."""

    LITERAL = 0
    NUMBER = 1
    WORD = 2
    DAY = 3
    MOMENT = 4


def write(fields: Sequence[Field], size: int) -> Iterator[bytes]:
    """The rows as text, in pieces of a quarter megabyte at most, each of whole rows."""
    if not KERNEL:
        raise ValueError("the kernel was not built")
    told = tuple(_told(fields))
    width = sum(field[1] for field in told)
    count = max(1, min(size, _BLOCK_BYTES // width))
    room = _room(width)
    for start in range(0, size, count):
        length = KERNEL.rows(room, told, start, min(start + count, size))
        yield bytes(memoryview(room)[:length])
    if width <= _BLOCK_BYTES:
        _ROOMS.append(room)


def _room(width: int) -> bytearray:
    """For one row at least. Threads may ask at once."""
    if width <= _BLOCK_BYTES:
        with suppress(IndexError):
            return _ROOMS.pop()
    return bytearray(max(_BLOCK_BYTES, width) + _SPARE_BYTES)


def _told(fields: Sequence[Field]) -> Iterator[RowField]:
    """What the kernel is told: texts that stand on every row, with their tabs, and what stands between."""
    literal = b""
    for at, field in enumerate(fields):
        if isinstance(field, bytes):
            literal += field
        else:
            if literal:
                yield _literal(literal)
            literal = b""
            yield _field(field)
        literal += b"\n" if at == len(fields) - 1 else b"\t"
    yield _literal(literal)


def _literal(text: bytes) -> RowField:
    return _Kind.LITERAL, len(text), text, None, None, None, 0, 0


def _field(field: Numbers | Words | Days | Moments) -> RowField:
    if isinstance(field, Words):
        lengths = list(map(len, field.texts))
        edges = np.fromiter(accumulate(lengths, initial=0), dtype=np.int32, count=len(lengths) + 1)
        width = max(lengths, default=0)
        codes = None if field.codes is None else _values(field.codes)
        return _Kind.WORD, width, b"".join(field.texts), codes, None, edges, 0, 0
    if isinstance(field, Numbers):
        digits = len(str(max(-field.low, field.high) // 10**field.decimals))
        scale = field.decimals if field.scale == SHORTEST else field.scale
        width = max(_NULL_BYTES, 1 + digits + (1 + scale if scale else 0))
        return _Kind.NUMBER, width, None, _values(field.values), _mask(field.null), None, field.decimals, field.scale
    kind, width = (_Kind.DAY, _DATE_BYTES) if isinstance(field, Days) else (_Kind.MOMENT, _MOMENT_BYTES)
    return kind, width, None, _values(field.values), _mask(field.null), None, 0, 0


def _values(values: Ints) -> Array:
    return np.ascontiguousarray(values, dtype=np.int64)


def _mask(null: Mask) -> Array | None:
    return None if null is None else np.ascontiguousarray(null, dtype=np.bool_)
