"""A mix takes fish of several batches of one geography, from what comes before it, on a day of history."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.moments import date_text
from compiler.language.lower.reading import alike
from compiler.nouns import Mix, Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ347 a batch, ring or area that is not there, or a batch twice; AQ348 days or geographies that do not fit.

    Where the fish stand on the day, the plan alone knows.
    """
    earlier: dict[str, set[int]] = {}
    for mix in scenario.mixes:
        yield from _named(scenario, mix, earlier)
        yield from _days(scenario, mix)
        found = {scenario.batches[at].geography for name in mix.batches if (at := scenario.find_batch(name)) >= 0}
        found |= {geography for name in mix.batches for geography in earlier.get(name, ())}
        if len(found) > 1:
            names = " and ".join(scenario.geographies[at].name for at in sorted(found))
            message = f"{mix.key} mixes batches of {names}"
            yield Diagnostic("AQ348", message, mix.span_of("batches"), "mix batches of one geography")
        earlier[mix.key] = found if len(found) == 1 else set()


def _named(scenario: Scenario, mix: Mix, earlier: dict[str, set[int]]) -> Iterator[Diagnostic]:
    taken: set[int | str] = set()
    for name in mix.batches:
        at = scenario.find_batch(name)
        if at < 0 and name not in earlier:
            known = [
                name for name in (*(batch.number for batch in scenario.batches), *earlier) if name not in mix.batches
            ]
            later = any(name == other.key for other in scenario.mixes)
            message = f"{mix.key} mixes {name}, which is {'a mix of the same day or later' if later else 'no batch'}"
            yield Diagnostic(
                "AQ347", message, mix.span_of("batches"), alike(name, known) if known else "add another batch"
            )
        elif (name if at < 0 else at) in taken:
            message = f"{mix.key} names {name} twice"
            yield Diagnostic("AQ347", message, mix.span_of("batches"), "name two batches")
        taken.add(name if at < 0 else at)
    places = [one.name for one in scenario.containers if one.leg == "sea"] + [area.name for area in scenario.areas]
    if mix.where and mix.where not in places:
        message = f"{mix.key} goes to {mix.where}, which is no ring or area"
        yield Diagnostic("AQ347", message, mix.span_of("where"), alike(mix.where, places))


def _days(scenario: Scenario, mix: Mix) -> Iterator[Diagnostic]:
    if mix.day >= scenario.as_of:
        message = (
            f"{mix.key} is on {date_text(mix.day)}, history ends before {date_text(scenario.as_of)}: it is not made"
        )
        yield Diagnostic("AQ348", message, mix.span_of("day"), f"day: {date_text(scenario.as_of - 30)}", "note")
    if mix.until is not None and mix.until <= mix.day:
        message = f"{mix.key} is harvested on {date_text(mix.until)}, and mixed on {date_text(mix.day)}"
        yield Diagnostic("AQ348", message, mix.span_of("until"), f"until: {date_text(mix.day + 30)}")
