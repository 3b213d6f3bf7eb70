"""Fields: columns that were checked against the target and wait to be printed, by the kernel or by numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.nouns import Ints

Mask = NDArray[np.bool_] | None
"""True where the value is NULL; None where none is"""


SHORTEST = -1
"""As a scale: no zeros at the end"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Scaled integers with `decimals` decimals, printed with `scale` decimals; the kernel knows SHORTEST, too."""

    values: Ints
    null: Mask
    decimals: int
    scale: int
    low: int
    """The least value that is not NULL"""
    high: int


@dataclass(frozen=True, slots=True)
class Words:
    """texts[code] on each row, as bytes between two tabs; without codes a text a row."""

    texts: Sequence[bytes]
    codes: Ints | None


@dataclass(frozen=True, slots=True)
class Days:
    """Days since 1970-01-01 as dates of the years 1000 to 9999."""

    values: Ints
    null: Mask


@dataclass(frozen=True, slots=True)
class Moments:
    """Seconds since 1970-01-01 00:00 UTC as dates with time and zone `+00`."""

    values: Ints
    null: Mask


Field = bytes | Numbers | Words | Days | Moments
"""Bytes stand on every row."""
