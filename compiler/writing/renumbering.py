"""Rows of COPY text with other ids: what an earlier dump holds of a batch serves again where only its ids moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from compiler.exact import KERNEL

Int64 = NDArray[np.int64]
_MOST_DIGITS = 20


class Moved(NamedTuple):
    """A column of ids. Those of a run go on by one from its first, and become ids that go on from first + shift."""

    place: int
    """Of the column in a row"""
    first: Int64
    """[run] ascending"""
    shift: Int64
    """[run]"""


def renumbered(text: bytes, columns: Sequence[Moved]) -> bytes:
    """Whole rows with other ids; NULL stays.

    Args:   columns  by place
    Errors: ValueError when a column holds something else than NULL and ids of known runs, and without the kernel
    """
    if not columns:
        return text
    if not KERNEL:
        raise ValueError("the kernel was not built")
    out = bytearray(len(text) + text.count(b"\n") * len(columns) * _MOST_DIGITS)
    length = KERNEL.renumber(out, text, tuple((one.place, one.first, one.shift) for one in columns))
    return bytes(memoryview(out)[:length])
