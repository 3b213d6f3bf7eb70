"""A pin names a station or area of the batch's own geography, of a leg that the batch lives in."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.reading import alike
from compiler.nouns import Batch, Leg, Scenario

WORDS: dict[Leg, str] = {"sea": "an area", "freshwater": "a station"}


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ270 unknown station or area, AQ271 one of another geography; AQ245 one where the batch never is (warning)."""
    for batch in scenario.batches:
        for leg, name in batch.pins:
            yield from _pin(scenario, batch, leg, name)


def _pin(scenario: Scenario, batch: Batch, leg: Leg, name: str) -> Iterator[Diagnostic]:
    sites = {site.name: site.geography for site in (scenario.areas if leg == "sea" else scenario.stations)}
    geography, span = scenario.geographies[batch.geography], batch.span_of("pins", leg)
    pinned = f"{batch.number} is pinned to {name}"
    if name not in sites:
        known = [site for site, place in sites.items() if place == batch.geography]
        message = f"{pinned}, which is no {WORDS[leg].split()[1]}"
        yield Diagnostic("AQ270", message, span, alike(name, known))
    elif sites[name] != batch.geography:
        other = scenario.geographies[sites[name]].name
        message = f"{batch.number} of {geography.name} is pinned to {name} in {other}"
        yield Diagnostic("AQ271", message, span, f"pin it to {WORDS[leg]} of {geography.name}")
    elif leg not in {geography.stages[run.stage].leg for run in batch.runs}:
        lived = "at sea" if leg == "sea" else "in fresh water"
        yield Diagnostic("AQ245", f"{pinned}, but lives in no stage {lived}", span, "leave the pin out", "warning")
