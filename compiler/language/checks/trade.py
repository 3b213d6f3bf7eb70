"""What passes between companies has a price, and grades that exist."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from compiler.diagnostics import Diagnostic
from compiler.language.lower.reading import alike
from compiler.nouns import Geography, Scenario
from compiler.target import load_catalog


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ284 a policy on an unknown grade, AQ294 fish that go to sea without a price."""
    try:
        seed = load_catalog(scenario.target).seeds["harvest_productgrade"]
    except (FileNotFoundError, KeyError):
        return
    codes = [str(row[seed.columns.index("code")]) for row in seed.rows] + [
        code for code, _, _ in scenario.harvest.grades
    ]
    for geography in scenario.geographies:
        trade = geography.trade
        if trade is None:
            continue
        for grade in sorted({policy.grade for policy in trade.policies if policy.grade}):
            if grade not in codes:
                span = trade.span_of("policies")
                yield Diagnostic("AQ284", f"{grade} is no product grade of the target", span, alike(grade, codes))
        stage = _last_in_fresh_water(geography)
        if trade.policies and stage and stage not in {policy.stage for policy in trade.policies}:
            message = (
                f"{geography.name} has no price for {stage}, from which fish go to sea: those transfers are not booked"
            )
            hint = f"trade: {{transfers: {{{stage}: {{price_per_kg: …}}}}}}"
            yield Diagnostic("AQ294", message, trade.span_of(), hint, "warning")


def _last_in_fresh_water(geography: Geography) -> str:
    """The stage whose fish are sold to the farming company, '' where they do not go to sea just once."""
    changes = [(a.name, b.leg) for a, b in pairwise(geography.stages) if a.leg != b.leg]
    return changes[0][0] if [leg for _, leg in changes] == ["sea"] else ""
