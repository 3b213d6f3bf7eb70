"""Values and places of the Document: defaults of the schema, deep merging, patterns, the span of a path, mistakes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Severity, Span
from compiler.language.parse import Document, label_span, node_at

Values = Mapping[str, Any]
Path = tuple[str | int, ...]

_FIELD = re.compile(r"\{(\w*)(?::0*(\d+))?\}")


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the scenario language."""
    loaded: dict[str, Any] = json.loads((data_folder("schema") / "scenario.schema.json").read_text(encoding="utf-8"))
    return loaded


def complete(value: Any, definition: Values | str) -> Any:
    """The value with the schema's `default` wherever a key is absent, at any depth; the input is not modified.

    The definition is given as it is or by its name. Defaults inside anyOf do not apply, as no form is chosen here, and
    none apply where the schema says `x-partial`: there the scenario states differences only.
    """
    definition = schema()["definitions"][definition] if isinstance(definition, str) else resolve(definition)
    if isinstance(value, list):
        return [complete(item, definition.get("items", {})) for item in value]
    if not isinstance(value, Mapping) or definition.get("x-partial"):
        return value
    known: Values = definition.get("properties", {})
    other: Values = definition.get("additionalProperties") or {}
    full = {key: complete(part, known.get(key, other)) for key, part in value.items()}
    for key, part in known.items():
        if key not in full and "default" in resolve(part):
            full[key] = complete(resolve(part)["default"], part)
    return full


def resolve(definition: Values) -> Values:
    """The definition that a `$ref` names, or the definition itself."""
    if "$ref" in definition:
        named: Values = schema()["definitions"][definition["$ref"].rsplit("/", 1)[1]]
        return named
    return definition


def merge(below: Values, above: Values) -> dict[str, Any]:
    """Maps merged deeply; what `above` says wins."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


class Notes:
    """The mistakes found so far, and where things stand in the Document."""

    __slots__ = ("diagnostics", "document")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.diagnostics: list[Diagnostic] = []

    def at(self, path: Path) -> Span:
        """Span of the thing at `path`, or of the nearest thing above it that the scenario states."""
        return span_at(self.document, path)

    def states(self, path: Path) -> bool:
        """True when the scenario says something at `path`."""
        try:
            node_at(self.document.root, path)
        except (KeyError, IndexError):
            return False
        return True

    def say_once(self, code: str, message: str, path: Path, hint: str) -> None:
        """Note a mistake unless the same code and hint stand at that place already."""
        if not any((d.code, d.span, d.hint) == (code, self.at(path), hint) for d in self.diagnostics):
            self.say(code, message, path, hint)

    def told(self) -> tuple[Diagnostic, ...]:
        """The mistakes, each once however many stations or stages it touches."""
        return tuple(dict.fromkeys(self.diagnostics))

    def say(self, code: str, message: str, path: Path | Span, hint: str = "", severity: Severity = "error") -> None:
        """Note one mistake."""
        span = path if isinstance(path, Span) else self.at(path)
        self.diagnostics.append(Diagnostic(code, message, span, hint, severity))


def span_at(document: Document, path: Path) -> Span:
    """Span of the thing at `path`, or of the nearest thing above it that the scenario states."""
    while path:
        try:
            return label_span(document.root, path)
        except (KeyError, IndexError):
            path = path[:-1]
    return document.root.span


def alike(name: str, known: Iterable[str]) -> str:
    """A hint that names the most similar known name, or lists some."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]}?"
    some = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    return f"known are {some}" if names else "there are none"


def fill(pattern: str, values: Mapping[str, str | int], unknown: Callable[[str], None]) -> str:
    """The name that a pattern makes: {n} a value, {n:02} padded with zeros to two digits.

    `unknown` is called for each field that has no value; the field then stays as it is written.
    """

    def one(match: re.Match[str]) -> str:
        name, width = match.group(1), match.group(2)
        if name not in values:
            unknown(name)
            return match.group(0)
        return str(values[name]).zfill(int(width or 0))

    return _FIELD.sub(one, pattern)
