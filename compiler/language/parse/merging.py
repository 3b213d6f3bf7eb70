"""Lay one tree over another: maps merge deeply, anything else replaces, null removes."""

from __future__ import annotations

from compiler.diagnostics import Diagnostic, Span
from compiler.language.parse.nodes import Node
from compiler.language.parse.texts import MAX_MISTAKES, shorten
from compiler.language.parse.wording import closest


def merge(base: Node, over: Node) -> tuple[Node, list[Diagnostic]]:
    """`over` laid upon `base`. Values keep the span of where they came from; a merged map has that of `over`.

    A key whose value is null is removed; removing what `base` does not have is a mistake (100 are told at most).
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
        elif len(mistakes) < MAX_MISTAKES:
            mistakes.append(_nothing_to_remove(key, over.keys[key], under))
    return Node("map", entries, over.span, keys)


def _nothing_to_remove(key: str, span: Span, under: dict[str, Node]) -> Diagnostic:
    near = closest(key, under)
    hint = f"did you mean {near}?" if near else "remove the line; null only takes away what an included file says"
    return Diagnostic("AQ030", f"`{shorten(key)}: null` removes nothing: no included file has it here", span, hint)
