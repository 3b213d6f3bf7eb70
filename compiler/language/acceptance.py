"""Warnings and notes that a scenario accepts, each with its reason: `accept`. Errors cannot be accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from compiler.diagnostics import Acceptance, Diagnostic, Span, Stop, explain_code, near_codes
from compiler.language.parse import Document, Node, node_at

_WRITING = ("AQ352", "AQ50", "AQ51")
"""Codes, or their beginnings, that are told of when rows are made: a plan alone does not know of them."""
_AT_TIMES = ("AQ506",)
"""Told in one mode alone, and on some days: an entry may wait for it."""
_ITEM = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of `accept`. `below` holds the places that it speaks of; None: all."""

    code: str
    acceptance: Acceptance
    span: Span
    below: frozenset[tuple[str, int, int]] | None

    def takes(self, told: Diagnostic) -> bool:
        if told.code != self.code:
            return False
        span = told.span
        return self.below is None or (span is not None and (span.file, span.line, span.column) in self.below)


def check_acceptances(document: Document) -> tuple[Diagnostic, ...]:
    """AQ530 for codes that there are not, AQ531 for places that a document of the right shape does not say."""
    found: list[Diagnostic] = []
    for entry in _nodes(document):
        code = node_at(entry, ("code",))
        if explain_code(str(code.value)) is None:
            near = near_codes(str(code.value))
            hint = f"did you mean {' or '.join(near)}?" if near else "type a code as it is printed, such as AQ245"
            found.append(Diagnostic("AQ530", f"there is no diagnostic {code.value}", code.span, hint))
        at = _at(entry)
        if at is not None and not list(_found(document.root, str(at.value))):
            hint = "type keys from the top with dots, such as batches.spring or mixes.early.batches[0]"
            found.append(Diagnostic("AQ531", f"the scenario says nothing at `{at.value}`", at.span, hint))
    return tuple(found)


def accepted(
    document: Document, told: Iterable[Diagnostic], judged: bool = False, written: bool = False
) -> tuple[Diagnostic, ...]:
    """The diagnostics, those that the scenario accepts with its reason.

    Args:    judged   all stages up to the plan have spoken: what accepts nothing is AQ532, a warning
             written  the dump is written, so that codes which only that tells are judged
    Returns: what was told, and AQ532, and AQ533 for each entry that would accept an error
    """
    entries, found = list(_entries(document)), list(told)
    idle = [
        Diagnostic("AQ532", f"nothing tells {entry.code} here any more", entry.span, "take the entry away", "warning")
        for entry in entries
        if entry.code not in _AT_TIMES
        and (written if entry.code.startswith(_WRITING) else judged)
        and not any(map(entry.takes, found))
    ]
    hint = "mend it, and take the entry away"
    refused = [
        Diagnostic("AQ533", f"{entry.code} is an error here, and errors cannot be accepted", entry.span, hint)
        for entry in entries
        if any(entry.takes(one) and one.severity == "error" for one in found)
    ]
    return (*(_marked(one, entries) for one in found), *idle, *refused)


@contextmanager
def accepting(document: Document) -> Iterator[None]:
    """Errors that stop the block are told with what of the rest is accepted."""
    try:
        yield
    except Stop as stop:
        raise Stop(accepted(document, stop.diagnostics), stop.sources) from None


def _marked(told: Diagnostic, entries: list[_Entry]) -> Diagnostic:
    entry = next((entry for entry in entries if entry.takes(told)), None)
    return told if entry is None or told.severity == "error" else replace(told, accepted=entry.acceptance)


def _entries(document: Document) -> Iterator[_Entry]:
    for entry in _nodes(document):
        at = _at(entry)
        below = None
        if at is not None:
            below = frozenset(
                place for label, node in _found(document.root, str(at.value)) for place in _places(label, node)
            )
        reason = str(node_at(entry, ("reason",)).value)
        yield _Entry(str(node_at(entry, ("code",)).value), Acceptance(reason, entry.span), entry.span, below)


def _nodes(document: Document) -> list[Node]:
    root = document.root.value
    listed = root["accept"].value if isinstance(root, dict) and "accept" in root else []
    return listed if isinstance(listed, list) else []


def _at(entry: Node) -> Node | None:
    return entry.value.get("at") if isinstance(entry.value, dict) else None


def _found(node: Node, path: str) -> Iterator[tuple[Span, Node]]:
    """What stands at keys with dots between them, where keys may hold dots themselves: its label, and itself."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if path == key:
                yield node.keys.get(key, child.span), child
            elif path.startswith((f"{key}.", f"{key}[")):
                yield from _found(child, path[len(key) :].removeprefix("."))
    elif isinstance(node.value, list) and (item := _ITEM.match(path)) and int(item[1]) < len(node.value):
        child, rest = node.value[int(item[1])], path[item.end() :].removeprefix(".")
        if rest:
            yield from _found(child, rest)
        else:
            yield child.span, child


def _places(label: Span, node: Node) -> Iterator[tuple[str, int, int]]:
    """Where the value, its key, and all below it begin."""
    yield from ((span.file, span.line, span.column) for span in (label, node.span))
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from _places(node.keys.get(key, child.span), child)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _places(child.span, child)
