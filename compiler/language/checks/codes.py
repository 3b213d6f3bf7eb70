"""People and codes by which the target opens its pages and sorts its batches."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ290 no batches, AQ287 nobody may see everything, AQ288 a number without the code, AQ289 one code twice."""
    if not scenario.batches:
        yield Diagnostic("AQ290", "no batch is wished for", scenario.span_of("batches"), "add a group under batches")
    if not any(user.is_superuser or user.role == "ADMIN" for user in scenario.users):
        message = "no user is a superuser or has the role ADMIN: most pages will stay closed"
        yield Diagnostic("AQ287", message, scenario.span_of("users"), "role: ADMIN for one of them", "warning")
    told: set[str] = set()
    for batch in scenario.batches:
        geography = scenario.geographies[batch.geography]
        if not batch.number.startswith(geography.code) and batch.group not in told:
            told.add(batch.group)
            message = (
                f"{batch.number} of {geography.name} does not begin with {geography.code}; pages group batches by it"
            )
            yield Diagnostic(
                "AQ288",
                message,
                batch.span_of("number"),
                'number: "{code}-{year}-{serial:03}"',
                "warning",
            )
    codes: dict[str, str] = {}
    for geography in scenario.geographies:
        other = codes.setdefault(geography.code, geography.name)
        if other != geography.name:
            span = geography.span_of("code")
            yield Diagnostic(
                "AQ289", f"{other} and {geography.name} both have the code {geography.code}", span, "give each its own"
            )
