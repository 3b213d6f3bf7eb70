"""Does a large plain value have a shape at all? A yes takes a hundredth of the time that it takes to tell mistakes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from compiler.language.shape.places import follow

Test = Callable[[Any], bool]
_TYPES: Mapping[str, Test] = {
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
    "string": lambda value: type(value) is str,
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: type(value) is bool,
    "null": lambda value: value is None,
}
_WORDS = {
    "$schema",
    "$id",
    "title",
    "description",
    "default",
    "examples",
    "format",
    "definitions",
    "type",
    "properties",
    "additionalProperties",
    "$ref",
}
"""Keywords that ask nothing of a value by themselves; and those that are looked at together."""


def fits(value: object, schema: dict[str, Any]) -> bool:
    """Whether a plain value (dates as datetime.date) has no mistake against a schema that keeps to the keywords known
    here. Never true where `validation.mistakes` finds one.

    Errors: ValueError when the schema uses another keyword, TypeError when what is to be unique holds lists or maps.

    >>> fits([1, 2], {"type": "array", "items": {"type": "integer", "minimum": 1}})
    True
    >>> fits([1, True], {"type": "array", "items": {"type": "integer", "minimum": 1}})
    False
    """
    return _test(schema, schema, {})(value)


def _test(schema: dict[str, Any], root: dict[str, Any], known: dict[int, Test]) -> Test:
    """One test for all keywords of a schema; each definition is prepared once."""
    schema = follow(schema, root)
    if id(schema) not in known:
        parts = list(_parts(schema, root, known))
        known[id(schema)] = lambda value: all(part(value) for part in parts)
    return known[id(schema)]


def _parts(schema: dict[str, Any], root: dict[str, Any], known: dict[int, Test]) -> Iterator[Test]:
    if "type" in schema or "format" in schema:
        yield _of_type(schema.get("type", []), schema.get("format") == "date")
    if "properties" in schema or "additionalProperties" in schema:
        yield _entries(schema, root, known)
    for word, rule in schema.items():
        if word in _BOUNDS:
            yield _BOUNDS[word](rule)
        elif word == "items":
            yield _each(_test(rule, root, known))
        elif word == "anyOf":
            yield _one_of([_test(form, root, known) for form in rule])
        elif word not in _WORDS and not word.startswith("x-"):
            raise ValueError(f"the keyword {word} is not known here")


def _of_type(names: str | list[str], dated: bool) -> Test:
    """Of one of the types; text that is `dated` is a date, and no other text is."""
    tests = [_TYPES[name] for name in ([names] if isinstance(names, str) else names)]
    if dated:
        return lambda value: type(value) is datetime.date
    return tests[0] if len(tests) == 1 else lambda value: any(test(value) for test in tests)


def _one_of(tests: list[Test]) -> Test:
    return lambda value: any(test(value) for test in tests)


def _each(test: Test) -> Test:
    return lambda value: type(value) is not list or all(map(test, value))


def _entries(schema: dict[str, Any], root: dict[str, Any], known: dict[int, Test]) -> Test:
    """The values of a map: of named keys, and of all others."""
    named = {key: _test(part, root, known) for key, part in schema.get("properties", {}).items()}
    rule = schema.get("additionalProperties", True)
    others = _test(rule, root, known) if isinstance(rule, dict) else lambda _: bool(rule)
    return lambda value: type(value) is not dict or all(named.get(key, others)(part) for key, part in value.items())


_BOUNDS: Mapping[str, Callable[[Any], Test]] = {
    "const": lambda word: lambda value: value == word,
    "enum": lambda words: lambda value: value in words,
    "minimum": lambda low: lambda value: type(value) not in (int, float) or value >= low,
    "maximum": lambda high: lambda value: type(value) not in (int, float) or value <= high,
    "minItems": lambda fewest: lambda value: type(value) is not list or len(value) >= fewest,
    "maxItems": lambda most: lambda value: type(value) is not list or len(value) <= most,
    "minLength": lambda fewest: lambda value: type(value) is not str or len(value) >= fewest,
    "maxLength": lambda most: lambda value: type(value) is not str or len(value) <= most,
    "pattern": lambda text: lambda value: type(value) is not str or re.search(text, value) is not None,
    "minProperties": lambda fewest: lambda value: type(value) is not dict or len(value) >= fewest,
    "uniqueItems": lambda alone: lambda value: not alone or type(value) is not list or len(set(value)) == len(value),
    "required": lambda keys: lambda value: type(value) is not dict or all(key in value for key in keys),
}
