"""What the fish of a site are worth at the end of a month, as the target reckons it from an allocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

from compiler.filling.closing.allocation import CENT, Allocation, Holding, money

INVENTORY = {"station": ("8313", "SMOLT"), "area": ("8310", "FISKUR")}
"""Account and product group that the target posts the stock of a site's kind to"""
BALANCE = "2211"
ZERO = Decimal("0.00")
Values = Mapping[str, Decimal]
"""Value of a project at the end of a month, by its code"""


@dataclass(frozen=True, slots=True)
class Valuation:
    """What the target keeps of it."""

    totals: Mapping[str, Any]
    mortality: Sequence[Mapping[str, str]]
    posting: Mapping[str, Any]
    closing: Values


@dataclass(frozen=True, slots=True)
class Month:
    """What a valuation starts from."""

    opening: Values
    direct: Values
    """Direct costs of the month by project"""
    impaired: Mapping[str, Decimal]
    """Per cent that is written off, by project"""


def value(holdings: Sequence[Holding], allocation: Allocation, month: Month, site: tuple[str, str]) -> Valuation:
    """Value the projects of a site in the order in which they got costs.

    Args: site  its kind, station or area, and its name
    """
    with localcontext(Context(prec=28, rounding=ROUND_HALF_EVEN)):
        rows = [_centre(one, allocation.amounts[one.project.id], month) for one in holdings]
        totals = {
            total: sum((Decimal(row[name]) for row in rows), ZERO)
            for total, name in (
                ("opening_value_total", "opening_value"),
                ("allocated_total", "allocated_amount"),
                ("direct_total", "direct_cost"),
                ("impairment_total", "impairment_amount"),
                ("closing_value_total", "closing_value"),
            )
        }
        delta = totals["closing_value_total"] - totals["opening_value_total"]
        return Valuation(
            {"cost_centers": rows, **{name: money(total) for name, total in totals.items()}, "delta": money(delta)},
            [{"cost_center": code, "impairment_pct": str(percent)} for code, percent in month.impaired.items()],
            _posting(delta, *site),
            {row["cost_center_code"]: Decimal(row["closing_value"]) for row in rows},
        )


def _centre(one: Holding, allocated: Decimal, month: Month) -> Mapping[str, Any]:
    code, biomass = one.project.code, one.biomass_kg.quantize(CENT)
    opening, direct = month.opening.get(code, ZERO), month.direct.get(code, ZERO)
    percent, before = month.impaired.get(code, Decimal(0)), opening + allocated + direct
    impairment = (before * (percent / Decimal(100))).quantize(CENT, ROUND_HALF_UP)
    closing = (before - impairment).quantize(CENT, ROUND_HALF_UP)
    return {
        "cost_center_id": one.project.id,
        "cost_center_code": code,
        "cost_center_name": one.project.name,
        "opening_value": money(opening),
        "allocated_amount": money(allocated),
        "direct_cost": money(direct),
        "impairment_pct": money(percent),
        "impairment_amount": money(impairment),
        "closing_value": money(closing),
        "closing_biomass_kg": money(biomass),
        "wac_per_kg": money(closing / biomass) if biomass > 0 else "0.00",
    }


def _posting(delta: Decimal, kind: str, name: str) -> Mapping[str, Any]:
    """What the accounting system is to post: the stock against its balance, and the same once more mirrored."""
    stock, group = INVENTORY[kind]
    debit, credit = (stock, BALANCE) if delta >= 0 else (BALANCE, stock)
    sides = (("DEBIT", debit, credit), ("CREDIT", credit, debit))
    return {
        "delta": money(delta),
        "psg": group,
        "lines": [
            {
                "account_no": account,
                "balancing_account_no": balance,
                "amount": money(abs(delta)),
                "entry_type": entry,
                "operating_unit": name,
                "psg": group,
            }
            for entry, account, balance in sides
        ],
    }
