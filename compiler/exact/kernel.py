"""The inner loops in C (kernel.h), where they were built; elsewhere numpy does the same, three times as slowly.

AQC_KERNEL=numpy leaves them out.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Protocol, cast

from numpy.typing import NDArray

REVISION = 3
"""As in kernel.c: one that was built from another text is left out."""

Array = NDArray[Any]
RowField = tuple[int, int, bytes | None, Array | None, Array | None, Array | None, int, int]
"""kind, most bytes a row, text, int64 values, bool mask of NULL, int32 edges of texts, decimals, scale"""


class Kernel(Protocol):
    """What it offers, as kernel.h says."""

    REVISION: int

    def words(self, out: Array, key: tuple[int, int], first_day: int, days: int, lanes: tuple[int, int]) -> None:
        """Fill uint64 [days, lanes] as `chance.words` does. Args: key  low and high; lanes  the first, and how many"""

    def count_up(self, out: Array, days: Array, low: int, following: Array, left: Array) -> bool:
        """As `filling.numbering.Counter.ids` of int64; false, and some of it done, where a day has no row left."""

    def half_even(self, out: Array, values: Array, factor: float) -> None:
        """As `arithmetic.half_even` of values that lie in a row: int64."""

    def cube_root(self, out: Array, values: Array) -> None:
        """As `arithmetic.cube_root`, likewise."""

    def noise(
        self, out: Array, words: Array, lanes: int, arrays: tuple[Array, Array, Array], parts: tuple[float, float]
    ) -> None:
        """As `biology.laws._readings.noise`. Args: arrays  before and after [hour], normal_table; parts  slow, fast"""

    def shown(
        self, out: Array, days: int, arrays: tuple[Array | None, ...], part: float, scalars: tuple[float, ...]
    ) -> None:
        """As `biology.laws._readings.shown`. Args: arrays  noise, breath, off, level, swing, daily and tide;
        scalars  own_sd, tide, low, high and unit
        """

    def renumber(self, out: bytearray, text: bytes, columns: tuple[tuple[int, Array, Array], ...]) -> int:
        """Write rows of COPY text with other ids, and say how many bytes they have: `writing/renumbering.py`."""

    def rows(self, out: bytearray, fields: tuple[RowField, ...], start: int, stop: int) -> int:
        """Write rows as COPY text, and say how many bytes they have."""


def _load() -> Kernel | None:
    if os.environ.get("AQC_KERNEL") == "numpy":
        return None
    try:
        found = cast(Kernel, import_module("compiler.exact._kernel"))
    except ImportError:
        return None
    return found if found.REVISION == REVISION else None


KERNEL = _load()
