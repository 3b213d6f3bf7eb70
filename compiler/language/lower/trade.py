"""Companies of a geography, and the prices between them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.language.lower.reading import Notes, Values, alike
from compiler.nouns import SUBSIDIARIES, Company, Policy, Stage, Trade


def read_trade(geography: str, values: Values, stages: tuple[Stage, ...], notes: Notes) -> Trade:
    """The trade of one geography. Tells AQ291 of a stage that does not exist, AQ292 of fish sold twice."""
    trade: Values = values["trade"]
    companies = [(code, trade["companies"].get(code, {})) for code in SUBSIDIARIES]
    return Trade(
        tuple(
            Company(
                code,
                one.get("name", "") or f"{geography} - {code}",
                one.get("currency", "") or values["currency"],
                one.get("nav_code", ""),
            )
            for code, one in companies
        ),
        (*_grades(geography, trade, notes), *_stages(geography, trade, stages, notes)),
        trade["harvest_to"],
        trade["approve_days"],
    )


def _grades(geography: str, trade: Values, notes: Notes) -> Iterator[Policy]:
    """In the order of the list, then of the grades in it."""
    seen: set[tuple[str, str, str]] = set()
    for at, one in enumerate(trade["grades"]):
        for grade in one["grades"]:
            sold = (one["from"], one["to"], grade)
            if sold in seen:
                path = ("geographies", geography, "trade", "grades", at)
                notes.say("AQ292", f"{grade} from {sold[0]} to {sold[1]} is priced twice", path, "leave one out")
            seen.add(sold)
            yield Policy(*sold, "", float(one["markup_percent"]), 0.0)


def _stages(geography: str, trade: Values, stages: tuple[Stage, ...], notes: Notes) -> Iterator[Policy]:
    """In the order of the stages."""
    known = [stage.name for stage in stages]
    for name in trade["transfers"]:
        if name not in known:
            path = ("geographies", geography, "trade", "transfers", name)
            notes.say("AQ291", f"{name} is no stage", path, alike(name, known))
    for name in known:
        one = trade["transfers"].get(name)
        if one:
            yield Policy(one["from"], one["to"], "", name, 0.0, float(one["price_per_kg"]))
