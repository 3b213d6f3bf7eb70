"""What finance keeps of the farm: accounts, costs, budgets. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class Rates(Typed):
    """What a group of costs comes to in a month at a site of a leg, in the company's currency."""

    per_month: float
    """Whatever stands there"""
    per_tonne: float
    """Of fish that stand there on the first of the month"""
    per_thousand: float
    """Fish, likewise"""


@dataclass(frozen=True, slots=True)
class AccountGroup(Typed):
    """A group of accounts, and what its costs come to."""

    code: str
    name: str
    type: str
    """ASSET, LIABILITY, EQUITY, REVENUE or EXPENSE"""
    parent: str
    """Code of the group that it is in, '' for none"""
    cost_group: str
    """What imports of costs call it, '' where none brings any"""
    accounts: tuple[tuple[str, str], ...]
    """(code, name)"""
    comes_from: str
    """`feed`: the meals eaten; `fish`: eggs and fish bought in the month before; '' for the rates alone"""
    freshwater: Rates
    sea: Rates
    direct: bool
    """Budgeted on the projects themselves, not imported"""


@dataclass(frozen=True, slots=True)
class AllocationRule(Typed):
    """How the costs of a group are shared out among the projects of a site."""

    name: str
    group: str
    headcount: float
    biomass: float
    from_days: int
    """It holds from so many days before as_of"""
    until_days: int | None
    """To so many days before as_of; None: to this day"""


@dataclass(frozen=True, slots=True)
class Department(Typed):
    """A cost centre of every company that runs sites, beside those of its sites and batches."""

    code: str
    name: str
    type: str
    """DEPARTMENT or OTHER"""
    account: str
    """Code of the account that its budget stands on"""
    per_month: float


@dataclass(frozen=True, slots=True)
class Budgeting(Typed):
    """How budgets are made from costs."""

    name: str
    sd: float
    """Relative deviation of what was planned from what it cost"""
    rise_percent: float
    """A year that is to come costs so much more than the last known"""
    whole: int
    """Amounts are multiples of this"""


@dataclass(frozen=True, slots=True)
class Finance(Typed):
    """Nothing is kept where there are no account groups."""

    months: int
    """Months with imports of costs and valuations, the one of as_of included"""
    open_months: int
    """So many months, the one of as_of included, are not locked"""
    reopened: int
    """Sites whose newest locked month was opened again"""
    import_days: int
    """Costs of a month are imported so many days after its end"""
    approve_days: int
    """and it is valued so many days after its end"""
    lock_days: int
    """and locked"""
    export_months: int
    """Transactions of so many months, the one of as_of included, are not exported yet"""
    cost_sd: float
    """Relative deviation of a month's costs from their rates"""
    impair_percent: float
    """Fish of which more than so many per cent died in the month are written down by as much"""
    eggs_per_thousand: float
    """What a thousand eggs cost where the batch does not say"""
    budget: Budgeting
    departments: tuple[Department, ...]
    account_groups: tuple[AccountGroup, ...]
    rules: tuple[AllocationRule, ...]
