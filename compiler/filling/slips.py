"""What is wrong in a row when somebody errs: other units, slips of the finger. A table says which it can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from compiler.filling.part import Bool, Int64, Part
from compiler.nouns import Column

MOST = 10**10
"""Columns that people type into hold numbers of ten digits."""
MOST_COUNTED = 10**9
"""And whole ones of nine."""
BESIDE = {"0": "9", "1": "2", "2": "3", "3": "4", "4": "5", "5": "6", "6": "5", "7": "8", "8": "7", "9": "8"}
"""A key beside each digit's"""


@dataclass(frozen=True, slots=True)
class Unit:
    """Another unit of a column: a value v is written as v x times / over + plus."""

    column: str
    times: int = 1
    over: int = 1
    plus: int = 0
    only: Callable[[Part, Mapping[str, Column]], Bool] | None = None
    """Of which rows, by their columns; None of all"""

    def written(self, value: int, decimals: int) -> int:
        """The scaled value in this unit, rounded half up."""
        one: int = 10**decimals
        scaled = self.times * value + self.plus * self.over * one
        return (2 * scaled + self.over) // (2 * self.over)


@dataclass(frozen=True, slots=True)
class Where:
    """[row] what rows are about, known before their values are drawn."""

    stay: Int64
    """-1 of rows that are never defective"""
    day: Int64
    nth: Int64
    """Of the day in the stay, from 0: the same however many rows there are before and behind"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """The mistakes that rows of a table can have. Columns of numbers are `Number`s."""

    where: Callable[[Part, Any], Where]
    stay: str
    """Column that refers to the stay's assignment"""
    container: str = ""
    """Column that refers to its container, '' where there is none"""
    typed: tuple[str, ...] = ()
    """Columns of numbers that people type"""
    units: tuple[Unit, ...] = ()
    """Others in which they may be written; of a row the first that fits its column"""
    swaps: bool = True
    """People say of which container they are"""
    written: str = ""
    """Column of the moment at which a row was last written; '' where nobody can tell that it was corrected"""
    history: str = ""
    """Table that keeps its earlier states, without which no correction shows"""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of `record.defects` that can befall the rows."""
        there = {
            "duplicates": True,
            "swapped_containers": self.swaps,
            "late_corrections": self.typed and self.written,
            "wrong_units": self.units,
            "typing_errors": self.typed,
        }
        return frozenset(kind for kind, can in there.items() if can)


def numbered(stay: Int64, day: Int64) -> Where:
    """Rows that are made whole days at a time."""
    order = np.lexsort((day, stay))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(stay[order]) != 0) | (np.diff(day[order]) != 0)
    place = np.arange(len(order), dtype=np.int64)
    nth = np.empty(len(order), dtype=np.int64)
    nth[order] = place - np.maximum.accumulate(np.where(new, place, 0))
    return Where(stay.astype(np.int64), day.astype(np.int64), nth)


def fits(value: int, decimals: int) -> bool:
    """Whether a scaled number can stand in the columns that people type into."""
    return 0 <= value < (MOST if decimals else MOST_COUNTED)


def mistyped(value: int, decimals: int, u: float) -> int:
    """Another number than was meant: two digits transposed, one doubled, left out, or the key beside it hit.

    Args: value  scaled by 10**decimals, at least 0; u  what went wrong and where, in [0, 1)

    >>> [mistyped(1234, 0, u) for u in (0.0, 0.3, 0.6, 0.9)]
    [2134, 11234, 134, 1244]
    >>> mistyped(5_400_000, 4, 0.1)
    4500000
    """
    typed = str(value)
    digits = typed[: len(typed) - min(decimals, len(typed) - len(typed.rstrip("0")))] or typed
    scale: int = 10 ** (len(typed) - len(digits))
    way, place = split(u, 4)
    at = int(place * len(digits))
    slips = (
        _transposed(digits, at),
        digits[:at] + digits[at] + digits[at:],
        digits[:at] + digits[at + 1 :],
        digits[:at] + BESIDE[digits[at]] + digits[at + 1 :],
    )
    for found in (slips[way], slips[-1]):
        wrong = int(found or "0") * scale
        if found and wrong != value and fits(wrong, decimals):
            return wrong
    raise ValueError(f"{value} cannot be mistyped")


def _transposed(digits: str, at: int) -> str:
    first = max(min(at, len(digits) - 2), 0)
    return digits[:first] + digits[first : first + 2][::-1] + digits[first + 2 :]


def split(u: float, parts: int) -> tuple[int, float]:
    """Which of equal parts a value in [0, 1) lies in, and where in it."""
    part = int(u * parts)
    return part, u * parts - part


def in_text(value: int, decimals: int) -> str:
    """A scaled number as the database shows it."""
    if not decimals:
        return str(value)
    whole, rest = divmod(abs(value), 10**decimals)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{decimals}d}"
