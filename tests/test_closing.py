"""The closing book of smoke against plain loops over days and meals; allocation and valuation by hand."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smoke import cut, smoke

from compiler.exact.arithmetic import civil, day_number
from compiler.filling.books import site_ids, sites
from compiler.filling.closing.allocation import Holding, Line, Project, allocate
from compiler.filling.closing.book import rules_on
from compiler.filling.closing.calendar import approved_on, cell, imported_on, imports, locks, runs
from compiler.filling.closing.valuation import Month, value
from compiler.filling.closing.valued import snapshots
from compiler.filling.farm import Farm
from compiler.pipeline import farm_of

Key = tuple[int, int, int]
"""Year, month, site"""
MID_MAY, THIRD_OF_MAY = (int(day_number(2025, 5, day)) for day in (17, 3))


@cache
def farm(as_of: int = 0) -> Farm:
    return farm_of(cut(as_of) if as_of else smoke())


@cache
def month_of(day: int) -> tuple[int, int]:
    year, month, _ = civil(day)
    return int(year), int(month)


@cache
def places(as_of: int = 0) -> tuple[int, ...]:
    """[container] its site."""
    return tuple(at - 1 for at in site_ids(farm(as_of).world))


def imported(farm: Farm, code: str) -> dict[Key, int]:
    """Cents of a cost group."""
    closing, groups = farm.closing, farm.world.scenario.finance.account_groups
    found = {}
    for month, site, group, cents in zip(*map(np.ndarray.tolist, vars_of(closing.lines)), strict=True):
        if groups[group].cost_group == code:
            year, month, _ = civil(closing.place.edges[month])
            found[int(year), int(month), site] = cents
    return found


def vars_of(lines: object) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    return (getattr(lines, name) for name in ("month", "site", "group", "cents"))


@pytest.mark.parametrize("as_of", [0, MID_MAY])
def test_feed_is_that_of_every_meal(as_of: int) -> None:
    eaten: Counter[Key] = Counter()
    for part in farm(as_of).parts:
        cells = part.history.meals.cell
        days, stays = part.history.day_of_cell[cells], part.history.stay_of_cell[cells]
        boxes = part.history.plan.container[stays]
        for day, box, cents in zip(days.tolist(), boxes.tolist(), part.meal_cents.tolist(), strict=True):
            eaten[*month_of(day), places(as_of)[box]] += cents
    first = farm(as_of).closing.place.edges[farm(as_of).closing.imported]
    since = tuple(int(part) for part in civil(first)[:2])
    assert imported(farm(as_of), "FEED") == {at: cents for at, cents in eaten.items() if cents and at[:2] >= since}


def test_stock_is_that_of_the_daily_states() -> None:
    held: Counter[tuple[Key, int]] = Counter()
    for number, part in enumerate(farm().parts):
        for place, (stay, day) in enumerate(zip(part.history.stay_of_cell, part.history.day_of_cell, strict=True)):
            if month_of(int(day)) != month_of(int(day) - 1):
                at = (*month_of(int(day)), places()[part.history.plan.container[stay]])
                held[at, number] += int(part.derived.states.population[place])
    stock, edges = farm().closing.stock, farm().closing.place.edges
    found = {}
    for month, site, part, fish in zip(stock.month, stock.site, stock.part, stock.fish, strict=True):
        if month < len(edges) - 2:
            year, number, _ = civil(edges[month])
            found[(int(year), int(number), int(site)), int(part)] = int(fish)
    assert found == {at: fish for at, fish in held.items() if at[0][:2] >= (2023, 1)}


def test_deaths_of_a_month_are_those_of_its_days() -> None:
    closing = farm().closing
    site_of = np.array(site_ids(farm().world)) - 1
    for row in range(0, len(closing.stock.month), 7):
        part = farm().parts[closing.stock.part[row]]
        history = part.history
        low, high = closing.place.edges[closing.stock.month[row] : closing.stock.month[row] + 2]
        here = site_of[history.plan.container[history.stay_of_cell]] == closing.stock.site[row]
        days = (history.day_of_cell >= low) & (history.day_of_cell < high)
        assert history.days.deaths[here & days].sum() == closing.stock.dead[row]


@pytest.mark.parametrize(
    ("as_of", "approved", "previews"),
    [
        (0, "2025-04", ["2025-05", "2025-06"]),
        (MID_MAY, "2025-04", ["2025-05"]),
        (THIRD_OF_MAY, "2025-03", ["2025-04", "2025-05"]),
    ],
)
def test_months_are_approved_when_their_day_has_come(as_of: int, approved: str, previews: list[str]) -> None:
    closing = farm(as_of).closing
    months = [np.datetime64(int(day), "D").astype("datetime64[M]") for day in closing.place.edges[:-1]]
    stages: dict[str, set[bool]] = {}
    for run in (run for some in runs(closing) for run in some):
        stages.setdefault(str(months[run.month]), set()).add(run.approved)
    assert max(month for month, seen in stages.items() if True in seen) == approved
    assert sorted(month for month, seen in stages.items() if seen == {False}) == previews
    as_of = farm(as_of).world.scenario.as_of
    assert all(
        imported_on(closing, month) < as_of and approved_on(closing, month) < as_of for month in range(len(months))
    )
    assert all(one.month <= len(months) - 4 and one.locked < as_of for one in locks(closing))
    assert [one.reopened >= 0 for one in locks(closing)].count(True) == 2


def test_a_file_of_costs_is_read_as_it_was_meant() -> None:
    closing = farm().closing
    for file in imports(closing):
        head, *rows = csv.reader(io.StringIO(file.text(closing)))
        assert head == ["CostGroup", "OperatingUnit", "Amount"] and len(rows) == len(file)
        assert rows == [list(row) for row in file.rows(closing)]
        assert sum(Decimal(amount) for _, _, amount in rows) * 100 == int(closing.lines.cents[file.lines].sum())


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=2, max_size=4))
def test_a_cell_is_read_as_it_was_meant(cells: list[str]) -> None:
    assert next(csv.reader(io.StringIO(",".join(map(cell, cells)), newline=""))) == cells


def test_the_newest_rule_that_holds_shares_out_the_costs() -> None:
    world = farm().world
    as_of = world.scenario.as_of
    names = [
        found and found[1].name for found in (rules_on(world, "HEALTH", as_of - days) for days in (5000, 366, 365, 0))
    ]
    assert names == [None, "Health by number", "Health mostly by biomass", "Health mostly by biomass"]
    assert rules_on(world, "WEAR", as_of) is None


def test_what_a_month_comes_to_is_where_the_next_begins() -> None:
    """Of every site: openings are closings of the month before, of projects that are still there."""
    closing, checked = farm().closing, 0
    for some in runs(closing):
        before: dict[str, str] = {}
        for run, found in zip(some, snapshots(closing, some), strict=True):
            if run.approved:
                centres = json.loads(found.totals)["cost_centers"]
                for one in centres:
                    assert one["opening_value"] == before.get(one["cost_center_code"], "0.00")
                    checked += one["opening_value"] != "0.00"
                before = {one["cost_center_code"]: one["closing_value"] for one in centres}
    assert checked > 30


def holdings(sizes: list[tuple[int, int]]) -> list[Holding]:
    return [
        Holding(Project(at, f"PRJ-{at}", "p", f"B{at}"), Decimal(fish), Decimal(ckg).scaleb(-2))
        for at, (fish, ckg) in enumerate(sizes, 1)
    ]


sizes = st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**9)), min_size=1, max_size=5)


@given(sizes, st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=4))
def test_no_cent_is_lost_in_sharing_out(parts: list[tuple[int, int]], cents: list[int]) -> None:
    lines = [Line(at, "X", Decimal(amount).scaleb(-2), None) for at, amount in enumerate(cents, 1)]
    found = allocate(holdings(parts), lines)
    assert sum(found.amounts.values()) * 100 == sum(cents)
    assert sum(Decimal(row["allocated_amount"]) for row in found.rows) * 100 == sum(cents)
    shares = [
        sum(Decimal(row["share_percent"]) for row in found.rows if row["source_line_id"] == line.id) for line in lines
    ]
    assert all(abs(share - 100) <= Decimal("0.005") * len(parts) for share in shares)


@given(sizes, st.integers(0, 10**9), st.integers(0, 10_000))
def test_what_is_posted_is_the_movement(parts: list[tuple[int, int]], cents: int, percent: int) -> None:
    held = holdings(parts)
    opening = {one.project.code: Decimal(cents).scaleb(-2) for one in held}
    impaired = {held[0].project.code: Decimal(percent).scaleb(-2)}
    found = value(
        held, allocate(held, [Line(1, "X", Decimal("10.01"), None)]), Month(opening, {}, impaired), ("area", "Ring")
    )
    closing, posted = sum(found.closing.values(), Decimal(0)), found.posting["lines"]
    assert closing - sum(opening.values()) == Decimal(found.totals["delta"])
    assert {line["amount"] for line in posted} == {str(abs(Decimal(found.totals["delta"])))}
    assert (posted[0]["account_no"] == "8310") == (Decimal(found.totals["delta"]) >= 0)


def test_every_site_has_a_budget_and_a_centre() -> None:
    """Budgets know no centre that is not there, and stand in whole hundreds."""
    closing = farm().closing
    count = sum(farm().counts["finance_core_costcenter"])
    assert {one.company for one in closing.budgets} == {site.company for site in sites(farm().world)}
    for budget in closing.budgets:
        assert budget.centre.min() >= 1 and budget.centre.max() <= count
        assert (budget.cents % 10_000 == 0).all() and (budget.cents > 0).all()
        keys = set(zip(budget.account.tolist(), budget.centre.tolist(), budget.month.tolist(), strict=True))
        assert len(keys) == len(budget)
