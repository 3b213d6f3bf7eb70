"""Lowering follows the types: every key of the schema is read, each default stands once, each value knows its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from compiler import data_folder
from compiler.diagnostics import Span
from compiler.language.lower import lower
from compiler.language.lower.reading import resolve, schema
from compiler.language.lower.typed import KEYS
from compiler.language.lower.values import Values
from compiler.language.parse import Document, Node, parse_file
from compiler.language.shape import check_shape
from compiler.nouns import Scenario, Typed

HERE = Path(__file__).parent
LOWERING = HERE.parent.parent / "compiler" / "language" / "lower"
FOR_PEOPLE = {"aqc", "include", "source", "accept", "code", "reason", "at"}
"""Keys that say something about the file, not about the farm."""
Key = tuple[str, str]
"""A definition of the schema, by its path in it, and a property of that."""


def document_of(path: Path) -> Document:
    document, mistakes = parse_file(path)
    assert document is not None and mistakes == ()
    assert check_shape(document, schema()) == ()
    return document


def scenario_of(path: Path) -> Scenario:
    scenario, mistakes = lower(document_of(path))
    assert scenario is not None, mistakes
    return scenario


def whole(name: str) -> str:
    """The definition that another states differences of: their keys are the same, and merged before they are read."""
    return "/lice" if name == "lice_override" else name.removesuffix("_override")


def defined(part: Any, path: str = "") -> Iterator[tuple[Key, Any]]:
    """Every property of the schema with its definition."""
    for name, child in part.get("definitions", {}).items():
        yield from defined(child, whole(name))
    for name, child in part.get("properties", {}).items():
        yield (path, name), child
        yield from defined(child, f"{path}/{name}")
    for key in ("additionalProperties", "items"):
        if isinstance(part.get(key), dict):
            yield from defined(part[key], f"{path}/*")
    for form in part.get("anyOf", ()):
        yield from defined(form, path)


def said(node: Node, part: Any, path: str = "") -> Iterator[tuple[Key, Span]]:
    """Every property that a scenario states, with where."""
    if "$ref" in part:
        path = whole(part["$ref"].rsplit("/", 1)[1])
    part = resolve(part)
    children = (
        node.value
        if isinstance(node.value, dict)
        else dict(enumerate(node.value))
        if isinstance(node.value, list)
        else {}
    )
    other = part.get("additionalProperties") or part.get("items") or {}
    for name, child in children.items():
        if name in part.get("properties", {}):
            yield (path, name), node.keys[name]
            yield from said(child, part["properties"][name], f"{path}/{name}")
        else:
            yield from said(child, other, f"{path}/*")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[Span]:
    """The places of all keys whose values lowering asks for."""
    places: set[Span] = set()

    def note(values: Values, key: str) -> None:
        if key in values.spans:
            places.add(values.spans[key])

    def item(values: Values, key: str) -> Any:
        note(values, key)
        return dict.__getitem__(values, key)

    def get(values: Values, key: str, default: Any = None) -> Any:
        note(values, key)
        return dict.get(values, key, default)

    monkeypatch.setattr(Values, "__getitem__", item)
    monkeypatch.setattr(Values, "get", get)
    return places


def test_every_key_of_the_schema_is_read(read: set[Span]) -> None:
    """A key that nothing asks for would be typed in vain: it is a field, or a named computation reads it."""
    stated: dict[Key, set[Span]] = {}
    for path in (HERE / "everything.yaml", data_folder("scenarios") / "full.yaml"):
        document = document_of(path)
        scenario, mistakes = lower(document)
        assert scenario is not None, mistakes
        for key, span in said(document.root, schema()):
            stated.setdefault(key, set()).add(span)
    wanted = {key for key, _ in defined(schema()) if key[1] not in FOR_PEOPLE}
    assert wanted - set(stated) == set(), "everything.yaml does not say them"
    assert {key for key in wanted if not stated[key] & read} == set()


def nouns(cls: type[Typed] = Typed) -> Iterator[type[Typed]]:
    for one in cls.__subclasses__():
        yield one
        yield from nouns(one)


def test_no_noun_has_a_default_of_its_own() -> None:
    for noun in nouns():
        own = [one.name for one in fields(noun) if (one.default, one.default_factory) != (MISSING, MISSING)]
        assert own == ["spans"], noun


def test_lowering_has_no_default_beside_the_schema_s() -> None:
    known = {name for (_, name), part in defined(schema()) if "default" in resolve(part)}
    for path in sorted(LOWERING.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "get":
                key, *other = call.args
                stands = isinstance(key, ast.Constant) and key.value in known and other
                assert not stands or not isinstance(other[0], ast.Constant), f"{path}:{call.lineno}"


def test_the_table_of_other_names_holds_fields_only() -> None:
    for noun, keys in KEYS.items():
        assert set(keys) <= {one.name for one in fields(noun)}, noun
        assert all(name != key for name, key in keys.items()), noun


def place(span: Span) -> tuple[str, int]:
    return Path(span.file).name, span.line


def line(text: str, file: str = "everything.yaml") -> tuple[str, int]:
    """The place of the first line of a file that holds a text."""
    lines = (HERE / file).read_text(encoding="utf-8").split("\n")
    return file, next(number for number, one in enumerate(lines, 1) if text in one)


def test_a_thing_knows_where_it_was_typed() -> None:
    scenario = scenario_of(HERE / "everything.yaml")
    batches, fry = {one.number: one for one in scenario.batches}, scenario.geographies[0].stages[1]
    pinned = batches["FI-P1"]
    assert place(scenario.span_of("seed")) == line("seed:")
    assert place(fry.span_of("planned_fcr")) == line("planned_fcr:")
    assert place(fry.span_of("causes", "HANDLING")) == line("causes:")
    assert place(pinned.span_of("supplier")) == line("supplier: another")
    assert place(pinned.span_of("pins", "sea")) == place(pinned.span_of("eggs")) == line("pins:")
    assert place(pinned.runs[1].span_of("need")) == line("containers: {Fry")
    assert place(scenario.maintenance[0].span_of("why")) == line("maintenance:")
    assert place(scenario.feeds[0].span_of("brand"))[0] == "atlantic-salmon.yaml"


def test_what_a_csv_file_says_was_typed_there() -> None:
    scenario = scenario_of(HERE / "everything.yaml")
    rings = {one.name: one for one in scenario.containers}
    areas = {one.name: one for one in scenario.areas}
    assert place(rings["H2"].span_of("type")) == place(rings["H2"].span_of()) == line("H2", "rings.csv")
    assert place(areas["FI-SEA-77"].span_of("latitude")) == line("FI-SEA-77", "areas.csv")
    assert place(areas["FI-SEA-77"].span_of("max_biomass_kg"))[0] == "faroe-islands.yaml"


def test_places_count_neither_in_the_digest_nor_when_compared(tmp_path: Path) -> None:
    text = (HERE / "everything.yaml").read_text(encoding="utf-8").replace("../checks", str(HERE.parent / "checks"))
    for name in ("areas", "halls", "rings", "stations", "stores"):
        text = text.replace(f"{name}.csv", f"{HERE}/{name}.csv")
    (tmp_path / "lower.yaml").write_text(f"# One line more.\n{text}", encoding="utf-8")
    one, other = scenario_of(HERE / "everything.yaml"), scenario_of(tmp_path / "lower.yaml")
    assert one.digest == other.digest and one.geographies == other.geographies
    assert one.span_of("seed").line + 1 == other.span_of("seed").line
