"""A pin names a station or area of the batch's own geography."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.reading import alike
from compiler.nouns import Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ270 unknown station or area, AQ271 one of another geography."""
    stations = {station.name: station.geography for station in scenario.stations}
    areas = {area.name: area.geography for area in scenario.areas}
    for batch in scenario.batches:
        for leg, name in batch.pins:
            word, sites = ("area", areas) if leg == "sea" else ("station", stations)
            span = batch.span_of("pins", leg)
            own = scenario.geographies[batch.geography].name
            if name not in sites:
                known = [site for site, geography in sites.items() if geography == batch.geography]
                yield Diagnostic(
                    "AQ270", f"{batch.number} is pinned to {name}, which is no {word}", span, alike(name, known)
                )
            elif sites[name] != batch.geography:
                other = scenario.geographies[sites[name]].name
                yield Diagnostic(
                    "AQ271",
                    f"{batch.number} of {own} is pinned to {name} in {other}",
                    span,
                    f"pin it to a {word} of {own}",
                )
