"""The closing book: all that finance keeps of the farm's months, made once from the lives of all batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from compiler.filling.books import companies, site_ids, sites
from compiler.filling.closing.allocation import Project
from compiler.filling.closing.budgets import Basis, Budget, Centres, budgets
from compiler.filling.closing.costs import Lines, costs, imported_lines
from compiler.filling.closing.exports import Export, exports
from compiler.filling.closing.stock import Place, Stock, feed_cents, fish_cents, joined, present_stock, stock_of
from compiler.filling.months import first_of, month_of
from compiler.filling.part import Ids, Part, batch_of, first_day
from compiler.filling.projects import project_code, project_name
from compiler.filling.transactions import transactions
from compiler.filling.world import World
from compiler.nouns import AllocationRule

CENTRES, BATCHES = "finance_core_costcenter", "batch_batch"


@dataclass(frozen=True, slots=True)
class OtherCentre:
    """A cost centre that no batch brought: of a site where none began, or a department."""

    company: int
    """Id"""
    site: int
    """Id, 0 for none"""
    code: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Closing:
    """Small and picklable; each worker holds one. Empty where the scenario has no account groups, or no companies."""

    world: World
    place: Place
    imported: int
    """First month with imports and valuations"""
    others: tuple[OtherCentre, ...]
    projects: tuple[Project, ...]
    """[part]"""
    home: tuple[int, ...]
    """[part] site of its project, -1 for none"""
    stock: Stock
    lines: Lines
    budgets: tuple[Budget, ...]
    exports: tuple[Export, ...]

    @property
    def months(self) -> int:
        """That of as_of included."""
        return len(self.place.edges) - 1


def open_books(world: World, parts: Sequence[Part]) -> Closing:
    """Books in which nothing stands but the cost centres that no batch brings; not even those where none are kept."""
    kept = world.scenario.finance.account_groups and sites(world)
    empty = np.zeros(0, dtype=np.int64)
    place = Place(np.zeros(1, dtype=np.int64), empty, 0)
    others = _others(world, parts) if kept else ()
    return Closing(world, place, 0, others, (), (), Stock(*[empty] * 7), Lines(*[empty] * 4), (), ())


def close(opened: Closing, parts: Sequence[Part], ids: Sequence[Ids], others: Sequence[int]) -> Closing:
    """Keep the books of all months.

    Args: opened  by open_books     ids  [part]     others  ids of its cost centres
    """
    world = opened.world
    finance = world.scenario.finance
    if not finance.account_groups or not sites(world):
        return opened
    place, imported = _place(world, parts)
    projects = tuple(_project(part, own) for part, own in zip(parts, ids, strict=True))
    sold = [transactions(part) if part.history.begun else () for part in parts]
    stock = _stock(parts, place, ids)
    nothing = np.zeros((len(place.edges) - 1, place.sites), dtype=np.int64)
    own = {
        "feed": sum((feed_cents(part, place) for part in parts), nothing),
        "fish": sum((fish_cents(part, some, place) for part, some in zip(parts, sold, strict=True)), nothing),
    }
    cents = costs(world, place, own, stock)
    sites_own = {
        part.centre.site: own.id_of(CENTRES) for part, own in zip(parts, ids, strict=True) if part.centre.opens
    }
    centres = _centres(opened, parts, projects, (sites_own, others))
    basis = Basis(world, place, cents, stock, centres, *_accounts(world))
    home = tuple(centres.home)
    return Closing(
        world, place, imported, opened.others, projects, home, stock, imported_lines(finance, cents, imported),
        budgets(basis), exports(world, parts, ids, sold),
    )  # fmt: skip


def rules_on(world: World, group: str, day: int) -> tuple[int, AllocationRule] | None:
    """(id, rule) that shares out the costs of a group on a day: the newest that holds; None where none does."""
    as_of = world.scenario.as_of
    held = [
        (as_of - rule.from_days, at + 1, rule)
        for at, rule in enumerate(world.scenario.finance.rules)
        if rule.group == group
        and as_of - rule.from_days <= day <= (as_of - rule.until_days if rule.until_days is not None else day)
    ]
    newest = max(held, key=lambda one: one[:2], default=None)
    return newest and newest[1:]


def _place(world: World, parts: Sequence[Part]) -> tuple[Place, int]:
    """The months from January of the year of the first import on, and the month of that."""
    as_of = world.scenario.as_of
    began = min((first_day(part) for part in parts if part.history.begun), default=as_of)
    imported = max(month_of(as_of) - world.scenario.finance.months + 1, month_of(began))
    first = imported // 12 * 12
    edges = np.array([first_of(month) for month in range(first, month_of(as_of) + 2)], dtype=np.int64)
    site_of = np.array(site_ids(world), dtype=np.int64) - 1
    return Place(edges, site_of, len(sites(world))), imported - first


def _stock(parts: Sequence[Part], place: Place, ids: Sequence[Ids]) -> Stock:
    found = [stock_of(part, number, place, own) for number, (part, own) in enumerate(zip(parts, ids, strict=True))]
    if parts and parts[0].world.scenario.as_of == place.edges[-2]:
        found.append(present_stock(parts, place, ids))
    empty = np.zeros(0, dtype=np.int64)
    return joined([Stock(*[empty] * 7), *found])


def _project(part: Part, ids: Ids) -> Project:
    own = ids.id_of(CENTRES, part.centre.opens)
    name = project_name(part) if part.centre.site else ""
    return Project(own, project_code(ids.id_of(BATCHES)), name, batch_of(part).number)


def _others(world: World, parts: Sequence[Part]) -> tuple[OtherCentre, ...]:
    """Sites where no batch began, in order of their ids, then the departments of each company that runs sites."""
    opened = {part.centre.site for part in parts}
    places = list(enumerate(sites(world), 1))
    owners = sorted({site.company for _, site in places})
    names = {number: company.name for number, (_, company) in enumerate(companies(world), 1)}
    found = [OtherCentre(site.company, at, f"SITE-{at}", site.name, "SITE") for at, site in places if at not in opened]
    return (
        *found,
        *(
            OtherCentre(owner, 0, one.code, f"{names[owner]} {one.name}", one.type)
            for owner in owners
            for one in world.scenario.finance.departments
        ),
    )


def _centres(
    opened: Closing,
    parts: Sequence[Part],
    projects: Sequence[Project],
    brought: tuple[Mapping[int, int], Sequence[int]],
) -> Centres:
    """Ids of all cost centres. Args: brought  those of sites that batches bring, by site, and those of others"""
    own_rows, others = brought
    rows = dict(own_rows)
    rows |= {one.site: own for one, own in zip(opened.others, others, strict=True) if one.site}
    departments: dict[int, list[int]] = {}
    for one, own in zip(opened.others, others, strict=True):
        if not one.site:
            departments.setdefault(one.company, []).append(own)
    return Centres(
        site=[rows[at] for at in range(1, len(sites(opened.world)) + 1)],
        project=[one.id for one in projects],
        home=[part.centre.site - 1 for part in parts],
        department=[departments[company] for company in sorted(departments)],
    )


def _accounts(world: World) -> tuple[Sequence[Sequence[int]], dict[str, int]]:
    """[group] ids of its accounts; and ids by code."""
    groups = world.scenario.finance.account_groups
    ids = {code: at for at, code in enumerate((code for group in groups for code, _ in group.accounts), 1)}
    return [[ids[code] for code, _ in group.accounts] for group in groups], ids
