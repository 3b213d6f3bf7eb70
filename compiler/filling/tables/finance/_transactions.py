"""What companies owe one another for a batch: its sea transfer, then its harvests; as the target books them.

A transfer is priced when it is over, by the stage that the fish come from, and waits some days for its approval. A
harvest makes one transaction for each policy on its grades; the target cannot price cost plus, so it waits without an
amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from compiler.filling.books import companies, policy_id, seller_of
from compiler.filling.part import Part, biomass_ckg, geography_of, harvests, in_sea, transitions
from compiler.filling.tables.harvest._lots import lots_of

CENTS_PER_UNIT = 100


@dataclass(frozen=True, slots=True)
class Transaction:
    """`change` or `harvest` is the index of its source among the changes or harvests of the batch, -1 for the other."""

    change: int
    harvest: int
    policy: int
    """Id"""
    day: int
    cents: int | None
    currency: str | None
    posted_day: int
    """Day of approval, -1 while it is pending"""


def transactions(part: Part) -> tuple[Transaction, ...]:
    """All transactions of a batch, in the order of their ids."""
    return (*_transfers(part), *_harvests(part))


def _transfers(part: Part) -> list[Transaction]:
    world, plan, sea = part.world, part.history.plan, in_sea(part)
    trade, as_of = geography_of(part).trade, part.world.scenario.as_of
    biomass = biomass_ckg(part.history.moves.fish, part.history.moves.weight_cg)
    found: list[Transaction] = []
    for at, change in enumerate(transitions(part)):
        sold = not sea[plan.move_source[change.moves]].any() and sea[plan.move_dest[change.moves]].all()
        if not trade or not sold or len(change.waiting):
            continue
        stage = geography_of(part).stages[change.source_stage].name
        sides = (plan.move_source[change.moves[0]], plan.move_dest[change.moves[0]])
        (own, seller), (_, buyer) = (seller_of(world, int(plan.container[stay])) for stay in sides)
        policy = policy_id(world, own, seller, buyer, "", stage)
        if policy:
            price = next(
                p.price_per_kg for p in trade.policies if (p.seller, p.buyer, p.stage) == (seller, buyer, stage)
            )
            day = int(plan.move_day[change.moves].max())
            posted = day + trade.approve_days
            found.append(
                Transaction(
                    at, -1, policy, day, _amount(int(biomass[change.moves].sum()), price),
                    _currency(part, own, buyer), posted if posted < as_of else -1,
                )
            )  # fmt: skip
    return found


def _harvests(part: Part) -> list[Transaction]:
    """By harvest, then policy."""
    trade, lots, stays = geography_of(part).trade, lots_of(part), harvests(part)
    if not trade or not trade.harvest_to:
        return []
    codes = [code for code, _ in part.world.grades]
    found = []
    for at, stay in enumerate(stays.tolist()):
        own, seller = seller_of(part.world, int(part.history.plan.container[stay]))
        grades = [codes[grade - 1] for grade in np.unique(lots.grade[lots.harvest == at]).tolist()]
        agreed = [policy_id(part.world, own, seller, trade.harvest_to, grade, "") for grade in grades]
        day = int(part.history.plan.end[stay])
        if seller != trade.harvest_to:
            known = sorted({policy for policy in agreed if policy})
            found += [Transaction(-1, at, policy, day, None, None, -1) for policy in known]
    return found


def _amount(biomass_ckg: int, price: float) -> int:
    """Cents: kilograms with two decimals times the price with two, rounded half to even."""
    cents = Decimal(biomass_ckg) / 100 * Decimal(repr(price)).quantize(Decimal("0.01")) * CENTS_PER_UNIT
    return int(cents.to_integral_value(ROUND_HALF_EVEN))


def _currency(part: Part, geography: int, buyer: str) -> str:
    """The buyer's."""
    found = (one.currency for at, one in companies(part.world) if (at, one.subsidiary) == (geography, buyer))
    return next(found)
