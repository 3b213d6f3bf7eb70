"""Node and Document: the YAML value of a scenario in which every value knows its file, line and column."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from compiler.diagnostics import Span

Kind = Literal["map", "list", "text", "int", "float", "bool", "null", "date"]
Value = dict[str, "Node"] | list["Node"] | str | int | float | bool | None | datetime.date


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the scenario.

    `kind` says which Python type `value` has: dict for map, list, str for text, int, float, bool, None for null,
    datetime.date. `span` is where the value was written; `keys` (maps only) where each key was.
    """

    kind: Kind
    value: Value
    span: Span
    keys: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """The scenario with its includes merged in.

    `sources`: file name as shown to users -> its text with line feeds as line ends, includes too.
    `paths`: the same names -> where the file is on disk (empty for texts given directly); for files that the scenario
    names relative to itself. Names and paths depend on the working directory: they must never reach a dump.
    """

    root: Node
    sources: Mapping[str, str]
    paths: Mapping[str, Path] = field(default_factory=dict)


def plain(node: Node) -> object:
    """The value without positions: dict, list, str, int, float, bool, None; dates stay datetime.date."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def node_at(root: Node, path: Sequence[str | int]) -> Node:
    """The node under `path` (keys of maps, positions in lists). Errors: KeyError or IndexError when there is none."""
    for step in path:
        root = _child(root, step)
    return root


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.value[step]
    if isinstance(node.value, list) and isinstance(step, int):
        return node.value[step]
    raise KeyError(step)


def label_span(root: Node, path: Sequence[str | int]) -> Span:
    """Where to point when the thing at `path` itself is meant: its key in a map, otherwise the value.

    Errors: KeyError or IndexError when there is nothing at `path`.
    """
    if path and isinstance(path[-1], str):
        return node_at(root, path[:-1]).keys[path[-1]]
    return node_at(root, path).span


def span_at(document: Document, path: Sequence[str | int]) -> Span:
    """Span of the thing at `path`, or of the nearest thing above it that the text states."""
    for length in range(len(path), 0, -1):
        try:
            return label_span(document.root, path[:length])
        except (KeyError, IndexError):
            continue
    return document.root.span


def with_value(root: Node, path: Sequence[str], value: int | None) -> Node:
    """The tree with another number at a path of keys, made where there is none; None removes the key."""
    below = dict(root.value) if isinstance(root.value, dict) else {}
    keys, (first, *rest) = dict(root.keys), path
    if rest:
        below[first] = with_value(below.get(first, Node("map", {}, root.span)), rest, value)
    elif value is None:
        below.pop(first, None)
        keys.pop(first, None)
    else:
        below[first] = Node("int", value, below[first].span if first in below else root.span)
    if first in below:
        keys.setdefault(first, root.span)
    return Node("map", below, root.span, keys)
