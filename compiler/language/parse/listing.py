"""The resolved scenario as YAML, each value with the file and line that it came from."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Collection
from decimal import Decimal

from compiler.diagnostics import Span
from compiler.language.parse.nodes import Document, Node
from compiler.language.parse.scalars import read_plain
from compiler.language.parse.texts import CONTROL

_COMMENT_COLUMN = 60
_PLAIN_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./+°();'%&")


_FILES = {"csv", "halls_csv"}
"""Keys whose values are paths relative to the file in which they were typed."""


def resolved(document: Document, without: Collection[Span] = ()) -> str:
    """The whole scenario, includes merged in, as YAML that, saved beside the scenario, is read back to the same digest.

    `without`: places of keys and items that are left out, as only an included file may say them.
    """
    root = _without(_from_main(document.root, document), set(without))
    return "".join(f"{line}\n" for line in _map(root, 0)) or "{}\n"


def _from_main(node: Node, document: Document, key: str = "") -> Node:
    """The tree with paths of files as the scenario's own file would name them."""
    if isinstance(node.value, dict):
        entries = {name: _from_main(child, document, name) for name, child in node.value.items()}
        return Node(node.kind, entries, node.span, node.keys)
    main, typed = (document.paths.get(file) for file in (document.root.span.file, node.span.file))
    if key in _FILES and isinstance(node.value, str) and main and typed and main.parent != typed.parent:
        path = os.path.relpath(typed.parent / node.value, main.parent)
        return Node(node.kind, path.replace(os.sep, "/"), node.span)
    return node


def _without(node: Node, left_out: set[Span]) -> Node:
    if isinstance(node.value, dict):
        kept = {key: child for key, child in node.value.items() if node.keys.get(key) not in left_out}
        return Node(node.kind, {key: _without(child, left_out) for key, child in kept.items()}, node.span, node.keys)
    if isinstance(node.value, list):
        return Node(node.kind, [child for child in node.value if child.span not in left_out], node.span)
    return node


def _map(node: Node, depth: int) -> list[str]:
    assert isinstance(node.value, dict)
    lines: list[str] = []
    for key, child in node.value.items():
        lines += _entry(f"{'  ' * depth}{spell(key)}:", child, depth)
    return lines


def _entry(label: str, node: Node, depth: int) -> list[str]:
    """`label` and the value: on one line when it is short, otherwise below it."""
    if (line := _inline(node)) is not None:
        return [_commented(f"{label} {line}", node)]
    if isinstance(node.value, list):
        return [
            _commented(label, node),
            *(line for item in node.value for line in _entry(f"{'  ' * (depth + 1)}-", item, depth + 1)),
        ]
    return [label, *_map(node, depth + 1)]


def _commented(text: str, node: Node) -> str:
    return f"{text:<{_COMMENT_COLUMN}} # {CONTROL.sub('?', node.span.file)}:{node.span.line}"


def _inline(node: Node) -> str | None:
    if isinstance(node.value, dict):
        return None if node.value else "{}"
    if isinstance(node.value, list):
        items = [_inline(item) for item in node.value]
        if any(item is None for item in items) or sum(len(item or "") + 2 for item in items) > 100:
            return None
        return f"[{', '.join(item or '' for item in items)}]"
    if isinstance(node.value, bool) or node.value is None:
        return {True: "true", False: "false", None: "null"}[node.value]
    if isinstance(node.value, datetime.date):
        return node.value.isoformat()
    if isinstance(node.value, int):
        return f"{node.value:_}" if abs(node.value) >= 10_000 else str(node.value)
    return spell(node.value) if isinstance(node.value, str) else _decimal(node.value)


def _decimal(number: float) -> str:
    """The shortest plain decimal that reads back as the same number."""
    digits = format(Decimal(repr(number)), "f")
    return digits if "." in digits else f"{digits}.0"


def spell(text: str) -> str:
    """Text as YAML: bare when it reads back as itself, otherwise in double quotes."""
    bare = text and text[0].isalpha() and text[-1] != " " and _PLAIN_SIGNS.issuperset(text)
    return text if bare and read_plain(text) == ("text", text) else json.dumps(text, ensure_ascii=False)
