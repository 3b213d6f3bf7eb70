"""The lines of two Documents that say different things: values, not text; includes are merged in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compiler.diagnostics import Span
from compiler.language import Document, Node, plain

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A value that was added, removed or replaced."""

    path: Path
    before: str | None
    """As JSON; None where it was not said"""
    after: str | None
    place: str
    """file:line in the farm after the change; before it where the value was removed"""
    span: Span
    """Likewise, from its first to its last character"""

    @property
    def key(self) -> str:
        return ".".join(self.path)


def changed_lines(before: Document, after: Document) -> tuple[Line, ...]:
    """In the order of the document after the change, what was removed behind."""
    return tuple(_between(before.root, after.root, ()))


def _between(before: Node | None, after: Node | None, path: Path) -> Iterator[Line]:
    if before is not None and after is not None:
        if isinstance(before.value, dict) and isinstance(after.value, dict):
            for key in dict.fromkeys((*after.value, *before.value)):
                yield from _between(before.value.get(key), after.value.get(key), (*path, key))
            return
        if _listed(before) and _listed(after):
            yield from _of_lists(before, after, path)
            return
        if plain(before) == plain(after) and before.kind == after.kind:
            return
    where = after or before
    if where is not None:
        yield Line(path, _text(before), _text(after), f"{where.span.file}:{where.span.line}", where.span)


def _listed(node: Node) -> bool:
    """A list of things, not of numbers: each of its items may come and go."""
    return isinstance(node.value, list) and any(isinstance(item.value, dict | list) for item in node.value)


def _of_lists(before: Node, after: Node, path: Path) -> Iterator[Line]:
    """Items that come and go; as many of each are the same items, said otherwise, in their order."""
    old, new = _items(before), _items(after)
    gone, come = _lacking(old, new), _lacking(new, old)
    if len(gone) == len(come):
        for one, other in zip(gone, come, strict=True):
            yield from _between(old[one], new[other], (*path[:-1], f"{path[-1]}[{other}]"))
        return
    for at in come:
        yield from _between(None, new[at], (*path[:-1], f"{path[-1]}[{at}]"))
    for at in gone:
        yield from _between(old[at], None, (*path[:-1], f"{path[-1]}[{at}]"))


def _items(node: Node) -> Sequence[Node]:
    return node.value if isinstance(node.value, list) else ()


def _lacking(own: Sequence[Node], other: Sequence[Node]) -> list[int]:
    """Positions of items that the other list has not, each as often as it stands."""
    left = [_text(node) for node in other]
    found = []
    for at, node in enumerate(own):
        if (text := _text(node)) in left:
            left.remove(text)
        else:
            found.append(at)
    return found


def _text(node: Node | None) -> str | None:
    return None if node is None else json.dumps(plain(node), ensure_ascii=False, default=str)
