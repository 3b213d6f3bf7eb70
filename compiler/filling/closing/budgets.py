"""Budgets: of each company that runs sites and each year, by account, cost centre and month.

What was planned for a month is what it cost, but for a deviation; of a month that is not over it is what the same month
cost a year before, or a mean month where the farm is younger than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from compiler.exact import SECONDS_PER_DAY, Stream, day_number
from compiler.filling.books import sites
from compiler.filling.closing.costs import Float, by_stock, deviations, rates_of, rounded
from compiler.filling.closing.stock import Int64, Place, Stock
from compiler.filling.world import World

NOTHING = np.zeros((0, 4), dtype=np.int64)
DRAFT, ACTIVE, ARCHIVED = "DRAFT", "ACTIVE", "ARCHIVED"


@dataclass(frozen=True, slots=True)
class Centres:
    """Ids of cost centres."""

    site: Sequence[int]
    """[site]"""
    project: Sequence[int]
    """[part]"""
    home: Sequence[int]
    """[part] site of its project, -1 for none"""
    department: Sequence[Sequence[int]]
    """[company that runs sites, department]"""


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """One version of the budget of a company and year, and its entries by account, cost centre and month."""

    company: int
    """Id"""
    year: int
    version: int
    status: str
    made: int
    """Day on which it was made"""
    changed: int
    """Day on which the next version took its place, else `made`"""
    account: Int64
    """[entry] id"""
    centre: Int64
    """[entry] id"""
    month: Int64
    """[entry] 1 to 12"""
    cents: Int64

    def __len__(self) -> int:
        return len(self.cents)


@dataclass(frozen=True, slots=True)
class Basis:
    """What budgets are made from."""

    world: World
    place: Place
    cents: Int64
    """[month, site, group]"""
    stock: Stock
    centres: Centres
    accounts: Sequence[Sequence[int]]
    """[group] ids of its accounts"""
    account_of: dict[str, int]
    """Id of an account by its code"""


def budgets(basis: Basis) -> tuple[Budget, ...]:
    """By company, then year, then version: the first and what took its place in the year of as_of, one in others."""
    first = basis.place.first // 12
    present = (basis.place.first + len(basis.place.edges) - 2) // 12
    found = []
    for at, company in enumerate(_owners(basis.world)):
        for year in range(first, present + 2):
            planned, revised = _within(basis.world, year - 1, 11), _within(basis.world, year, 1)
            if year == present:
                found.append(_budget(basis, at, (company, year, 1, ARCHIVED), (planned, revised)))
                found.append(_budget(basis, at, (company, year, 2, ACTIVE), (revised, revised)))
            else:
                status = DRAFT if year > present else ACTIVE
                found.append(_budget(basis, at, (company, year, 1, status), (planned, planned)))
    return tuple(found)


def _owners(world: World) -> list[int]:
    """Ids of the companies that run sites."""
    return sorted({site.company for site in sites(world)})


def _within(world: World, year: int, month: int) -> int:
    """The middle of a month, but not before the farm stood, and before as_of."""
    wanted = int(day_number(year, month, 15))
    return min(max(wanted, world.born_s // SECONDS_PER_DAY + 1), world.scenario.as_of - 1)


def _budget(basis: Basis, owner: int, head: tuple[int, int, int, str], days: tuple[int, int]) -> Budget:
    company, year, version, status = head
    rows = np.concatenate(
        [NOTHING, *_of_sites(basis, head), *_of_projects(basis, head), *_of_departments(basis, owner)]
    )
    columns = rows[np.lexsort(rows.T[::-1])].T
    return Budget(company, year, version, status, *days, *(np.ascontiguousarray(column) for column in columns))


def _of_sites(basis: Basis, head: tuple[int, int, int, str]) -> Iterator[Int64]:
    """[entry, 4] account, centre, month and cents of what sites cost."""
    company, year, version, _ = head
    finance, places = basis.world.scenario.finance, sites(basis.world)
    costly = zip(*np.nonzero(basis.cents.any(axis=0)), strict=True)
    pairs = [(at, group) for at, group in costly if places[at].company == company and basis.accounts[group]]
    if not pairs:
        return
    at, of = (list(one) for one in zip(*pairs, strict=True))
    names = [f"{places[at].name}/{finance.account_groups[group].code}" for at, group in pairs]
    drawn = [deviations(basis.world, Stream.BUDGETS, name, 12 * year, 12)[:, version - 1] for name in names]
    planned = _planned(basis, basis.cents[:, at, of], year)
    cents = _whole(basis, planned * (1.0 + finance.budget.sd * np.stack(drawn, axis=-1)))
    yield _entries(basis, [basis.accounts[group] for group in of], [basis.centres.site[site] for site in at], cents)


def _planned(basis: Basis, cents: Int64, year: int) -> Float:
    """[12, line] what the months of a year cost, or are to cost. Args: cents  [month, line]"""
    over = len(basis.place.edges) - 2
    months = 12 * year - basis.place.first + np.arange(12)
    rise = 1.0 + basis.world.scenario.finance.budget.rise_percent / 100.0 * (months >= over + 1)
    back = np.where(months < over, months, months - 12 * ((months - over) // 12 + 1))
    mean = cents[:over].mean(axis=0) if over else cents[0].astype(np.float64)
    known: Float = np.where(back[:, None] >= 0, cents[np.maximum(back, 0)].astype(np.float64), mean)
    return known * rise[:, None]


def _of_projects(basis: Basis, head: tuple[int, int, int, str]) -> Iterator[Int64]:
    """Likewise of direct costs, of projects where they were begun."""
    (company, year, _, _), stock, places = head, basis.stock, sites(basis.world)
    own = np.array([place.company == company for place in places], dtype=np.bool_)[stock.site]
    home = np.array(basis.centres.home, dtype=np.int64)[stock.part] == stock.site
    wanted = own & home & ((basis.place.first + stock.month) // 12 == year)
    for at, group in enumerate(basis.world.scenario.finance.account_groups):
        for site in np.unique(stock.site[wanted]).tolist() if group.direct and basis.accounts[at] else ():
            rows = np.flatnonzero(wanted & (stock.site == site))
            stated = by_stock(rates_of(group, places[site]), stock.fish[rows], stock.biomass_ckg[rows])
            cents = np.zeros((12, len(rows)), dtype=np.int64)
            cents[(basis.place.first + stock.month[rows]) % 12, np.arange(len(rows))] = _whole(basis, stated)
            centres = [basis.centres.project[part] for part in stock.part[rows].tolist()]
            yield _entries(basis, [basis.accounts[at]] * len(rows), centres, cents)


def _of_departments(basis: Basis, owner: int) -> Iterator[Int64]:
    for at, one in enumerate(basis.world.scenario.finance.departments):
        cents = _whole(basis, np.full((12, 1), one.per_month * 100.0))
        if one.account in basis.account_of:
            yield _entries(basis, [[basis.account_of[one.account]]], [basis.centres.department[owner][at]], cents)


def _entries(basis: Basis, accounts: Sequence[Sequence[int]], centres: Sequence[int], cents: Int64) -> Int64:
    """A month's amount stands on the accounts of its group: in equal parts, and what is left on the first.

    Args: accounts  [line] ids, one at least     centres  [line] id     cents  [month, line]
    """
    many, centre = np.array([len(ids) for ids in accounts]), np.array(centres, dtype=np.int64)
    each, found = _down(basis, cents // many), [NOTHING]
    for at in range(int(many.max(initial=0))):
        part = each if at else cents - each * (many - 1)
        account = np.array([ids[at] if at < len(ids) else 0 for ids in accounts], dtype=np.int64)
        month, line = np.nonzero((part != 0) & (many > at))
        found.append(np.column_stack([account[line], centre[line], month + 1, part[month, line]]))
    return np.concatenate(found)


def _whole(basis: Basis, cents: Float) -> Int64:
    unit = basis.world.scenario.finance.budget.whole * 100
    return rounded(cents / unit) * unit


def _down(basis: Basis, cents: Int64) -> Int64:
    unit = basis.world.scenario.finance.budget.whole * 100
    return cents // unit * unit
