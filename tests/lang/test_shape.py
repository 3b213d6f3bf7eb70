"""The schema of the language over documents: order, limits, words, places."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any

import pytest

from compiler import data_folder
from compiler.language.lower.reading import schema
from compiler.language.parse import parse_file, parse_text, plain
from compiler.language.shape import check_shape, fits
from compiler.language.shape.places import places
from compiler.language.shape.validation import mistakes
from compiler.language.shape.words import describe, found

SCHEMA: dict[str, Any] = {
    "properties": {
        "seed": {"type": "integer"},
        "stages": {"additionalProperties": {"$ref": "#/definitions/stage"}},
        "list": {"items": {"properties": {"inner": {}}}},
    },
    "allOf": [{"properties": {"extra": {}}}],
    "definitions": {"stage": {"properties": {"tgc": {}, "parts": {"$ref": "#/definitions/stage"}}}},
}


def test_diagnostics_stand_in_the_order_of_the_lines() -> None:
    document, _ = parse_text("".join(f"k{n}: x\n" for n in range(20)))
    assert document is not None
    found = check_shape(document, {"additionalProperties": {"type": "integer"}})
    assert [d.span.line for d in found if d.span] == list(range(1, 21))


def test_no_more_than_a_hundred_mistakes_are_listed() -> None:
    document, _ = parse_text("".join(f"k{n}: 1\n" for n in range(2000)))
    assert document is not None
    assert len(check_shape(document, {"additionalProperties": False, "properties": {}})) == 100


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 96}, "a whole number from 1 to 96"),
        ({"type": "number", "exclusiveMinimum": 0}, "a number above 0"),
        ({"type": "number", "exclusiveMaximum": 1}, "a number below 1"),
        ({"type": "number", "maximum": 12_000}, "a number of at most 12_000"),
        ({"type": ["string", "null"]}, "text or null"),
        ({"type": "array", "items": {"type": "string"}}, "a list of texts"),
        ({"type": "array", "minItems": 2, "maxItems": 2}, "a list of 2 entries"),
        ({"enum": ["a", True, None]}, "`a`, `true` or `null`"),
        ({"oneOf": [{"type": "boolean"}, {"const": 5}]}, "true or false or `5`"),
        ({}, "a value"),
    ],
)
def test_a_schema_in_words(schema: dict[str, Any], words: str) -> None:
    assert describe(schema) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [([], "an empty list"), ([1], "a list of 1"), ("x" * 80, f"the text `{'x' * 57}...`"), (1.5, "the number 1.5")],
)
def test_a_value_in_words(value: object, words: str) -> None:
    assert found(value) == words


def test_a_key_is_found_where_it_belongs_even_in_a_schema_that_contains_itself() -> None:
    assert places("tgc", SCHEMA) == ["stages.<name>"]
    assert places("seed", SCHEMA) == places("extra", SCHEMA) == [""]
    assert places("inner", SCHEMA) == ["list"]
    assert places("nothing", SCHEMA) == []


def test_the_language_knows_where_its_own_keys_belong() -> None:
    schema = json.loads((data_folder("schema") / "scenario.schema.json").read_text(encoding="utf-8"))
    document, _ = parse_text("tgc: 3\nstages: {Fry: {tcg: 2}}\n")
    assert document is not None
    hints = {d.message: d.hint for d in check_shape(document, schema) if d.code == "AQ101"}
    assert "`stages.<name>`" in hints["unknown key `tgc` in the scenario"]
    assert hints["unknown key `tcg` in `stages.Fry`"] == "did you mean tgc?"


@pytest.mark.parametrize("name", ["smoke", "uat", "tutorial"])
def test_the_quick_test_agrees_with_the_one_that_tells(name: str) -> None:
    """Any one value replaced by some of other kinds: a yes only where no mistake is told."""
    document, _ = parse_file(data_folder("scenarios") / f"{name}.yaml")
    assert document
    chance = Random(name)
    for _ in range(60):
        value: Any = plain(document.root)
        assert isinstance(value, dict)
        at: Any = value
        key = chance.choice(sorted(at))
        while isinstance(at[key], dict | list) and at[key] and chance.random() < 0.9:
            at = at[key]
            key = chance.choice(sorted(at)) if isinstance(at, dict) else chance.randrange(len(at))
        at[key] = chance.choice([0, -1, 1.5, True, "x", "", date(2025, 1, 1), [], {}, [1, 1], 10**9, "today"])
        assert fits(value, schema()) == (not list(mistakes(value, schema())))
