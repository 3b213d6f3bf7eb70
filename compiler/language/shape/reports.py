"""One mistake of the schema validation -> Diagnostics, each at the line that is to blame."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema import ValidationError

from compiler.diagnostics import Diagnostic, Span
from compiler.language.parse import Node, closest, label_span, node_at
from compiler.language.shape.branches import meant
from compiler.language.shape.numbers import meant as meant_number
from compiler.language.shape.places import follow, places
from compiler.language.shape.words import about, describe, found, join, label, purpose, reach, spell

_LONGEST = 20
"""Characters of a number in a hint"""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A ValidationError with what is needed to speak about it."""

    error: ValidationError
    root: Node
    schema: dict[str, Any]

    @property
    def path(self) -> list[str | int]:
        return list(self.error.absolute_path)

    @property
    def rule(self) -> Any:
        return self.error.validator_value

    @property
    def value(self) -> Any:
        return self.error.instance

    @property
    def around(self) -> dict[str, Any]:
        """The schema that holds the broken rule."""
        return self.error.schema if isinstance(self.error.schema, dict) else {}

    def span(self) -> Span:
        return node_at(self.root, self.path).span

    def label_span(self) -> Span:
        return label_span(self.root, self.path)

    def name(self) -> str:
        return label(self.path) if self.path else str(self.schema.get("x-whole", "the scenario"))

    def say(self, code: str, message: str, hint: str, span: Span | None = None) -> Diagnostic:
        return Diagnostic(code, message, span or self.span(), hint)


def report(error: ValidationError, root: Node, schema: dict[str, Any]) -> Iterator[Diagnostic]:
    """The diagnostics of one validation error; several for several unknown or missing keys."""
    mistake = Mistake(error, root, schema)
    if error.validator in ("anyOf", "oneOf"):
        yield from _forms(mistake)
    else:
        yield from _REPORTS.get(str(error.validator), _other)(mistake)


def _forms(mistake: Mistake) -> Iterator[Diagnostic]:
    inner = meant(mistake.error)
    for error in inner:
        yield from report(error, mistake.root, mistake.schema)
    if inner:
        return
    value = mistake.value
    allowed = [describe(follow(branch, mistake.schema)) for branch in mistake.rule]
    if not mistake.error.context:
        yield mistake.say(
            "AQ109", f"{mistake.name()} fits more than one of its forms", f"type {join(allowed)}, only one of them"
        )
        return
    words = [str(b["const"]) for b in mistake.rule if isinstance(b, dict) and isinstance(b.get("const"), str)]
    branches = [follow(branch, mistake.schema) for branch in mistake.rule]
    hint = _renumbered(value, [branch | _unit(mistake.around) for branch in branches])
    hint = (
        hint
        or _unquoted(value, allowed)
        or _did_you_mean(value, words)
        or about(mistake.around)
        or f"type {join(allowed)}"
    )
    yield mistake.say("AQ109", f"{mistake.name()} must be {join(allowed)}, not {found(value)}", hint)


def _unknown(mistake: Mistake) -> Iterator[Diagnostic]:
    known = sorted(mistake.around.get("properties", {}))
    patterns = mistake.around.get("patternProperties", {})
    node = node_at(mistake.root, mistake.path)
    for key in mistake.value:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            message = f"unknown key `{spell(key)}` in {mistake.name()}"
            yield mistake.say("AQ101", message, _place(key, known, mistake.schema), node.keys[key])


def _place(key: str, known: Sequence[str], schema: dict[str, Any]) -> str:
    if hint := _did_you_mean(key, known):
        return hint
    if elsewhere := places(key, schema):
        where = [f"under `{place}`" if place else "at the top" for place in elsewhere[:3]]
        return f"`{key}` belongs {join(where)}"
    return f"allowed here: {', '.join(known[:12])}{' and others' if len(known) > 12 else ''}" if known else "remove it"


def _missing(mistake: Mistake) -> Iterator[Diagnostic]:
    properties = mistake.around.get("properties", {})
    missing = [key for key in mistake.rule if key not in mistake.value]
    if len(missing) > 2 and "x-include" in mistake.around:
        message = f"{mistake.name()} lacks {join([f'`{key}`' for key in missing], 'and')}"
        yield mistake.say("AQ102", message, f"include: [{mistake.around['x-include']}]", mistake.label_span())
        return
    for key in missing:
        use = purpose(follow(properties.get(key), mistake.schema))
        hint = f"add `{key}:`, {use}" if use else f"add `{key}:`"
        yield mistake.say("AQ102", f"{mistake.name()} lacks `{key}`", hint, mistake.label_span())


def _wrong_type(mistake: Mistake) -> Iterator[Diagnostic]:
    value, wanted = mistake.value, describe(mistake.around)
    hint = _renumbered(value, [mistake.around]) or _retyped(value, mistake.rule) or f"type {wanted}"
    yield mistake.say("AQ103", f"{mistake.name()} must be {wanted}, not {found(value)}", hint)


def _renumbered(value: object, rules: Sequence[dict[str, Any]]) -> str:
    """What to type for text or a decimal where one of the rules asks for a number."""
    wanted = [rule for rule in rules if rule.get("type") in ("integer", "number")]
    if not wanted:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1000 and wanted[0]["type"] == "integer":
        return f"type {int(value)}, or {spell(int(value * 1000))} if thousands are meant"
    number = meant_number(value, wanted[0]) if isinstance(value, str) else ""
    if not number or number == value:
        return ""
    return f"type {number}"


def _unit(around: dict[str, Any]) -> dict[str, Any]:
    return {"x-unit": around["x-unit"]} if "x-unit" in around else {}


def _retyped(value: object, types: str | list[str]) -> str:
    names = [types] if isinstance(types, str) else types
    is_short = isinstance(value, str) and len(value) <= _LONGEST
    if is_short and {"integer", "number"} & set(names) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(value)):
        return f"type {value} without quotes"
    if "integer" in names and isinstance(value, float):
        return f"type {int(value)}" if value.is_integer() else "round it to a whole number"
    if "string" in names and isinstance(value, int | float | datetime.date):
        return f'type it in quotes: "{spell(value)}"'
    if "array" in names and isinstance(value, str | int | float | datetime.date):
        return f"type [{spell(value)}]"
    return "remove the line" if value is None else ""


def _date(mistake: Mistake) -> Iterator[Diagnostic]:
    value, wanted = mistake.value, describe(mistake.around)
    hint = _unquoted(value, [wanted]) or "type YYYY-MM-DD"
    yield mistake.say("AQ103", f"{mistake.name()} must be {wanted}, not {found(value)}", hint)


def _unquoted(value: object, allowed: Sequence[str]) -> str:
    is_day = isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
    return f"type {value} without quotes" if is_day and any("a date" in form for form in allowed) else ""


def _choice(mistake: Mistake) -> Iterator[Diagnostic]:
    value = mistake.value
    allowed = mistake.rule if mistake.error.validator == "enum" else [mistake.rule]
    words = [spell(word) for word in allowed]
    hint = _did_you_mean(value, words) or f"type {join(words[:12])}"
    verb = "is" if len(words) == 1 else "are"
    yield mistake.say("AQ104", f"{mistake.name()} is {found(value)}; allowed {verb} {join(words, 'and')}", hint)


def _range(mistake: Mistake) -> Iterator[Diagnostic]:
    bounds = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "exclusiveMaximum": "less than",
    }
    word, unit = bounds[str(mistake.error.validator)], mistake.around.get("x-unit", "")
    use = purpose(mistake.around)
    message = f"{mistake.name()} is {spell(mistake.value)}; {word} {spell(mistake.rule)} is allowed"
    hint = f"type a number{reach(mistake.around)}{f' {unit}' if unit else ''}{f': {use}' if use else ''}"
    yield mistake.say("AQ105", message, hint)


def _pattern(mistake: Mistake) -> Iterator[Diagnostic]:
    message = f"{mistake.name()} is `{spell(mistake.value)}`, which does not match {mistake.rule}"
    yield mistake.say("AQ106", message, about(mistake.around) or "type text that matches")


_COUNTED = {"Length": ("character", "characters"), "Items": ("entry", "entries"), "Properties": ("key", "keys")}


def _length(mistake: Mistake) -> Iterator[Diagnostic]:
    rule = str(mistake.error.validator)
    one, many = _COUNTED[rule[3:]]
    count = len(mistake.value)
    noun, verb = one if count == 1 else many, "is" if mistake.rule == 1 else "are"
    word = "at least" if rule.startswith("min") else "at most"
    message = f"{mistake.name()} has {count} {noun}; {word} {mistake.rule} {verb} allowed"
    yield mistake.say("AQ107", message, purpose(mistake.around) or f"give {word} {mistake.rule}")


def _repeated(mistake: Mistake) -> Iterator[Diagnostic]:
    node = node_at(mistake.root, mistake.path)
    values: list[object] = list(mistake.value)
    items = node.value if isinstance(node.value, list) else []
    for position, value in enumerate(values):
        earlier = next((p for p in range(position) if values[p] == value), None)
        if earlier is not None:
            related = ((items[earlier].span, "first given here"),)
            message = f"{mistake.name()} has {found(value)} twice"
            yield Diagnostic("AQ108", message, items[position].span, "remove one of the two", related=related)


def _bad_name(mistake: Mistake) -> Iterator[Diagnostic]:
    message = f"`{spell(mistake.value)}` is no name for an entry of {mistake.name()}"
    span = node_at(mistake.root, mistake.path).keys[mistake.value]
    yield mistake.say("AQ111", message, about(mistake.rule) or "choose a name of another form", span)


def _companion(mistake: Mistake) -> Iterator[Diagnostic]:
    keys = node_at(mistake.root, mistake.path).keys
    for key, needed in mistake.rule.items():
        for other in needed if isinstance(needed, list) else []:
            if key in keys and other not in keys:
                yield mistake.say(
                    "AQ112", f"`{key}` needs `{other}` beside it", f"add `{other}:`, or remove `{key}:`", keys[key]
                )


def _other(mistake: Mistake) -> Iterator[Diagnostic]:
    use = purpose(mistake.around)
    message = f"{mistake.name()} does not fit: {found(mistake.value)} breaks the rule `{mistake.error.validator}`"
    yield mistake.say("AQ110", message, use or "see the reference of the language", mistake.label_span())


def _did_you_mean(value: object, words: Sequence[str]) -> str:
    near = closest(str(value), words) if isinstance(value, str | int) else ""
    return f"did you mean {near}?" if near else ""


_REPORTS: dict[str, Callable[[Mistake], Iterator[Diagnostic]]] = {
    "additionalProperties": _unknown,
    "required": _missing,
    "type": _wrong_type,
    "format": _date,
    "enum": _choice,
    "const": _choice,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _range),
    "pattern": _pattern,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _length),
    "uniqueItems": _repeated,
    "propertyNames": _bad_name,
    "dependencies": _companion,
}
