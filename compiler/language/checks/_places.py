"""Where things of the Scenario stand in the Document, and what the scenario's own words for them are."""

from __future__ import annotations

from typing import Any

from compiler.diagnostics import Span
from compiler.language.lower.reading import Path, complete, schema, span_at
from compiler.language.parse import Document, node_at, plain
from compiler.nouns import Batch, Container, Scenario


def said(document: Document, *path: str | int) -> Any:
    """The value at a path, None where the scenario says nothing."""
    try:
        return plain(node_at(document.root, path))
    except (KeyError, IndexError):
        return None


def section(document: Document, name: str) -> Any:
    """A top-level section of the scenario with the defaults of the schema."""
    definition = schema()["properties"][name]
    value = said(document, name)
    return complete(definition.get("default") if value is None else value, definition)


def group(document: Document, name: str) -> Any:
    """A group of batches with the defaults of the schema."""
    return section(document, "batches")[name]


def stage_span(scenario: Scenario, document: Document, geography: int, stage: int, *leaf: str | int) -> Span:
    """A leaf of a stage: where the geography changes it, otherwise where the species states it."""
    place = scenario.geographies[geography]
    name = place.stages[stage].name
    local: Path = ("geographies", place.name, "stages", name, *leaf)
    return span_at(document, local if said(document, *local) is not None else ("stages", name, *leaf))


def container_span(scenario: Scenario, document: Document, container: Container, *leaf: str) -> Span:
    """Where a container is stated: for it alone, or for all of its hall or area."""
    if container.leg == "sea":
        area = scenario.areas[container.place]
        above: Path = ("geographies", scenario.geographies[area.geography].name, "areas")
        own = area.name
        common: tuple[str, ...] = ("rings",)
    else:
        hall = scenario.halls[container.place]
        station = scenario.stations[hall.station]
        above = ("geographies", scenario.geographies[station.geography].name, "stations")
        halls = said(document, *above, "each", "halls") or {}
        letter = next((key for key in sorted(halls) if halls[key].get("stage") == hall.stage), "")
        own, common = station.name, ("halls", letter, "containers") if letter else ("halls",)
    places: tuple[Path, ...] = (
        (*above, "override", own, *common, "override", container.name, *leaf),
        (*above, "each", *common, "override", container.name, *leaf),
        (*above, "each", *common, "named", container.name, *leaf),
        (*above, "named", own, *common),
        (*above, "override", own, *common, "each", *leaf),
        (*above, "each", *common, "each", *leaf),
    )
    return span_at(document, next((path for path in places if said(document, *path) is not None), places[-1]))


def batch_line(document: Document, batch: Batch, *leaf: str | int) -> Span:
    """A leaf of the batch's group when it is stated, otherwise the line that made the batch."""
    path = ("batches", batch.group, *leaf)
    return span_at(document, path) if said(document, *path) is not None else batch.span
