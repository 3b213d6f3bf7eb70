"""One YAML text -> one tree of Nodes, from PyYAML's events; nothing here constructs what a tag asks for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

import yaml

from compiler.diagnostics import Diagnostic, Span
from compiler.parsing.nodes import Kind, Node, Value
from compiler.parsing.scalars import Doubt, read_plain
from compiler.parsing.texts import CONTROL, MAX_MISTAKES, characters, name_of, shorten, syntax

MAX_DEPTH = 48
MAX_VALUES = 250_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Open:
    """A map or list whose end has not been read yet."""

    is_map: bool
    span: Span
    anchor: str | None
    as_key: bool = False
    entries: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    keys: dict[str, Span] = field(default_factory=dict)
    key: str | None = None
    key_span: Span | None = None
    size: int = 1
    height: int = 0


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

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._start(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def say(self, code: str, message: str, span: Span, hint: str, *related: tuple[Span, str]) -> None:
        self.mistakes.append(Diagnostic(code, message, span, hint, related=related))
        if len(self.mistakes) >= MAX_MISTAKES:
            raise _Full

    def _document(self, event: Any) -> None:
        self.documents += 1
        span = self._span(event)
        if self.documents > 1:
            self.say(
                "AQ007",
                "a second document begins here; a scenario is one document",
                span,
                "remove the line ---, or move the rest to a file and include it",
            )
            raise _Full
        if event.version or event.tags:
            self.say("AQ032", "a % directive; the language has none", span, "remove the lines that begin with %")

    def _scalar(self, event: Any) -> None:
        span = self._span(event)
        self._refuse_tag(event, span)
        is_plain = not event.style
        if is_plain and event.value == "" and event.tag is None:
            node = self._nothing(span)
        elif is_plain:
            node = self._plain(event.value, span)
        else:
            node = Node("text", self._printable(event.value, span), span)
        self._remember(event.anchor, node, span, 1, 0)
        self._add(node, 1, 0)

    def _plain(self, text: str, span: Span) -> Node:
        is_key = bool(self.open) and self._expects_key(self.open[-1])
        if text == "<<" and is_key:
            self.say(
                "AQ020",
                "`<<` merges another map in YAML 1.1; this language has no merge keys",
                span,
                "put what is shared into a file of its own and name it under include",
            )
            return Node("text", text, span)
        read = read_plain(text)
        if isinstance(read, Doubt):
            self.say(read.code, read.message, span, f'type it in quotes: "{text}"' if is_key else read.hint)
            return Node("text", text, span)
        return Node(read[0], read[1], span)

    def _nothing(self, span: Span) -> Node:
        top = self.open[-1] if self.open else None
        if top and top.is_map and top.key_span:
            self.say(
                "AQ016",
                f"`{top.key}` has no value",
                top.key_span,
                "type a value after the colon; null removes what an included file says",
            )
        elif top:
            self.say("AQ016", "an empty entry", span, "type a value, or remove the dash or comma")
        return Node("text", "", span)

    def _printable(self, text: str, span: Span) -> str:
        if found := CONTROL.search(text):
            self.say(
                "AQ010",
                f"the text holds the control character {name_of(found.group())}",
                span,
                "remove the escape; texts may hold letters, digits, signs, spaces and line ends",
            )
        return text

    def _start(self, event: Any) -> None:
        span = self._span(event)
        self._refuse_tag(event, span)
        if len(self.open) >= MAX_DEPTH:
            self.say(
                "AQ024",
                f"more than {MAX_DEPTH} levels of nesting",
                span,
                "write it flatter; the language needs fewer than ten levels",
            )
            raise _Full
        as_key = bool(self.open) and self._expects_key(self.open[-1])
        if event.anchor:
            self._refuse_second_anchor(event.anchor, span)
            self.anchors[event.anchor] = None
        self.open.append(_Open(isinstance(event, yaml.MappingStartEvent), span, event.anchor, as_key))

    def _end(self) -> None:
        done = self.open.pop()
        value: Value = done.entries if done.is_map else done.items
        node = Node("map" if done.is_map else "list", value, done.span, done.keys)
        if done.anchor:
            self.anchors[done.anchor] = _Anchored(node, done.size, done.height + 1)
        self._add(node, done.size, done.height + 1)

    def _alias(self, event: Any) -> None:
        span, name = self._span(event), event.anchor
        known = self.anchors.get(name)
        if known is None:
            if name in self.anchors:
                self.say(
                    "AQ022", f"`*{name}` stands inside the value that it repeats", span, "write the inner value out"
                )
            else:
                close = difflib.get_close_matches(name, sorted(self.anchors), 1)
                hint = (
                    f"did you mean *{close[0]}?"
                    if close
                    else f"mark a value above with &{name}, or quote the text if it begins with a star"
                )
                self.say("AQ021", f"`*{name}` repeats a value that nothing above is named for", span, hint)
            known = _Anchored(Node("text", "", span), 1, 0)
        if len(self.open) + known.height > MAX_DEPTH:
            self.say(
                "AQ024",
                f"more than {MAX_DEPTH} levels of nesting when `*{name}` is written out",
                span,
                "write it flatter; the language needs fewer than ten levels",
            )
            raise _Full
        self._add(known.node, known.size, known.height)

    def _remember(self, anchor: str | None, node: Node, span: Span, size: int, height: int) -> None:
        if anchor:
            self._refuse_second_anchor(anchor, span)
            self.anchors[anchor] = _Anchored(node, size, height)

    def _refuse_second_anchor(self, name: str, span: Span) -> None:
        if name in self.anchors:
            earlier = self.anchors[name]
            related = ((earlier.node.span, "first named here"),) if earlier else ()
            self.say("AQ023", f"two values are named `&{name}`", span, "give each its own name", *related)

    def _refuse_tag(self, event: Any, span: Span) -> None:
        if event.tag is not None:
            self.say(
                "AQ018",
                f"the tag `{event.tag}`; the language has no tags",
                span,
                "remove the word that begins with !, or quote the text if it is meant",
            )

    @staticmethod
    def _expects_key(top: _Open) -> bool:
        return top.is_map and top.key_span is None

    def _add(self, node: Node, size: int, height: int) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            self.say(
                "AQ025",
                f"more than {MAX_VALUES:,} values when every alias is written out",
                node.span,
                "use counts and name patterns instead of lists, and fewer aliases",
            )
            raise _Full
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        top.size += size
        top.height = max(top.height, height)
        if not top.is_map:
            top.items.append(node)
        elif top.key_span is None:
            self._key(top, node)
        else:
            if top.key is not None:
                top.entries[top.key] = node
                top.keys[top.key] = top.key_span
            top.key, top.key_span = None, None

    def _key(self, top: _Open, node: Node) -> None:
        top.key_span = node.span
        if not isinstance(node.value, str) or node.kind != "text":
            written = (
                f'type it in quotes: "{_spelled(node)}"'
                if node.kind not in ("map", "list")
                else "a key is one word or name, not a list or map"
            )
            self.say("AQ019", f"a key must be text; this is a {_KINDS[node.kind]}", node.span, written)
            return
        if node.value in top.entries:
            self.say(
                "AQ011",
                f"`{shorten(node.value)}` is given twice",
                node.span,
                "remove one of the two, or rename it",
                (top.keys[node.value], "first given here"),
            )
            return
        if "\n" in node.value or len(node.value) > 200:
            self.say("AQ019", "a key must be one line of at most 200 characters", node.span, "give it a short name")
            return
        top.key = node.value

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


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


def build(text: str, file: str) -> tuple[Node | None, list[Diagnostic]]:
    """The tree of one text (line ends are line feeds) and every mistake found; None when there is no value at all."""
    mistakes = list(characters(text, file))
    builder = _Builder(file)
    try:
        for event in yaml.parse(CONTROL.sub(" ", text) if mistakes else text, Loader=_LOADER):
            builder.take(event)
    except _Full:
        pass
    except yaml.MarkedYAMLError as error:
        if not mistakes:
            builder.mistakes.append(syntax(error, file))
    except yaml.YAMLError as error:
        builder.mistakes.append(
            Diagnostic("AQ001", f"not YAML: {error}", Span(file, 1, 1, 1, 1), "save the file as UTF-8 text")
        )
    return builder.root, mistakes + builder.mistakes


def _spelled(node: Node) -> str:
    if node.value is None:
        return "null"
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
