"""Companies of a geography, and the prices between them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.language.lower.reading import Notes, alike
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import SUBSIDIARIES, Company, Policy, Stage, Trade


def read_trade(geography: str, values: Values, stages: tuple[Stage, ...], notes: Notes) -> Trade:
    """The trade of one geography. Tells AQ291 of a stage that does not exist, AQ292 of fish sold twice."""
    trade: Values = values["trade"]
    companies = [_company(code, trade["companies"][code], geography, values["currency"]) for code in SUBSIDIARIES]
    policies = *_grades(trade, notes), *_transfers(trade, stages, notes)
    return build(Trade, trade, companies=tuple(companies), policies=policies)


def _company(code: str, values: Values, geography: str, currency: str) -> Company:
    """One that is not named is called after its geography, whose currency it has unless it says another."""
    name = values.get("name") or f"{geography} - {code}"
    return build(Company, values, subsidiary=code, name=name, currency=values.get("currency") or currency)


def _grades(trade: Values, notes: Notes) -> Iterator[Policy]:
    """In the order of the list, then of the grades in it."""
    seen: set[tuple[str, str, str]] = set()
    for at, one in enumerate(trade["grades"]):
        for grade in one["grades"]:
            sold = (one["from"], one["to"], grade)
            if sold in seen:
                message = f"{grade} from {sold[0]} to {sold[1]} is priced twice"
                notes.say("AQ292", message, trade["grades"].at(at), "leave one out")
            seen.add(sold)
            cost = one.get("cost_per_kg")
            yield Policy(*sold, "", float(one["markup_percent"]), 0.0, None if cost is None else float(cost))


def _transfers(trade: Values, stages: tuple[Stage, ...], notes: Notes) -> Iterator[Policy]:
    """In the order of the stages."""
    transfers, known = trade["transfers"], [stage.name for stage in stages]
    for name in transfers:
        if name not in known:
            notes.say("AQ291", f"{name} is no stage", transfers.at(name), alike(name, known))
    for name in known:
        if name in transfers:
            one = transfers[name]
            yield Policy(one["from"], one["to"], "", name, 0.0, float(one["price_per_kg"]), None)
