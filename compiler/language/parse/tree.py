"""One YAML text -> one tree of Nodes, from PyYAML's events; nothing here constructs what a tag asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from compiler.diagnostics import Diagnostic, Span
from compiler.language.parse.nodes import Kind, Node, Value
from compiler.language.parse.scalars import Doubt, read_plain
from compiler.language.parse.texts import CONTROL, MAX_MISTAKES, characters, composed, name_of, shorten, syntax
from compiler.language.parse.torn import Torn
from compiler.language.parse.wording import closest, say

MAX_DEPTH = 48
MAX_VALUES = 100_000
MAX_KEY = 200
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it, otherwise its slower twin in Python; both give the same positions."""
_TOO_DEEP = "exceeded maximum nesting depth"
"""libyaml from 0.2.6 on says this of text that it scanned ahead, before the events by which we find the place."""
_KINDS: dict[Kind, str] = {
    "map": "map",
    "list": "list",
    "text": "text",
    "int": "whole number",
    "float": "decimal number",
    "bool": "truth value",
    "null": "null",
    "date": "date",
}


@dataclass(slots=True)
class _Open:
    """A map or list whose end has not been read yet; `size` and `height` count what is in it, aliases written out."""

    is_map: bool
    span: Span
    anchor: str | None
    entries: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    keys: dict[str, Span] = field(default_factory=dict)
    key: str | None = None
    key_span: Span | None = None
    size: int = 1
    height: int = 0

    def expects_key(self) -> bool:
        return self.is_map and self.key_span is None


@dataclass(frozen=True, slots=True)
class _Anchored:
    node: Node
    size: int
    height: int


class _Full(Exception):
    """Reading stops: what follows cannot be understood, or is too much."""


class _Builder:
    """Takes the events of one text in order; `root` and `mistakes` are the result."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.mistakes: list[Diagnostic] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, _Anchored | None] = {}
        self.documents = 0
        self.values = 0
        self.number = Torn()

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def _say(self, diagnostic: Diagnostic) -> None:
        self.mistakes.append(diagnostic)
        if len(self.mistakes) >= MAX_MISTAKES:
            raise _Full

    def _stop(self, diagnostic: Diagnostic) -> None:
        self.mistakes.append(diagnostic)
        raise _Full

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(say("AQ007", self._span(event)))
        if event.version or event.tags:
            self._say(say("AQ032", self._span(event)))

    def _scalar(self, event: Any) -> None:
        span = self._span(event)
        self._refuse_tag(event, span)
        text = composed(event.value)
        if event.style:
            node = Node("text", self._printable(text, span), span)
        elif text:
            node = self._plain(text, span)
        else:
            node = self._nothing(span)
        if event.anchor:
            self._refuse_second_anchor(event.anchor, span)
            self.anchors[event.anchor] = _Anchored(node, 1, 0)
        self._count(1, span)
        self._add(node, 1, 0)

    def _plain(self, text: str, span: Span) -> Node:
        is_key = bool(self.open) and self.open[-1].expects_key()
        read = read_plain(text)
        torn = self.number.goes_on(text, span, is_key)
        if torn:
            self._say(torn)
        elif text == "<<" and is_key:
            self._say(say("AQ020", span))
        elif isinstance(read, Doubt):
            hint = f'type it in quotes: "{shorten(text)}"' if is_key else read.hint
            self._say(Diagnostic(read.code, read.message, span, hint))
        else:
            return Node(read[0], read[1], span)
        return Node("text", text, span)

    def _nothing(self, span: Span) -> Node:
        top = self.open[-1] if self.open else None
        if top and top.is_map and top.key_span:
            if top.key is not None and not self.number.has(top.key_span):
                self._say(say("AQ016", top.key_span, key=shorten(top.key)))
        elif top:
            self._say(say("AQ034", span))
        return Node("text", "", span)

    def _printable(self, text: str, span: Span) -> str:
        if found := CONTROL.search(text):
            self._say(say("AQ010", span, name=name_of(found.group())))
        return text

    def _start(self, event: Any) -> None:
        span = self._span(event)
        self._refuse_tag(event, span)
        if len(self.open) >= MAX_DEPTH:
            self._stop(say("AQ024", span, limit=MAX_DEPTH))
        if event.anchor:
            self._refuse_second_anchor(event.anchor, span)
            self.anchors[event.anchor] = None
        self.open.append(_Open(isinstance(event, yaml.MappingStartEvent), span, event.anchor))
        self._count(1, span)

    def _end(self, event: Any) -> None:
        done = self.open.pop()
        value: Value = done.entries if done.is_map else done.items
        node = Node("map" if done.is_map else "list", value, self._whole(done.span, event), done.keys)
        if done.anchor:
            self.anchors[done.anchor] = _Anchored(node, done.size, done.height + 1)
        self._add(node, done.size, done.height + 1)

    def _alias(self, event: Any) -> None:
        span, name = self._span(event), event.anchor
        known = self.anchors.get(name)
        if known is None:
            self._say(self._unknown_alias(name, span))
            known = _Anchored(Node("text", "", span), 1, 0)
        if len(self.open) + known.height > MAX_DEPTH:
            self._stop(say("AQ024", span, limit=MAX_DEPTH))
        self._count(known.size, span)
        self._add(known.node, known.size, known.height)

    def _unknown_alias(self, name: str, span: Span) -> Diagnostic:
        if name in self.anchors:
            return say("AQ022", span, name=shorten(name))
        near = closest(name, self.anchors)
        quote = f"mark a value above with &{shorten(name)}, or quote the text if it begins with a star"
        return say("AQ021", span, name=shorten(name), advice=f"did you mean *{near}?" if near else quote)

    def _refuse_second_anchor(self, name: str, span: Span) -> None:
        if name in self.anchors:
            earlier = self.anchors[name]
            related = ((earlier.node.span, "first named here"),) if earlier else ()
            self._say(say("AQ023", span, related, name=shorten(name)))

    def _refuse_tag(self, event: Any, span: Span) -> None:
        if event.tag is not None:
            self._say(say("AQ018", span, tag=shorten(event.tag)))

    def _count(self, size: int, span: Span) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            self._stop(say("AQ025", span, limit=MAX_VALUES))

    def _add(self, node: Node, size: int, height: int) -> None:
        """Put a finished value where it belongs: the root, the next item, the next key or the value of a key."""
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        top.size += size
        top.height = max(top.height, height)
        if not top.is_map:
            top.items.append(node)
        elif top.key_span is None:
            top.key_span = node.span
            top.key = self._key(top, node)
        else:
            if top.key is not None:
                top.entries[top.key] = node
                top.keys[top.key] = top.key_span
            top.key, top.key_span = None, None

    def _key(self, top: _Open, node: Node) -> str | None:
        """The text of a key; None when the key is no good and its value is to be dropped."""
        if not isinstance(node.value, str):
            self._say(say("AQ019", node.span, kind=_KINDS[node.kind], advice=_advice(node)))
        elif node.value in top.entries:
            related = ((top.keys[node.value], "first given here"),)
            self._say(say("AQ011", node.span, related, key=shorten(node.value)))
        elif "\n" in node.value or len(node.value) > MAX_KEY:
            self._say(say("AQ035", node.span, count=len(node.value), limit=MAX_KEY))
        else:
            return node.value
        return None

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _whole(self, start: Span, event: Any) -> Span:
        """The span of a map or list: all of it when it stands on one line, otherwise its beginning."""
        end = event.end_mark
        if end.line + 1 != start.line:
            return start
        return Span(start.file, start.line, start.column, start.line, end.column + 1)


def _advice(node: Node) -> str:
    if node.kind in ("map", "list"):
        return "a key is one word or name; begin the line with it"
    text = "null" if node.value is None else str(node.value)
    return f'type it in quotes: "{text.lower() if node.kind == "bool" else text}"'


def _position(mistake: Diagnostic) -> tuple[int, int]:
    return (mistake.span.line, mistake.span.column) if mistake.span else (0, 0)


def _read(text: str, file: str, loader: Any) -> tuple[_Builder, yaml.YAMLError | None]:
    """What the events of a text build, up to its end or to what stopped the reading."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except _Full:
        pass
    except yaml.YAMLError as error:
        return builder, error
    return builder, None


def build(text: str, file: str) -> tuple[Node | None, list[Diagnostic]]:
    """The tree of one text (line ends are line feeds) and every mistake found; None when there is no value at all."""
    mistakes = list(characters(text, file))
    printable = CONTROL.sub(" ", text) if mistakes else text
    builder, error = _read(printable, file, LOADER)
    if _TOO_DEEP in str(error):
        builder, error = _read(printable, file, yaml.SafeLoader)
    if error and not mistakes:
        builder.mistakes.append(syntax(error, file, printable))
    mistakes = sorted(mistakes + builder.mistakes, key=_position)
    if len(mistakes) >= MAX_MISTAKES:
        last = mistakes[MAX_MISTAKES - 1]
        more = f"only the first {MAX_MISTAKES} mistakes of {file} are listed"
        mistakes[MAX_MISTAKES:] = [Diagnostic("AQ033", more, last.span, "mend these and run again", "note")]
    return builder.root, mistakes
