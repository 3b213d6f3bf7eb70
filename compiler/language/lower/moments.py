"""Dates of the scenario as days since 1970-01-01."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

EPOCH = date(1970, 1, 1).toordinal()
_RELATIVE = re.compile(r"as_of(?: ([-+]) (\d+) days?)?")


def day_of(value: date) -> int:
    """Days since 1970-01-01."""
    return value.toordinal() - EPOCH


def date_text(day: int) -> str:
    """ISO date of a day."""
    return date.fromordinal(day + EPOCH).isoformat()


def moment(value: Any, as_of: int) -> int:
    """Day of a date, or of a day counted from as_of such as `as_of - 480 days`. Errors: none after the schema."""
    if isinstance(value, date):
        return day_of(value)
    relative = _RELATIVE.fullmatch(value.rstrip())  # the schema's `$` lets the end of a line pass
    days = int(relative.group(2) or 0) if relative else 0
    return as_of - days if relative and relative.group(1) == "-" else as_of + days
