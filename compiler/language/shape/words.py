"""A schema and a value in words, as messages and hints use them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

_NOUNS = {
    "object": "a map",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_PLURALS = {
    "object": "maps",
    "array": "lists",
    "string": "texts",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "truth values",
}


def describe(schema: dict[str, Any]) -> str:
    """What the schema asks for: `a whole number from 1 to 96`, `a date such as 2024-02-29`, `today`."""
    if "const" in schema:
        return f"`{spell(schema['const'])}`"
    if "enum" in schema:
        return join([f"`{spell(value)}`" for value in schema["enum"]])
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if not types:
        parts = [
            describe(branch) for branch in schema.get("anyOf", schema.get("oneOf", [])) if isinstance(branch, dict)
        ]
        return join(parts) or "a value"
    return join([_typed(name, schema) for name in types])


def _typed(name: str, schema: dict[str, Any]) -> str:
    if name == "string" and schema.get("format") == "date":
        return "a date such as 2024-02-29"
    if name == "string" and "pattern" in schema:
        example = schema.get("examples", [""])[0]
        return f"text such as `{example}`" if example else f"text that matches {schema['pattern']}"
    if name == "array":
        return _list(schema)
    return _NOUNS.get(name, name) + (reach(schema) if name in ("integer", "number") else "")


def _list(schema: dict[str, Any]) -> str:
    fewest, most, items = schema.get("minItems"), schema.get("maxItems"), schema.get("items", {})
    count = f"{fewest} " if fewest == most and fewest is not None else ""
    kind = items.get("type") if isinstance(items, dict) else None
    noun = _PLURALS.get(kind, "entries") if isinstance(kind, str) else "entries"
    return f"a list of {count}{noun}{reach(items) if isinstance(items, dict) else ''}"


def reach(schema: dict[str, Any]) -> str:
    """The allowed range of a number, with a space before it; empty when there is none."""
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    above = "above" if "exclusiveMinimum" in schema else "from"
    below = "below" if "exclusiveMaximum" in schema else "to"
    if low is not None and high is not None:
        return f" {above} {spell(low)} {'and ' if below == 'below' else ''}{below} {spell(high)}"
    if low is not None:
        return f" above {spell(low)}" if above == "above" else f" of at least {spell(low)}"
    if high is not None:
        return f" below {spell(high)}" if below == "below" else f" of at most {spell(high)}"
    return ""


def found(value: object) -> str:
    """A value of the scenario with its kind: `the text `abc``, `the number 5`, `a map`."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if isinstance(value, bool):
        return spell(value)
    if value is None:
        return "null"
    if isinstance(value, datetime.date):
        return f"the date {value.isoformat()}"
    return f"the text `{spell(value)}`" if isinstance(value, str) else f"the number {spell(value)}"


def spell(value: object) -> str:
    """A scalar as one types it, shortened to 60 characters; numbers with underscores from 10,000 on."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return found(value)
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."


def join(parts: Sequence[str], last: str = "or") -> str:
    """a, b or c."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def label(path: Iterable[str | int]) -> str:
    """A path as `stages.Fry.tgc` or `eggs[1]`, in backticks; the scenario itself for the empty path."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return f"`{text}`" if text else "the scenario"


def purpose(schema: dict[str, Any]) -> str:
    """The first sentence of the schema's description, in lower case at its start, without its full stop."""
    text = str(schema.get("description", "")).split(". ")[0].rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def about(schema: dict[str, Any]) -> str:
    """The schema's description as a hint, at most 200 characters of it."""
    text = str(schema.get("description", "")).rstrip(".")
    text = text if len(text) <= 200 else text[:197] + "..."
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
