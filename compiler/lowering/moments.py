"""Dates of the scenario as days since 1970-01-01."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from compiler.lowering.reading import Notes, Path

EPOCH = date(1970, 1, 1).toordinal()
_RELATIVE = re.compile(r"as_of(?: ([-+]) (\d+) days)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def day_of(value: date) -> int:
    """Days since 1970-01-01."""
    return value.toordinal() - EPOCH


def date_text(day: int) -> str:
    """ISO date of a day."""
    return date.fromordinal(day + EPOCH).isoformat()


def moment(value: Any, as_of: int, path: Path, notes: Notes) -> int | None:
    """Day of a date or of a day counted from as_of; None, with a note, when it is neither."""
    if isinstance(value, date):
        return day_of(value)
    relative = _RELATIVE.fullmatch(value)
    if relative:
        days = int(relative.group(2) or 0)
        return as_of - days if relative.group(1) == "-" else as_of + days
    if _ISO.fullmatch(value):
        try:
            return day_of(date.fromisoformat(value))
        except ValueError:
            pass
    notes.say("AQ209", f"{value!r} is no date", path, "write 2024-02-29, or as_of - 480 days")
    return None
