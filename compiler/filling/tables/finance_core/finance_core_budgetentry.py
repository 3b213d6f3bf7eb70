"""What a budget plans for an account, a cost centre and a month."""

from __future__ import annotations

import numpy as np

from compiler.filling.closing import Budget, Closing
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.part import written
from compiler.nouns import Number, Same


def _select(closing: Closing) -> tuple[Budget, ...]:
    return closing.budgets


def _columns(closing: Closing, budget: Budget) -> Columns:
    return {
        "month": Number(budget.month),
        "amount": Number(budget.cents, 2),
        "notes": Same(""),
        **written(np.full(len(budget), budget.made), 10),
        "account_id": Number(budget.account),
        "allocated_from_id": Same(None),
        "budget_id": Same(closing.budgets.index(budget) + 1),
        "cost_center_id": Number(budget.centre),
    }


TABLE = FarmTable(name="finance_core_budgetentry", select=_select, columns=_columns, key="entry_id")
