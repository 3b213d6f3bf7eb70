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
    rows = [*_of_sites(basis, head), *_of_projects(basis, head), *_of_departments(basis, owner)]
    columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    return Budget(company, year, version, status, *days, *columns.T)


def _of_sites(basis: Basis, head: tuple[int, int, int, str]) -> Iterator[tuple[int, int, int, int]]:
    """(account, centre, month, cents) of what sites cost."""
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
    for nth, (site, group) in enumerate(pairs):
        yield from _entries(basis, basis.accounts[group], basis.centres.site[site], cents[:, nth])


def _planned(basis: Basis, cents: Int64, year: int) -> Float:
    """[12, line] what the months of a year cost, or are to cost. Args: cents  [month, line]"""
    over = len(basis.place.edges) - 2
    months = 12 * year - basis.place.first + np.arange(12)
    rise = 1.0 + basis.world.scenario.finance.budget.rise_percent / 100.0 * (months >= over + 1)
    back = np.where(months < over, months, months - 12 * ((months - over) // 12 + 1))
    mean = cents[:over].mean(axis=0) if over else cents[0].astype(np.float64)
    known: Float = np.where(back[:, None] >= 0, cents[np.maximum(back, 0)].astype(np.float64), mean)
    return known * rise[:, None]


def _of_projects(basis: Basis, head: tuple[int, int, int, str]) -> Iterator[tuple[int, int, int, int]]:
    """(account, centre, month, cents) of direct costs, of projects where they were begun."""
    company, year, _, _ = head
    stock, groups = basis.stock, basis.world.scenario.finance.account_groups
    wanted = (basis.place.first + stock.month) // 12 == year
    places = sites(basis.world)
    for at, group in enumerate(groups):
        accounts = basis.accounts[at]
        for row in np.flatnonzero(wanted).tolist() if group.direct and accounts else ():
            site, part = int(stock.site[row]), int(stock.part[row])
            if places[site].company == company and basis.centres.home[part] == site:
                one = slice(row, row + 1)
                stated = by_stock(rates_of(group, places[site]), stock.fish[one], stock.biomass_ckg[one])
                cents = np.zeros(12, dtype=np.int64)
                cents[(basis.place.first + int(stock.month[row])) % 12] = int(_whole(basis, stated)[0])
                yield from _entries(basis, accounts, basis.centres.project[part], cents)


def _of_departments(basis: Basis, owner: int) -> Iterator[tuple[int, int, int, int]]:
    for at, one in enumerate(basis.world.scenario.finance.departments):
        cents = _whole(basis, np.full(12, one.per_month * 100.0))
        if one.account in basis.account_of:
            yield from _entries(basis, [basis.account_of[one.account]], basis.centres.department[owner][at], cents)


def _entries(basis: Basis, accounts: Sequence[int], centre: int, cents: Int64) -> Iterator[tuple[int, int, int, int]]:
    """A month's amount stands on the accounts of its group: in equal parts, and what is left on the first."""
    each = _down(basis, cents // len(accounts))
    for at, account in enumerate(accounts):
        part = each if at else cents - each * (len(accounts) - 1)
        yield from ((account, centre, month + 1, int(part[month])) for month in np.flatnonzero(part).tolist())


def _whole(basis: Basis, cents: Float) -> Int64:
    unit = basis.world.scenario.finance.budget.whole * 100
    return rounded(cents / unit) * unit


def _down(basis: Basis, cents: Int64) -> Int64:
    unit = basis.world.scenario.finance.budget.whole * 100
    return cents // unit * unit
