"""Whatever has the right shape is lowered or refused with reasons: no value pushed to its limit ends in a traceback."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any, TypeVar

import pytest

from compiler import data_folder
from compiler.language.checks import check_meaning
from compiler.language.lower import lower
from compiler.language.lower.reading import fill, schema
from compiler.language.parse import Document, Node, parse_file
from compiler.language.shape import check_shape

FARM = FilePath(__file__).parent.parent / "checks" / "farm.yaml"
Path = tuple[str | int, ...]
Result = TypeVar("Result")
TEXTS = ("X", "{n}", "Fry", "FI-SEA-01", "{station}{hall}", "as_of - 9999 days", "Adult")
DATES = (date(1960, 1, 1), date(2024, 2, 29), date(2500, 1, 1))


def paths(node: Node, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from paths(child, (*path, key))
    elif isinstance(node.value, list):
        for position, child in enumerate(node.value):
            yield from paths(child, (*path, position))


def spoilt(node: Node, path: Path, chance: random.Random) -> Node | None:
    """The tree with one of its values changed; None takes the value away."""
    if not path:
        return changed(node, chance)
    assert isinstance(node.value, dict | list)
    children: Any = node.value.copy()
    child = spoilt(children[path[0]], path[1:], chance)
    if child is None:
        del children[path[0]]
    else:
        children[path[0]] = child
    return replace(node, value=children)


def changed(node: Node, chance: random.Random) -> Node | None:
    value = node.value
    if isinstance(value, bool):
        return replace(node, value=not value)
    if isinstance(value, int | float):
        new = chance.choice([0, 1, 2, -1, 0.5, 10**6, value * 10, value * 1000, type(value)(value / 10)])
        return replace(node, value=new, kind="int" if isinstance(new, int) else "float")
    if isinstance(value, str):
        return replace(node, value=chance.choice([*TEXTS, value + "x"]))
    if isinstance(value, date):
        return replace(node, value=chance.choice(DATES))
    if isinstance(value, list):
        return replace(node, value=chance.choice([[], value[::-1], value[:1]]))
    return chance.choice([replace(node, value={}), None])


@pytest.mark.parametrize("seed", range(4))
def test_no_value_breaks_the_compiler(seed: int) -> None:
    document, _ = parse_file(data_folder("scenarios") / "smoke.yaml")
    assert document is not None
    chance, places = random.Random(seed), [path for path in paths(document.root) if path]
    whole = 0
    for _ in range(25):
        root = spoilt(document.root, chance.choice(places), chance)
        assert root is not None
        other = Document(root, document.sources, document.paths)
        if check_shape(other, schema()):
            continue
        scenario, mistakes = lower(other)
        assert (scenario is None) == any(one.severity == "error" for one in mistakes)
        if scenario is not None:
            check_meaning(scenario)
            whole += 1
    assert whole > 3


def traced(work: Callable[[], Result]) -> tuple[Result, int]:
    """What comes of it, and the most bytes of memory that it took."""
    tracemalloc.start()
    result = work()
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return result, memory


def assert_refused_at_once(path: FilePath, line: int) -> None:
    """AQ243 at the line, before much memory was taken."""
    document, _ = parse_file(path)
    assert document is not None
    (scenario, mistakes), memory = traced(lambda: lower(document))
    assert scenario is None and memory < 20_000_000
    assert [(one.code, one.span and one.span.line) for one in mistakes] == [("AQ243", line)]


@pytest.mark.parametrize("key", ["areas", "stations"])
def test_counts_that_no_machine_holds_are_refused_at_once(key: str, tmp_path: FilePath) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(f"include: [{FARM}]\ngeographies:\n  Scotland: {{{key}: {{count: 100000}}}}\n", encoding="utf-8")
    assert_refused_at_once(path, line=3)


@pytest.mark.parametrize("width", ["0900000000", "9" * 5000])
def test_no_name_is_wider_than_any_column(width: str) -> None:
    assert len(fill(f"{{n:{width}}}" * 9, {"n": 7}, pytest.fail)) == 1000


def test_of_many_mistakes_in_one_place_a_hundred_are_made(tmp_path: FilePath) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("".join(f"k{n}: 1\n" for n in range(20_000)), encoding="utf-8")
    document, _ = parse_file(path)
    assert document is not None
    found, memory = traced(lambda: check_shape(document, schema()))
    assert len(found) == 100 and memory < 20_000_000


def test_the_pins_of_a_group_are_kept_once(tmp_path: FilePath) -> None:
    """Each of a thousand batches kept the places of all thousand pins."""
    pins = "".join(f"      G-{n:04}: {{area: SC-SEA-01}}\n" for n in range(1, 1001))
    keys = ("geography: Scotland", "count: 1000", "first_start: 2020-01-01", "every_days: 1", "number: 'G-{serial:04}'")
    group = "".join(f"    {key}\n" for key in keys)
    path = tmp_path / "scenario.yaml"
    path.write_text(f"include: [{FARM}]\nbatches:\n  g:\n{group}    pins:\n{pins}", encoding="utf-8")
    document, _ = parse_file(path)
    assert document is not None
    (scenario, _), memory = traced(lambda: lower(document))
    assert scenario is not None and memory < 60_000_000
    assert {batch.pins for batch in scenario.batches if batch.group == "g"} == {(("sea", "SC-SEA-01"),)}


@pytest.mark.parametrize(("cell", "code"), [("6__2", "AQ013"), ("62_", "AQ013"), ("9" * 5000, "AQ031")])
def test_numbers_of_a_csv_file_are_those_of_yaml(cell: str, code: str, tmp_path: FilePath) -> None:
    (tmp_path / "areas.csv").write_text(f"name,latitude,longitude\nA,{cell},5\n", encoding="utf-8")
    path = tmp_path / "scenario.yaml"
    path.write_text(f"include: [{FARM}]\ngeographies: {{Scotland: {{areas: {{csv: areas.csv}}}}}}\n", encoding="utf-8")
    document, _ = parse_file(path)
    assert document is not None
    scenario, mistakes = lower(document)
    (told,) = mistakes
    assert scenario is None and told.span and len(told.message + told.hint) < 200
    assert (told.code, told.span.file, told.span.line, told.span.column) == (code, str(tmp_path / "areas.csv"), 2, 3)


def test_groups_that_are_too_much_together_are_refused_at_once(tmp_path: FilePath) -> None:
    """Each of a hundred groups is small enough; what they ask for together is counted before a batch is made."""
    group = "{geography: Scotland, count: 19000, first_start: 2020-01-01, every_days: 1, number: '"
    groups = "".join(f"  g{n}: {group}G{n}-{{serial:05}}'}}\n" for n in range(100))
    path = tmp_path / "scenario.yaml"
    path.write_text(f"include: [{FARM}]\nbatches:\n{groups}", encoding="utf-8")
    assert_refused_at_once(path, line=3)


def test_a_csv_file_of_too_many_rows_is_refused(tmp_path: FilePath) -> None:
    (tmp_path / "areas.csv").write_text("name\n" + "".join(f"A{n}\n" for n in range(60_000)), encoding="utf-8")
    path = tmp_path / "scenario.yaml"
    path.write_text(f"include: [{FARM}]\ngeographies: {{Scotland: {{areas: {{csv: areas.csv}}}}}}\n", encoding="utf-8")
    document, _ = parse_file(path)
    assert document is not None
    scenario, mistakes = lower(document)
    assert scenario is None and "AQ243" in {one.code for one in mistakes}
