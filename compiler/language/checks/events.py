"""An event is of a kind that there is, strikes a place that such an event can strike, and happens in history."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.moments import date_text
from compiler.language.lower.reading import alike
from compiler.nouns import EventKind, PlannedEvent, Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ356 a kind, place or parameter that is not there; AQ357 a place of another scope or leg, and, as a note, a
    day behind history; AQ116 one event twice."""
    told: set[tuple[str, str, int]] = set()
    kinds = {kind.name: kind for kind in scenario.events}
    for kind in scenario.events:
        yield from _sound(scenario, kind)
    for one in scenario.planned_events:
        if one.kind not in kinds:
            message = f"{one.kind} is no kind of event"
            hint = alike(one.kind, kinds) if kinds else "state it under events, kinds"
            yield Diagnostic("AQ356", message, one.span_of("kind"), hint)
            continue
        yield from _placed(scenario, kinds[one.kind], one)
        same = one.kind, one.place, one.day
        if same in told:
            message = f"{one.kind} at {one.place} on {date_text(one.day)} is planned twice"
            yield Diagnostic("AQ116", message, one.span_of("day"), "leave one out, or give it another day")
        told.add(same)
        if one.day >= scenario.as_of:
            message = f"{one.kind} at {one.place} is on {date_text(one.day)}, history ends before "
            message += f"{date_text(scenario.as_of)}: it does not happen"
            yield Diagnostic("AQ357", message, one.span_of("day"), f"day: {date_text(scenario.as_of - 30)}", "note")


def _sound(scenario: Scenario, kind: EventKind) -> Iterator[Diagnostic]:
    if kind.span_of("waters").file not in scenario.files[:1]:
        return  # a library's kinds speak of more than each farm measures
    stages = [stage for one in scenario.geographies for stage in one.stages]
    if kind.leg not in {stage.leg for stage in stages}:
        return  # nothing of the kind happens on this farm
    known = {water.parameter for stage in stages for water in stage.waters}
    for name, _ in kind.waters:
        if name not in known:
            message = f"{kind.name} changes {name}, which nobody measures"
            yield Diagnostic("AQ356", message, kind.span_of("waters"), alike(name, known), "warning")


def _placed(scenario: Scenario, kind: EventKind, one: PlannedEvent) -> Iterator[Diagnostic]:
    boxes = [box for box in scenario.containers if not box.structural]
    sites = {
        "sea": {area.name for area in scenario.areas},
        "freshwater": {hall.name for hall in scenario.halls},
    }
    own = {leg: {box.name for box in boxes if box.leg == leg} for leg in sites}
    right = (sites if kind.scope == "site" else own)[kind.leg]
    if one.place in right:
        return
    what = {"site": {"sea": "an area", "freshwater": "a hall"}, "container": {"sea": "a ring", "freshwater": "a tank"}}
    if any(one.place in names for names in (*sites.values(), *own.values())):
        message = f"{kind.name} strikes {what[kind.scope][kind.leg]}, and {one.place} is none"
        yield Diagnostic("AQ357", message, one.span_of("place"), alike(one.place, right))
    else:
        message = f"{one.kind} strikes {one.place}, which is no place of the farm"
        yield Diagnostic("AQ356", message, one.span_of("place"), alike(one.place, right))
