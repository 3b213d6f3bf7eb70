"""Months of sites that are closed for good, and a few that an administrator opened again."""

from __future__ import annotations

import numpy as np

from compiler.filling.books import sites
from compiler.filling.closing import Closing, Lock, locks, year_and_month
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.part import at_hour
from compiler.filling.people import user_id
from compiler.nouns import Moment, Number, Past, Same, Text

REASON = "A late invoice belongs to this month."


def _select(closing: Closing) -> tuple[tuple[Lock, ...], ...]:
    return (locks(closing),)


def _columns(closing: Closing, some: tuple[Lock, ...]) -> Columns:
    months = [year_and_month(closing, one.month) for one in some]
    opened = np.array([one.reopened >= 0 for one in some], dtype=bool)
    locked = at_hour(np.array([one.locked for one in some]), 16).values
    again = at_hour(np.array([one.reopened for one in some]), 18).values
    companies = [site.company for site in sites(closing.world)]
    administrator = user_id(closing.world, "ADMIN")
    return {
        "year": Number(np.array([year for year, _ in months])),
        "month": Number(np.array([month for _, month in months])),
        "is_locked": Text(["f" if one.reopened >= 0 else "t" for one in some]),
        "version": Number(1 + opened.astype(np.int64)),
        "lock_reason": Text([f"Closed {year}-{month:02}" for year, month in months]),
        "locked_at": Moment(locked),
        "reopened_at": Moment(again, ~opened),
        "reopen_reason": Text([REASON if one.reopened >= 0 else "" for one in some]),
        "updated_at": Moment(np.where(opened, again, locked)),
        "company_id": Number(np.array([companies[one.site] for one in some])),
        "locked_by_id": Same(user_id(closing.world, "FIN")),
        "operating_unit_id": Number(np.array([one.site + 1 for one in some])),
        "reopened_by_id": Number(np.full(len(some), administrator or 0), 0, ~opened | (administrator is None)),
    }


def _past(closing: Closing, some: tuple[Lock, ...]) -> Past:
    """Locked, before it was opened again."""
    opened = np.flatnonzero(np.array([one.reopened >= 0 for one in some], dtype=bool))
    unknown = dict.fromkeys(("reopened_at", "reopened_by_id"), Same(None))
    return Past(opened, {**unknown, "is_locked": Same("t"), "version": Same(1), "reopen_reason": Same("")})


TABLE = FarmTable(name="finance_core_periodlock", select=_select, columns=_columns, past=_past, key="period_lock_id")
