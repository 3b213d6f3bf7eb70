"""What the scenario says, as plain maps and lists in which every value that was typed still knows its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from compiler.diagnostics import Span
from compiler.language.parse import Node

Step = str | int
Spans = Mapping[Any, Span]


class Values(dict[str, Any]):
    """A map of the scenario. `span` is where it was typed, `spans` where each key was; defaults have no place."""

    __slots__ = ("span", "spans")

    def __init__(self, entries: Mapping[str, Any], span: Span, spans: Spans | None = None) -> None:
        super().__init__(entries)
        self.span, self.spans = span, spans or {}

    def at(self, *path: Step) -> Span:
        """Where the value at a path was typed, or the nearest thing above it that was."""
        return place_of(self, path)


class Items(list[Any]):
    """A list of the scenario. `spans` are the places of its items by position."""

    __slots__ = ("span", "spans")

    def __init__(self, items: Iterable[Any], span: Span, spans: Spans | None = None) -> None:
        super().__init__(items)
        self.span, self.spans = span, spans or {}

    def at(self, position: int) -> Span:
        """Where an item was typed, or the list where it was not."""
        return place_of(self, (position,))


def place_of(value: Any, path: tuple[Step, ...]) -> Span:
    """The place of the value at a path below a map or list, or of the nearest thing above it that was typed."""
    span: Span = value.span
    for step in path:
        if not isinstance(value, Values | Items) or step not in value.spans:
            break
        span, value = value.spans[step], below(value, step)
    return span


def below(value: Any, step: Step) -> Any:
    """The value under a key or at a position; None where there is no such key."""
    return dict.get(value, step) if isinstance(value, Values) else value[step]  # type: ignore[misc]


def stated(node: Node, span: Span | None = None) -> Any:
    """The value of a node with its places. `span` is where its name was typed, if it has one."""
    place = span or node.span
    if isinstance(node.value, dict):
        entries = {key: stated(child, node.keys.get(key)) for key, child in node.value.items()}
        return Values(entries, place, {key: node.keys[key] for key in entries if key in node.keys})
    if isinstance(node.value, list):
        return Items(map(stated, node.value), place, {at: child.span for at, child in enumerate(node.value)})
    return node.value


def merge(below: Values, above: Values) -> Values:
    """Maps merged deeply; what `above` says wins and brings its place."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Values) and isinstance(value, Values) else value
    return Values(merged, above.span, {**below.spans, **above.spans})
