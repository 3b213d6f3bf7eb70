"""Two things must not bear one name: pages and keys of the target know them by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from compiler.diagnostics import Diagnostic
from compiler.nouns import Area, Batch, Container, FeedStore, Hall, Scenario, Station


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ250 batch numbers, AQ251 names of places, AQ252 sensors of one container."""
    yield from _batches(scenario)
    seen: set[str] = set()
    places: Iterable[Area | Container | FeedStore | Hall | Station] = chain(
        scenario.halls, scenario.stations, scenario.areas, scenario.feed_stores, scenario.containers
    )
    for place in places:
        if place.name in seen:
            hint = "give the pattern {station}, {hall} or {area}"
            yield Diagnostic("AQ251", f"two places are called {place.name}", place.span_of(), hint)
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
                "give each group its own pattern, and the pattern {serial}",
                related=((other.span, "the other one"),),
            )
