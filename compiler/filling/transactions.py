"""What companies owe one another for a batch: its sea transfer, then its harvests; as the target books them.

A transfer that is told leg by leg makes none: its fish go into a vessel, which belongs to no company.

A transfer is priced when it is over, by the stage that the fish come from, and waits some days for its approval. A
harvest makes one transaction for each policy on its grades; the target cannot price cost plus, so its amount is what
the scenario says that the fish cost, plus the markup, or nothing. It is exported with those of its month, without an
approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from compiler.filling.books import companies, policies, policy_ids, seller_of
from compiler.filling.lots import lots_of
from compiler.filling.months import first_of, month_of
from compiler.filling.part import Part, biomass_ckg, geography_of, harvests, in_sea, transitions
from compiler.filling.world import World
from compiler.nouns import Policy, kept

CENTS_PER_UNIT = 100
EXPORTS = frozenset({"finance_navexportbatch", "finance_navexportline"})


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
    exported: int
    """Day of its export to the accounting system, -1 while there was none"""


@kept
def transactions(part: Part) -> tuple[Transaction, ...]:
    """All transactions of a batch, in the order of their ids."""
    return (*transfers(part), *_harvests(part))


def transfers(part: Part) -> list[Transaction]:
    """The first of them."""
    world, plan, sea = part.world, part.history.plan, in_sea(part)
    trade, as_of = geography_of(part).trade, part.world.scenario.as_of
    biomass = biomass_ckg(part.history.moves.fish, part.history.moves.weight_cg)
    found: list[Transaction] = []
    told, ids = part.voyage, policy_ids(world)
    for at, change in enumerate(transitions(part)):
        sold = not sea[plan.move_source[change.moves]].any() and sea[plan.move_dest[change.moves]].all()
        if not trade or not sold or len(change.waiting) or (told and told.change == at):
            continue
        stage = geography_of(part).stages[change.source_stage].name
        sides = (plan.move_source[change.moves[0]], plan.move_dest[change.moves[0]])
        (own, seller), (_, buyer) = (seller_of(world, int(plan.container[stay])) for stay in sides)
        policy = ids.get((own, seller, buyer, "", stage))
        if policy:
            price = next(
                p.price_per_kg for p in trade.policies if (p.seller, p.buyer, p.stage) == (seller, buyer, stage)
            )
            day = int(plan.move_day[change.moves].max())
            posted = day + trade.approve_days
            found.append(
                Transaction(
                    at, -1, policy, day, _amount(int(biomass[change.moves].sum()), price),
                    _currency(part, own, buyer), posted if posted < as_of else -1, -1,
                )
            )  # fmt: skip
    return found


def _harvests(part: Part) -> list[Transaction]:
    """By harvest, then policy; without a stated cost nobody knows the amount."""
    world, trade, stays = part.world, geography_of(part).trade, harvests(part)
    if not trade or not trade.harvest_to:
        return []
    found, known, ids, lots = [], policies(world), policy_ids(world), _graded(part)
    for at, stay in enumerate(stays.tolist()):
        own, seller = seller_of(world, int(part.history.plan.container[stay]))
        day = int(part.history.plan.end[stay])
        if seller != trade.harvest_to:
            sold = [(ids.get((own, seller, trade.harvest_to, grade, "")), live_g) for grade, live_g in lots.get(at, ())]
            agreed = [(policy, _cost_plus(live_g, known[policy - 1][1])) for policy, live_g in sold if policy]
            out = exported_on(world, day)
            currency = _currency(part, own, trade.harvest_to)
            found += [
                Transaction(-1, at, policy, day, cents, None if cents is None else currency, -1, out)
                for policy, cents in sorted(agreed)
            ]
    return found


def _graded(part: Part) -> dict[int, list[tuple[str, int]]]:
    """[harvest] (grade, live weight in grams) of its lots."""
    lots, found = lots_of(part), dict[int, list[tuple[str, int]]]()
    for harvest, grade, live_g in zip(lots.harvest.tolist(), lots.grade.tolist(), lots.live_g.tolist(), strict=True):
        found.setdefault(harvest, []).append((part.world.grades[grade - 1][0], live_g))
    return found


def exported_on(world: World, day: int) -> int:
    """Day on which what was sold on a day is exported: some days after its month, -1 while it was not."""
    finance, as_of = world.scenario.finance, world.scenario.as_of
    if not finance.account_groups or EXPORTS & world.scenario.tables_off:
        return -1
    if month_of(day) > month_of(as_of) - finance.export_months:
        return -1
    return min(first_of(month_of(day) + 1) - 1 + finance.lock_days, as_of - 1)


def _cost_plus(live_g: int, policy: Policy) -> int | None:
    """Cents: kilograms with three decimals times the cost, and the markup on it, rounded half to even."""
    if policy.cost_per_kg is None:
        return None
    cost, markup = _stated(policy.cost_per_kg, policy.markup_percent)
    cents = Decimal(live_g) / 1000 * cost * markup * CENTS_PER_UNIT
    return int(cents.to_integral_value(ROUND_HALF_EVEN))


@cache
def _stated(cost_per_kg: float, markup_percent: float) -> tuple[Decimal, Decimal]:
    """The cost, and the factor of the markup, as they were typed; of every lot again, so kept."""
    return Decimal(repr(cost_per_kg)), 1 + Decimal(repr(markup_percent)).quantize(Decimal("0.001")) / 100


def _amount(biomass_ckg: int, price: float) -> int:
    """Cents: kilograms with two decimals times the price with two, rounded half to even."""
    cents = Decimal(biomass_ckg) / 100 * Decimal(repr(price)).quantize(Decimal("0.01")) * CENTS_PER_UNIT
    return int(cents.to_integral_value(ROUND_HALF_EVEN))


def _currency(part: Part, geography: int, buyer: str) -> str:
    """The buyer's."""
    found = (one.currency for at, one in companies(part.world) if (at, one.subsidiary) == (geography, buyer))
    return next(found)
