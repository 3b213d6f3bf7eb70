"""The snapshots of the valuations of a site, month by month: each starts from what the one before came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from compiler.exact import jsonb
from compiler.filling.books import sites
from compiler.filling.closing.allocation import CENT, Allocation, Holding, Line, allocate
from compiler.filling.closing.book import Closing, rules_on
from compiler.filling.closing.calendar import Run, year_and_month
from compiler.filling.closing.stock import Int64
from compiler.filling.closing.valuation import Month, Values, value

Direct = Mapping[tuple[int, int], Values]
"""Direct costs by year and month, then project"""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """JSON texts of one run."""

    biology: str
    allocation: str
    rules: str
    mortality: str
    totals: str
    posting: str


def snapshots(closing: Closing, some: Sequence[Run]) -> Iterator[Snapshots]:
    """Of the runs of one site, in their order."""
    opening: Values = {}
    direct = _direct(closing, some[0].site) if some else {}
    for run in some:
        if not run.approved:
            holdings, allocation = _allocated(closing, run)
            biology, rows, rules = map(jsonb, (allocation.biology, allocation.rows, allocation.rules))
            yield Snapshots(biology, rows, rules, "[]", jsonb(allocation.totals), "{}")
        else:
            site = sites(closing.world)[run.site]
            month = Month(opening, direct.get(year_and_month(closing, run.month), {}), _impaired(closing, run))
            found = value(holdings, allocation, month, (site.source, site.name))
            opening = found.closing
            own = map(jsonb, (found.mortality, found.totals, found.posting))
            yield Snapshots(biology, rows, rules, *own)


def _allocated(closing: Closing, run: Run) -> tuple[list[Holding], Allocation]:
    rows = _rows(closing, run)
    stock = closing.stock
    holdings = [
        Holding(closing.projects[part], Decimal(fish), Decimal(ckg).scaleb(-2))
        for part, fish, ckg in _cut(rows, stock.part, stock.fish, stock.biomass_ckg)
    ]
    return holdings, allocate(holdings, _lines(closing, run))


def _rows(closing: Closing, run: Run) -> slice:
    """Rows of the stock of a site on the first of a month."""
    sites_in_all = closing.place.sites + 1
    key = closing.stock.month * sites_in_all + closing.stock.site
    low, high = np.searchsorted(key, [run.month * sites_in_all + run.site, run.month * sites_in_all + run.site + 1])
    return slice(int(low), int(high))


def _lines(closing: Closing, run: Run) -> list[Line]:
    lines, groups = closing.lines, closing.world.scenario.finance.account_groups
    day = int(closing.place.edges[run.month])
    found = np.flatnonzero((lines.month == run.month) & (lines.site == run.site))
    listed = ((at, groups[lines.group[at]], int(lines.cents[at])) for at in found.tolist())
    return [
        Line(at + 1, group.cost_group, Decimal(cents).scaleb(-2), rules_on(closing.world, group.code, day))
        for at, group, cents in listed
    ]


def _impaired(closing: Closing, run: Run) -> dict[str, Decimal]:
    """Per cent of the fish of a project that died in the month, where it is more than the scenario says."""
    found, rows = {}, _rows(closing, run)
    least = Decimal(str(closing.world.scenario.finance.impair_percent))
    stock = closing.stock
    for part, fish, dead in _cut(rows, stock.part, stock.fish, stock.dead):
        percent = (Decimal(100 * dead) / Decimal(max(fish, 1))).quantize(CENT, ROUND_HALF_UP)
        if percent > least:
            found[closing.projects[part].code] = min(percent, Decimal("100.00"))
    return found


def _cut(rows: slice, *columns: Int64) -> Iterator[tuple[int, ...]]:
    """Those rows of some columns, row by row."""
    return zip(*(column[rows].tolist() for column in columns), strict=True)


def _direct(closing: Closing, site: int) -> Direct:
    """What is budgeted on the projects that were begun at a site, in the newest version of each year."""
    company = sites(closing.world)[site].company
    newest = {one.year: one for one in closing.budgets if one.company == company}
    own = {one.id: one.code for one, home in zip(closing.projects, closing.home, strict=True) if home == site}
    found: dict[tuple[int, int], dict[str, Decimal]] = {}
    for year, budget in newest.items():
        rows = np.flatnonzero(np.isin(budget.centre, np.array(list(own), dtype=np.int64)))
        for row in rows.tolist():
            values = found.setdefault((year, int(budget.month[row])), {})
            code = own[int(budget.centre[row])]
            values[code] = values.get(code, Decimal(0)) + Decimal(int(budget.cents[row])).scaleb(-2)
    return found
