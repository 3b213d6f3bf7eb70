"""Months as numbers, counted from the year 0."""

from __future__ import annotations

from compiler.exact import civil, day_number


def month_of(day: int) -> int:
    """The month of a day, counted from the year 0."""
    year, month, _ = civil(day)
    return int(year) * 12 + int(month) - 1


def first_of(month: int) -> int:
    """The first day of a month that is counted from the year 0."""
    return int(day_number(month // 12, month % 12 + 1, 1))
