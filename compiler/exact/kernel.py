"""The inner loops in C (kernel.h), where they were built; elsewhere numpy does the same, three times as slowly.

AQC_KERNEL=numpy leaves them out.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Protocol, cast

from numpy.typing import NDArray

REVISION = 4
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

    def bounds(self, values: Array) -> tuple[int, int]:
        """As `arithmetic.bounds` of int64 that lie in a row."""

    def cube_root(self, out: Array, values: Array) -> None:
        """As `arithmetic.cube_root`, likewise."""

    def readings(
        self,
        out: Array,
        keys: bytes,
        shape: tuple[int, int, int, int],
        arrays: tuple[Array | None, ...],
        scalars: tuple[float, ...],
    ) -> None:
        """As `biology.laws._readings.read`. Args: keys  of the noise and the error of each sensor, and of the oxygen;
        shape  first day, days, hours, calibrated_days
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
