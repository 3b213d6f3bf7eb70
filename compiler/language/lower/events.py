"""Events: their kinds, and those that the scenario orders."""

from __future__ import annotations

from compiler.language.lower.moments import moment
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import EventKind, PlannedEvent


def read_kinds(root: Values) -> tuple[EventKind, ...]:
    """Kinds of events by name."""
    return tuple(build(EventKind, values, name=name) for name, values in sorted(root["events"]["kinds"].items()))


def read_planned(root: Values, as_of: int) -> tuple[PlannedEvent, ...]:
    """By day, place and kind."""
    found = [build(PlannedEvent, one, day=moment(one["day"], as_of)) for one in root["events"]["planned"]]
    return tuple(sorted(found, key=lambda one: (one.day, one.place, one.kind)))
