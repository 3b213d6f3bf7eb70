"""Valuations: of each site and month a preview of the allocation, then what was approved; numbered in this order.

The target takes the value of a project at the start of a month from the newest version of the month before, and a
preview has none, so what was approved comes last.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from compiler.filling.books import sites
from compiler.filling.closing import Closing, Run, approved_on, imported_on, imports, runs, snapshots, year_and_month
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.part import Bool, Int64, at_hour
from compiler.filling.people import user_id
from compiler.nouns import Column, Moment, Number, Same, Text, Word

PREVIEW, APPROVED = "PREVIEW", "APPROVED"
PREVIEW_HOUR, APPROVED_HOUR = 11, 14


def _columns(closing: Closing, some: tuple[Run, ...]) -> Columns:
    site = some[0].site
    approved = np.array([run.approved for run in some], dtype=bool)
    moment, months = _moments(closing, some), [year_and_month(closing, run.month) for run in some]
    company = sites(closing.world)[site].company
    user = user_id(closing.world, "FIN")
    return {
        "run_timestamp": moment,
        "year": Number(np.array([year for year, _ in months])),
        "month": Number(np.array([month for _, month in months])),
        "version": Number(np.array([run.version for run in some])),
        "status": Word([PREVIEW, APPROVED], approved.astype(np.int64)),
        "completed_at": Moment(moment.values, ~approved),
        "notes": Same(""),
        "updated_at": moment,
        "approved_by_id": Number(np.full(len(some), user or 0), 0, ~approved | (user is None)),
        "budget_id": Number(_budgets(closing, company, [year for year, _ in months])),
        "company_id": Same(company),
        "created_by_id": Same(user),
        "import_batch_id": _imports(closing, some, approved),
        "operating_unit_id": Same(site + 1),
        **_snapshots(closing, some),
    }


def _moments(closing: Closing, some: tuple[Run, ...]) -> Moment:
    previews = at_hour(np.array([imported_on(closing, run.month) for run in some]), PREVIEW_HOUR).values
    approvals = at_hour(np.array([approved_on(closing, run.month) for run in some]), APPROVED_HOUR).values
    return Moment(np.where([run.approved for run in some], approvals, previews))


def _budgets(closing: Closing, company: int, years: list[int]) -> Int64:
    """Ids of the newest budget of the company in each year."""
    newest: Mapping[int, int] = {one.year: at for at, one in enumerate(closing.budgets, 1) if one.company == company}
    return np.array([newest[year] for year in years], dtype=np.int64)


def _imports(closing: Closing, some: tuple[Run, ...], approved: Bool) -> Number:
    """A preview names the import of its month; what is approved does not."""
    files = {one.month: at for at, one in enumerate(imports(closing), 1)}
    return Number(np.array([files[run.month] for run in some], dtype=np.int64), 0, approved)


def _snapshots(closing: Closing, some: tuple[Run, ...]) -> dict[str, Column]:
    found = list(snapshots(closing, some))
    return {
        "biology_snapshot": Text([one.biology for one in found]),
        "allocation_snapshot": Text([one.allocation for one in found]),
        "rule_snapshot": Text([one.rules for one in found]),
        "mortality_snapshot": Text([one.mortality for one in found]),
        "totals_snapshot": Text([one.totals for one in found]),
        "nav_posting": Text([one.posting for one in found]),
    }


TABLE = FarmTable(name="finance_core_valuationrun", select=runs, columns=_columns, key="run_id")
