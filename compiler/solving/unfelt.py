"""Planned events that no fish feel: told, once it is known what stands where."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from compiler.diagnostics import Diagnostic
from compiler.exact import iso_date
from compiler.nouns import Plan, PlannedEvent, Scenario


def unfelt(scenario: Scenario, plan: Plan) -> tuple[Diagnostic, ...]:
    """AQ115, a note, of each planned event in history at a place that is empty on its day."""
    return tuple(_told(scenario, plan))


def _told(scenario: Scenario, plan: Plan) -> Iterator[Diagnostic]:
    for one in scenario.planned_events:
        if one.day >= scenario.as_of:
            continue  # AQ357 has told of it
        here = np.isin(plan.container, _containers(scenario, one))
        if not bool((here & (plan.first <= one.day) & (one.day < plan.end)).any()):
            message = f"{one.kind} at {one.place} on {iso_date(one.day)} meets no fish"
            yield Diagnostic("AQ115", message, one.span_of("day"), _when(plan, here, one.day), "note")


def _containers(scenario: Scenario, event: PlannedEvent) -> list[int]:
    """Those that the event strikes: the one of its name, or all of the area or hall."""
    found = []
    for at, box in enumerate(scenario.containers):
        site = (scenario.areas if box.leg == "sea" else scenario.halls)[box.place].name
        if event.place in (box.name, box.entity, site):
            found.append(at)
    return found


def _when(plan: Plan, here: NDArray[np.bool_], day: int) -> str:
    """The days nearest to it on which fish stand there."""
    stays = np.flatnonzero(here)
    if not len(stays):
        return "no fish ever stand there: another place"
    away = np.maximum(plan.first[stays] - day, day - plan.end[stays] + 1)
    nearest = int(stays[int(np.argmin(away))])
    return f"a day from {iso_date(int(plan.first[nearest]))} to {iso_date(int(plan.end[nearest]) - 1)}"
