"""One row a version of the budget of a company and year: DRAFT, ACTIVE, or ARCHIVED when another took its place."""

from __future__ import annotations

import numpy as np

from compiler.filling.closing import Budget, Closing
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.part import at_hour
from compiler.filling.people import user_id
from compiler.nouns import Number, Past, Same, Text

ACTIVE, ARCHIVED = "ACTIVE", "ARCHIVED"


def _select(closing: Closing) -> tuple[tuple[Budget, ...], ...]:
    return (closing.budgets,)


def _columns(closing: Closing, budgets: tuple[Budget, ...]) -> Columns:
    return {
        "name": Same(closing.world.scenario.finance.budget.name),
        "fiscal_year": Number(np.array([one.year for one in budgets])),
        "status": Text([one.status for one in budgets]),
        "version": Number(np.array([one.version for one in budgets])),
        "notes": Same(""),
        "created_at": at_hour(np.array([one.made for one in budgets]), 10),
        "updated_at": at_hour(np.array([one.changed for one in budgets]), 11),
        "company_id": Number(np.array([one.company for one in budgets])),
        "created_by_id": Same(user_id(closing.world, "FIN")),
    }


def _past(closing: Closing, budgets: tuple[Budget, ...]) -> Past:
    """Active until the next version took its place."""
    ended = np.flatnonzero(np.array([one.status == ARCHIVED for one in budgets], dtype=bool))
    return Past(ended, {"status": Same(ACTIVE)})


TABLE = FarmTable(name="finance_core_budget", select=_select, columns=_columns, past=_past, key="budget_id")
