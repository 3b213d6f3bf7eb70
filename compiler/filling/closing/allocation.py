"""How a month's costs of a site are shared out among its projects, as the target does it, digit by digit.

A line's share of a project is the rule's weighted sum of its part of the fish and of their biomass, in decimals of 28
digits as the target's; amounts are rounded to cents, half up, and what that leaves goes to the first project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

from compiler.nouns import AllocationRule

CENT = Decimal("0.01")
HALF = Decimal("0.5")
FALLBACK = "equal_split"


@dataclass(frozen=True, slots=True)
class Project:
    """The cost centre of a batch."""

    id: int
    code: str
    name: str
    batch: str
    """Number of the batch"""


@dataclass(frozen=True, slots=True)
class Holding:
    """The fish of a project at a site on the first of a month."""

    project: Project
    fish: Decimal
    biomass_kg: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A cost that was imported."""

    id: int
    code: str
    """Cost group"""
    amount: Decimal
    rule: tuple[int, AllocationRule] | None
    """(id, rule) that holds for it, None for the target's own"""


@dataclass(frozen=True, slots=True)
class Allocation:
    """What the target keeps of it: three snapshots, and the amount of each project."""

    biology: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, Any]]
    rules: Sequence[Mapping[str, Any]]
    amounts: Mapping[int, Decimal]
    """By id of the project, in the order of its first row"""
    totals: Mapping[str, str]


def allocate(holdings: Sequence[Holding], lines: Sequence[Line]) -> Allocation:
    """Share out the lines. Both in the target's order; at least one of each.

    >>> of = lambda n: Holding(Project(n, f"PRJ-{n}", "p", "B"), Decimal(1), Decimal(1))
    >>> found = allocate([of(1), of(2), of(3)], [Line(1, "FEED", Decimal("100.00"), None)])
    >>> [str(amount) for amount in found.amounts.values()]
    ['33.34', '33.33', '33.33']
    """
    with localcontext(Context(prec=28, rounding=ROUND_HALF_EVEN)):
        fish, biomass = (sum(values, Decimal(0)) for values in zip(*map(_size, holdings), strict=True))
        parts = [
            (one.fish / fish if fish else Decimal(0), one.biomass_kg / biomass if biomass else Decimal(0))
            for one in holdings
        ]
        rows: list[Mapping[str, Any]] = []
        rules: list[Mapping[str, Any]] = []
        amounts = {one.project.id: Decimal("0.00") for one in holdings}
        for line in lines:
            shared = _share(line, parts, no_fish=fish <= 0 and biomass <= 0)
            for one, part, (share, amount) in zip(holdings, parts, shared, strict=True):
                amounts[one.project.id] += amount
                rows.append(_row(line, one.project, (share, *part), amount))
                if (used := _rule(line, one.project)) not in rules:
                    rules.append(used)
        return Allocation(
            [_held(one) for one in holdings],
            rows,
            rules,
            amounts,
            {
                "biology_population": str(fish),
                "biology_biomass_kg": str(biomass.quantize(CENT)),
                "imported_amount": money(sum((line.amount for line in lines), Decimal("0.00"))),
                "allocated_amount": money(sum(amounts.values(), Decimal("0.00"))),
            },
        )


def money(amount: Decimal) -> str:
    """Two decimals, half up."""
    return str(amount.quantize(CENT, ROUND_HALF_UP))


def weight_of(value: float) -> int | float:
    """A weight as the target's JSON has it: whole numbers without decimals."""
    return int(value) if value == int(value) else value


def _size(one: Holding) -> tuple[Decimal, Decimal]:
    return one.fish, one.biomass_kg


def _share(line: Line, parts: Sequence[tuple[Decimal, Decimal]], no_fish: bool) -> list[tuple[Decimal, Decimal]]:
    """(share, amount) of each project."""
    by_fish, by_biomass = _weights(line)
    scores = [by_fish * fish + by_biomass * biomass for fish, biomass in parts]
    if no_fish:
        scores = [Decimal(1) / Decimal(len(parts))] * len(parts)
    total = sum(scores, Decimal(0))
    if total <= 0:
        scores, total = [Decimal(1)] * len(parts), Decimal(len(parts))
    shares = [score / total for score in scores]
    amounts = [(line.amount * share).quantize(CENT, ROUND_HALF_UP) for share in shares]
    amounts[0] += line.amount - sum(amounts, Decimal(0))
    return list(zip(shares, amounts, strict=True))


def _weights(line: Line) -> tuple[Decimal, Decimal]:
    """Of the fish, and of their biomass."""
    if line.rule is None:
        return HALF, HALF
    _, rule = line.rule
    return Decimal(str(weight_of(rule.headcount))), Decimal(str(weight_of(rule.biomass)))


def _row(line: Line, project: Project, shares: tuple[Decimal, ...], amount: Decimal) -> Mapping[str, Any]:
    share, fish, biomass = ((100 * part).quantize(CENT) for part in shares)
    return {
        "source_line_id": line.id,
        "cost_group_code": line.code,
        "cost_center_id": project.id,
        "cost_center_code": project.code,
        "cost_center_name": project.name,
        "share_percent": str(share),
        "headcount_share_percent": str(fish),
        "biomass_share_percent": str(biomass),
        "allocated_amount": money(amount),
        "batch_numbers": [project.batch],
    }


def _rule(line: Line, project: Project) -> Mapping[str, Any]:
    by_fish, by_biomass = _weights(line)
    return {
        "rule_id": line.rule and line.rule[0],
        "cost_group": line.code,
        "cost_center_id": project.id,
        "cost_center_code": project.code,
        "definition": {
            "mode": "weighted",
            "weights": {"headcount": str(by_fish), "biomass": str(by_biomass)},
            "fallback": FALLBACK,
        },
    }


def _held(one: Holding) -> Mapping[str, Any]:
    return {
        "cost_center_id": one.project.id,
        "cost_center_code": one.project.code,
        "cost_center_name": one.project.name,
        "population_count": str(one.fish),
        "biomass_kg": str(one.biomass_kg.quantize(CENT)),
        "batch_numbers": [one.project.batch],
    }
