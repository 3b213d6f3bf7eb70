"""Each key of the schema, where it can stand in a farm, and the same farm with another value there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from compiler.diagnostics import Span
from compiler.language import Document, Node, parse_file, plain, schema
from compiler.language.lower.reading import resolve
from compiler.language.parse.nodes import Kind

FARM = Path(__file__).parent / "farm.yaml"
PLACE = Span(str(FARM), 1, 1, 1, 2)
"""Where what is changed was typed"""
KINDS: Mapping[type, Kind] = {str: "text", int: "int", float: "float", bool: "bool", date: "date", type(None): "null"}
MANY = {"stage"}
"""Definitions whose keys are changed in each of their entries; others in the first few."""
MOST = 4
Path_ = tuple[str | int, ...]
MISSING: Any = object()


@dataclass(frozen=True)
class Place:
    """A key at a place of the farm. `value` is MISSING where neither the farm nor the schema says one."""

    defined: str
    key: str
    path: Path_
    value: Any
    part: Mapping[str, Any]

    def __str__(self) -> str:
        return ".".join(map(str, self.path))


def places(document: Document) -> Iterator[Place]:
    """Every key of the schema at each place of the farm where it may stand, the first of many alike."""
    seen: dict[tuple[str, str], int] = {}
    for place in _places(plain(document.root), schema(), "", ()):
        known = (place.defined, place.key)
        seen[known] = seen.get(known, 0) + 1
        if place.defined in MANY or seen[known] <= MOST:
            yield place


def whole(name: str) -> str:
    """The definition that another states differences of."""
    return "/lice" if name == "lice_override" else name.removesuffix("_override")


def _places(value: Any, part: Any, name: str, path: Path_) -> Iterator[Place]:
    if "$ref" in part:
        name = whole(part["$ref"].rsplit("/", 1)[1])
    part = resolve(part)
    for form in part.get("anyOf", ()):
        yield from _places(value, form, name, path)
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _places(item, part.get("items", {}), f"{name}/*", (*path, at))
    if not isinstance(value, dict) or not (part.get("properties") or part.get("additionalProperties")):
        return
    known = part.get("properties", {})
    for key, child in known.items():
        stated = value.get(key, resolve(child).get("default", MISSING))
        yield Place(name, key, (*path, key), stated, resolve(child))
        yield from _places(stated, child, f"{name}/{key}", (*path, key))
    for key, stated in value.items():
        if key not in known:
            yield from _places(stated, part.get("additionalProperties") or {}, f"{name}/*", (*path, key))


def others(place: Place) -> Iterator[Any]:
    """Other values that the schema allows there, likely ones first."""
    for form in (place.part, *place.part.get("anyOf", ())):
        yield from (one for one in _others(place.value, resolve(form)) if one != place.value)


def _others(value: Any, part: Mapping[str, Any]) -> Iterator[Any]:
    if "enum" in part:
        yield from part["enum"]
    elif part.get("type") == "boolean":
        yield value is not True
    elif part.get("type") in ("integer", "number"):
        yield from _numbers(value, part)
    elif part.get("type") == "string" and part.get("format") == "date":
        yield from (date(2025, 5, 20), date(2024, 3, 7))
    elif part.get("type") == "string":
        yield from (f"{value} x" if isinstance(value, str) and value else "other", "other")
    elif part.get("type") == "array":
        yield from _lists(value, part)
    elif part.get("type") == "object" or "additionalProperties" in part:
        yield from _maps(value, part)


def _numbers(value: Any, part: Mapping[str, Any]) -> Iterator[Any]:
    kind = int if part["type"] == "integer" else float
    low, high = part.get("minimum", 0), part.get("maximum", 10**6)
    own = value if isinstance(value, int | float) else low
    for one in (own * 1.3, own + 1, own - 1, own * 0.6, own + 30, own * 5, low, high, (low + high) / 2):
        if low <= kind(one) <= high:
            yield kind(one) if kind is int else round(float(one), 6)


def _lists(value: Any, part: Mapping[str, Any]) -> Iterator[list[Any]]:
    """All items others, one another, one less; of none one, where the schema says what."""
    item = resolve(part.get("items", {}))
    own = value if isinstance(value, list) else [MISSING] * part.get("minItems", 1)
    firsts = [next((one for one in _others(old, item) if one != old), old) for old in own]
    if MISSING not in firsts and not part.get("uniqueItems") and firsts != own:
        yield firsts
    for at, old in enumerate(own if own is value else ()):
        for one in list(_others(old, item))[:4]:
            if one != old:
                yield [*own[:at], one, *own[at + 1 :]]
    if own is value and len(own) > part.get("minItems", 0):
        yield own[1:]


def _maps(value: Any, part: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One entry less, or with another value."""
    own = value if isinstance(value, dict) else {}
    rule = resolve(part.get("additionalProperties") or {})
    for key in own:
        if rule.get("type") not in (None, "object", "array"):
            for one in list(_others(own[key], rule))[:2]:
                yield {key: one}
        yield {key: None}


def changed(place: Place, value: Any) -> Document:
    """The farm with another value at a place, as if its own file said so; None takes a key of a map away."""
    document = farm()
    return replace(document, root=_put(document.root, place.path, value))


def _put(node: Node, path: Path_, value: Any) -> Node:
    if not path:
        return _over(node, value)
    step, *rest = path
    if isinstance(node.value, list):
        items = [_put(item, tuple(rest), value) if at == step else item for at, item in enumerate(node.value)]
        return Node("list", items, node.span)
    own: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
    empty = Node("map", {}, PLACE)
    own[str(step)] = _put(own.get(str(step), empty), tuple(rest), value)
    return Node("map", own, node.span, {**node.keys, str(step): PLACE})


def _over(node: Node, value: Any) -> Node:
    """A value in place of another, maps merged as those of a file over those that it includes."""
    if not isinstance(value, dict):
        return node_of(value)
    own: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
    keys = dict(node.keys)
    for key, one in value.items():
        if one is None:
            own.pop(key, None)
        else:
            own[key], keys[key] = _over(own.get(key, node_of({})), one), PLACE
    return Node("map", own, PLACE, keys)


def node_of(value: Any) -> Node:
    """A plain value as a node of the farm's own file."""
    if isinstance(value, dict):
        return Node("map", {key: node_of(one) for key, one in value.items()}, PLACE, dict.fromkeys(value, PLACE))
    if isinstance(value, list):
        return Node("list", [node_of(one) for one in value], PLACE)
    return Node(KINDS[type(value)], value, PLACE)


@cache
def farm() -> Document:
    """The farm that is changed."""
    document, mistakes = parse_file(FARM)
    assert document and not mistakes
    return document
