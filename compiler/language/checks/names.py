"""Two things must not bear one name where pins and pages know them by it.

Containers and feed stores may: the target has no such key, and they stand in a place that has a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic, Span
from compiler.nouns import Area, Batch, Hall, Scenario, Station


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ250 batch numbers, AQ251 names of halls, stations and areas, AQ252 sensors of one container."""
    yield from _batches(scenario)
    seen: set[str] = set()
    told: set[Span] = set()
    places: tuple[Area | Hall | Station, ...] = (*scenario.halls, *scenario.stations, *scenario.areas)
    for place in places:
        span = place.span_of("name") if isinstance(place, Hall) else place.span_of()
        if place.name in seen and span not in told:
            told.add(span)
            hint = "give each its own name, or the pattern {station} or {hall}"
            yield Diagnostic("AQ251", f"two places are called {place.name}", span, hint)
        seen.add(place.name)
    yield from _sensors(scenario)


def _sensors(scenario: Scenario) -> Iterator[Diagnostic]:
    told: set[tuple[str, ...]] = set()
    for container in scenario.containers:
        twice = sorted({one for one in container.sensors if container.sensors.count(one) > 1})
        if twice and container.sensors not in told:
            told.add(container.sensors)
            span = container.span_of("sensors")
            yield Diagnostic("AQ252", f"{container.name} has two sensors of {twice[0]}", span, "name it once")


def _batches(scenario: Scenario) -> Iterator[Diagnostic]:
    first: dict[str, Batch] = {}
    for batch in scenario.batches:
        other = first.setdefault(batch.number, batch)
        if other is not batch:
            yield Diagnostic(
                "AQ250",
                f"two batches have the number {batch.number}",
                batch.span_of("number"),
                "give each group its own pattern, and the pattern {serial}, or {days} where no two are of one age",
                related=((other.span, "the other one"),),
            )
