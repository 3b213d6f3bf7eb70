"""One of the two farms that are compared, and names of its things that are the same on both sides."""

from __future__ import annotations

from dataclasses import dataclass, field

from compiler.diagnostics import Span
from compiler.emit import Expected
from compiler.language import Document
from compiler.nouns import Container, History, Plan, Scenario
from compiler.target import catalog_key


@dataclass(frozen=True, slots=True)
class Side:
    """A farm before or after a change."""

    label: str
    """The file as it is shown to people"""
    document: Document
    scenario: Scenario
    """With its mixed batches"""
    plan: Plan
    algorithm: int
    """Version of the values"""
    histories: tuple[History, ...] | None = None
    """None where nobody asked for a simulation"""
    expected: Expected | None = None
    """Likewise"""
    catalog: str = field(init=False)
    """What tells its target from others, wherever that lay when the side was made"""

    def __post_init__(self) -> None:
        object.__setattr__(self, "catalog", catalog_key(self.scenario.target))


def site_of(scenario: Scenario, box: Container) -> str:
    """Name of the station or area in which a container is."""
    if box.leg == "sea":
        return scenario.areas[box.place].name
    return scenario.stations[scenario.halls[box.place].station].name


def container_key(scenario: Scenario, at: int) -> str:
    """A name of a container that no other bears: its site, its hall where it is in one, its own."""
    box = scenario.containers[at]
    hall = "" if box.leg == "sea" else f"{scenario.halls[box.place].name}/"
    return f"{site_of(scenario, box)}/{hall}{box.name}"


def placed(scenario: Scenario, plan: Plan) -> dict[str, int]:
    """Index of every batch that the plan places, by its number."""
    return {batch.number: at for at, batch in enumerate(scenario.batches) if plan.start[at] >= 0}


def shown(span: Span) -> str:
    """file:line, or '' where nobody typed it."""
    return f"{span.file}:{span.line}" if span.file else ""
