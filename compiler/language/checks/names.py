"""Two things must not bear one name: pages and keys of the target know them by it."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.checks._places import batch_line, container_span
from compiler.language.lower.reading import span_at
from compiler.language.parse import Document
from compiler.nouns import Batch, Container, Scenario


def check(scenario: Scenario, document: Document) -> Iterator[Diagnostic]:
    """AQ250 batch numbers, AQ251 names of places, AQ252 sensors of one container."""
    yield from _batches(scenario, document)
    seen: set[str] = set()
    for name, container in _named(scenario):
        if name in seen:
            places = span_at(document, ("geographies",))
            span = container_span(scenario, document, container) if container else places
            yield Diagnostic(
                "AQ251", f"two places are called {name}", span, "give the pattern {station}, {hall} or {area}"
            )
        seen.add(name)
    yield from _sensors(scenario, document)


def _sensors(scenario: Scenario, document: Document) -> Iterator[Diagnostic]:
    told: set[tuple[str, ...]] = set()
    for container in scenario.containers:
        twice = sorted({one for one in container.sensors if container.sensors.count(one) > 1})
        if twice and container.sensors not in told:
            told.add(container.sensors)
            span = container_span(scenario, document, container, "sensors")
            yield Diagnostic("AQ252", f"{container.name} has two sensors of {twice[0]}", span, "name it once")


def _batches(scenario: Scenario, document: Document) -> Iterator[Diagnostic]:
    first: dict[str, Batch] = {}
    for batch in scenario.batches:
        other = first.setdefault(batch.number, batch)
        if other is not batch:
            yield Diagnostic(
                "AQ250",
                f"two batches have the number {batch.number}",
                batch_line(document, batch, "number"),
                "give each group its own pattern, and the pattern {serial}",
                related=((other.span, "the other one"),),
            )


def _named(scenario: Scenario) -> Iterator[tuple[str, Container | None]]:
    """Names of all places, with the container when it is one."""
    for places in ([hall.name for hall in scenario.halls], [station.name for station in scenario.stations]):
        yield from ((name, None) for name in places)
    for places in ([area.name for area in scenario.areas], [store.name for store in scenario.feed_stores]):
        yield from ((name, None) for name in places)
    yield from ((container.name, container) for container in scenario.containers)
