"""Defaults of the schema, patterns, mistakes."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Severity, Span
from compiler.language.lower.values import Items, Values
from compiler.language.parse import Document
from compiler.language.shape import spell

Definition = Mapping[str, Any]

MOST_PLACES = 50_000
"""Stations, halls, areas, containers and feed stores: ten times those of the largest company."""
MOST_COMPARED = 100
_FIELD = re.compile(r"\{(\w*)(?::0*(\d*))?\}", re.ASCII)
_LONGEST_NAME = 1000
"""More than any column of a target takes"""


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the scenario language."""
    loaded: dict[str, Any] = json.loads((data_folder("schema") / "scenario.schema.json").read_text(encoding="utf-8"))
    return loaded


def complete(values: Values, definition: Definition | str) -> Values:
    """The map with the schema's `default` wherever a key is absent, at any depth; the input is not modified.

    The definition is given as it is or by its name. Defaults inside anyOf do not apply, as no form is chosen here, and
    none apply where the schema says `x-partial`: there the scenario states differences only. A list of which the
    schema says `uniqueItems` is a set: its order means nothing, and it comes sorted.
    """
    named = schema()["definitions"][definition] if isinstance(definition, str) else definition
    completed: Values = _completed(values, named, values.span)
    return completed


def _completed(value: Any, definition: Definition, span: Span) -> Any:
    """`span` is the place of the nearest thing above that was typed: that of a default."""
    definition = resolve(definition)
    if isinstance(value, list):
        items = value if isinstance(value, Items) else Items(value, span)
        if definition.get("uniqueItems"):
            return Items(sorted(items), items.span)
        return Items((_completed(item, definition.get("items", {}), span) for item in items), items.span, items.spans)
    if not isinstance(value, dict):
        return value
    values = value if isinstance(value, Values) else Values(value, span)
    if definition.get("x-partial"):
        return values
    known: Definition = definition.get("properties", {})
    other: Definition = definition.get("additionalProperties") or {}
    full = {key: _completed(part, known.get(key, other), values.span) for key, part in values.items()}
    for key, part in known.items():
        if key not in full and "default" in resolve(part):
            full[key] = _completed(resolve(part)["default"], part, values.span)
    return Values(full, values.span, values.spans)


def resolve(definition: Definition) -> Definition:
    """The definition that a `$ref` names, or the definition itself."""
    if "$ref" in definition:
        named: Definition = schema()["definitions"][definition["$ref"].rsplit("/", 1)[1]]
        return named
    return definition


def backwards(value: Any, definition: Definition, key: str = "", span: Span | None = None) -> Iterator[Diagnostic]:
    """AQ262 for every range below a value (the schema says `x-range`) that runs from high to low."""
    definition = resolve(definition)
    if isinstance(value, list):
        forms = (definition, *definition.get("anyOf", ()))
        if any(form.get("x-range") for form in forms) and value[0] > value[-1]:
            high, low = map(spell, value)
            yield Diagnostic("AQ262", f"{key} runs from {high} down to {low}", span, f"write [{low}, {high}]")
    if isinstance(value, Values):
        known, other = definition.get("properties", {}), definition.get("additionalProperties") or {}
        for name, part in value.items():
            yield from backwards(part, known.get(name, other), name, value.at(name))


class Notes:
    """The mistakes found so far, and where the files are on disk."""

    __slots__ = ("beyond", "diagnostics", "made", "main", "paths")

    def __init__(self, document: Document) -> None:
        self.main = document.root.span.file
        self.paths: dict[str, FilePath] = dict(document.paths)
        self.diagnostics: list[Diagnostic] = []
        self.made = 0
        self.beyond: list[Span] = []
        """What an included file says of places that are not counted here"""

    def afford(self, count: int, span: Span) -> bool:
        """Whether so many further places may be made. Tells AQ243 once."""
        before, self.made = self.made, self.made + count
        if self.made > MOST_PLACES >= before:
            message = f"the farm has more than {MOST_PLACES:,} places when this is read"
            self.say("AQ243", message, span, "count fewer of them")
        return self.made <= MOST_PLACES

    def say(self, code: str, message: str, span: Span, hint: str = "", severity: Severity = "error") -> None:
        """Note one mistake."""
        self.diagnostics.append(Diagnostic(code, message, span, hint, severity))

    def say_once(self, code: str, message: str, span: Span, hint: str) -> None:
        """Note a mistake unless the same code and hint stand at that place already."""
        if not any((d.code, d.span, d.hint) == (code, span, hint) for d in self.diagnostics):
            self.say(code, message, span, hint)

    def told(self) -> tuple[Diagnostic, ...]:
        """The mistakes, each once however many stations or stages it touches."""
        return tuple(dict.fromkeys(self.diagnostics))


def alike(name: str, known: Iterable[str]) -> str:
    """A hint that names the most similar known name, or lists some. Of very many only those near in the alphabet are
    compared, which is slow.
    """
    names = sorted(known)
    at = bisect_left(names, name)
    near = names[max(0, at - MOST_COMPARED // 2) : at + MOST_COMPARED // 2] if len(names) > MOST_COMPARED else names
    lower = {one.casefold(): one for one in near}
    close = get_close_matches(name, near, n=1) or get_close_matches(name.casefold(), sorted(lower), n=1)
    if close:
        return f"did you mean {lower.get(close[0], close[0])}?"
    some = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    return f"known are {some}" if names else "there are none"


def fill(pattern: str, values: Mapping[str, str | int], unknown: Callable[[str], None]) -> str:
    """The name that a pattern makes: {n} a value, {n:02} padded with zeros to two digits; its beginning, when it is
    longer than any that is let in.

    `unknown` is called for each field that has no value; the field then stays as it is written.
    """

    def one(match: re.Match[str]) -> str:
        name, width = match.group(1), match.group(2) or "0"
        if name not in values:
            unknown(name)
            return match.group(0)
        return str(values[name]).zfill(int(width[:4]))

    return _FIELD.sub(one, pattern)[:_LONGEST_NAME]
