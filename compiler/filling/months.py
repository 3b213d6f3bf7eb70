"""Months as numbers, counted from the year 0."""

from __future__ import annotations

from datetime import date

EPOCH = date(1970, 1, 1).toordinal()


def month_of(day: int) -> int:
    """The month of a day, counted from the year 0."""
    of = date.fromordinal(EPOCH + day)
    return of.year * 12 + of.month - 1


def first_of(month: int) -> int:
    """The first day of a month that is counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1).toordinal() - EPOCH
