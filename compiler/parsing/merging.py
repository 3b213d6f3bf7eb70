"""Lay one tree over another: maps merge deeply, anything else replaces, null removes."""

from __future__ import annotations

import difflib

from compiler.diagnostics import Diagnostic, Span
from compiler.parsing.nodes import Node


def merge(base: Node, over: Node) -> tuple[Node, list[Diagnostic]]:
    """`over` laid upon `base`. Values keep the span of where they came from; a merged map has that of `over`.

    A key whose value is null is removed; removing what `base` does not have is a mistake.
    """
    mistakes: list[Diagnostic] = []
    return _merge(base, over, mistakes), mistakes


def _merge(base: Node | None, over: Node, mistakes: list[Diagnostic]) -> Node:
    if not isinstance(over.value, dict):
        return over
    under = base.value if base is not None and isinstance(base.value, dict) else {}
    if not under and not any(child.kind in ("map", "null") for child in over.value.values()):
        return over
    entries = dict(under)
    keys: dict[str, Span] = dict(base.keys) if base is not None and under else {}
    for key, child in over.value.items():
        if child.kind != "null":
            entries[key] = _merge(under.get(key), child, mistakes)
            keys[key] = over.keys[key]
        elif key in under:
            del entries[key], keys[key]
        else:
            mistakes.append(_nothing_to_remove(key, over.keys[key], under))
    return Node("map", entries, over.span, keys)


def _nothing_to_remove(key: str, span: Span, under: dict[str, Node]) -> Diagnostic:
    close = difflib.get_close_matches(key, sorted(under), 1)
    hint = f"did you mean {close[0]}?" if close else "remove the line; null only takes away what an included file says"
    return Diagnostic("AQ030", f"`{key}: null` removes nothing: no included file has it here", span, hint)
