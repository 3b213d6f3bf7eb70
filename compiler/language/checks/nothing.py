"""What holds fish holds some: zero is no way to say that a number is not known."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic, Span
from compiler.nouns import Area, Container, Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ242 a container or an area that may hold 0 kg, once for each place where that is said."""
    told: set[Span] = set()
    holding = [container for container in scenario.containers if not container.structural]
    places: tuple[Container | Area, ...] = (*holding, *scenario.areas)
    for one in places:
        span = one.span_of("max_biomass_kg")
        if one.max_biomass_kg == 0 and span not in told:
            told.add(span)
            hint = "state what it holds; where that is not known leave the cell empty or the key out, for that of each"
            yield Diagnostic("AQ242", f"{one.name} may hold 0 kg of fish", span, hint)
