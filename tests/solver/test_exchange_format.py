"""What is wrong with an instance file is told with its line and column, and its shape stands in the schema."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.language.parse.tree import build
from compiler.language.shape import fits
from compiler.language.shape.validation import mistakes as mistakes_of
from compiler.solver import solve_json
from compiler.solving.reading import read_instance, schema

FILES = sorted((Path(__file__).parent / "instances").glob("*.json"))
SMALL: dict[str, Any] = {
    "format": "aqc-schedule-instance/1",
    "today": 20,
    "legs": [
        {
            "id": "sea",
            "stages": ["adult"],
            "fallow": 3,
            "join": 1,
            "sites": [
                {"id": "S0", "geo": "X", "pools": {"adult": {"containers": 2, "turnaround": 1, "down": [[0, 3, 5]]}}}
            ],
        }
    ],
    "batches": [
        {"id": "B0", "geo": "X", "start": 6, "stages": [{"stage": "adult", "days": 5, "need": 1}], "pin": {"sea": "S0"}}
    ],
}


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    values = copy.deepcopy(SMALL)
    change(values)
    return json.dumps(values, indent=1)


def line_of(text: str, sign: str) -> int:
    return text[: text.index(sign)].count("\n") + 1


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str, str, str]] = {
    "text for a day": (lambda v: v["batches"][0].update(start="soon"), "AQ302", '"soon"', "must be a whole number"),
    "a missing key": (lambda v: v["batches"][0].pop("geo"), "AQ302", '"id": "B0"', "lacks `geo`"),
    "a number too small": (lambda v: v["batches"][0].update(start=-6), "AQ306", "-6", "at least 0"),
    "a stage of no day": (lambda v: v["batches"][0]["stages"][0].update(days=0), "AQ306", '"days": 0', "at least 1"),
    "a window of two": (
        lambda v: v["legs"][0]["sites"][0]["pools"]["adult"].update(down=[[7, 9]]),
        "AQ302",
        "7,",
        "2 entries",
    ),
    "another format": (lambda v: v.update(format="other/1"), "AQ302", "other/1", "aqc-schedule-instance/1"),
    "a stage of no leg": (
        lambda v: v["batches"][0]["stages"][0].update(stage="fry"),
        "AQ304",
        '"stage": "fry"',
        "belongs to no leg",
    ),
    "a pin to nowhere": (lambda v: v["batches"][0].update(pin={"sea": "S9"}), "AQ304", '"S9"', "no site of the leg"),
    "a container too many": (
        lambda v: v["legs"][0]["sites"][0]["pools"]["adult"].update(down=[[2, 3, 5]]),
        "AQ304",
        '"down"',
        "container 2 does not exist",
    ),
    "maintenance backwards": (
        lambda v: v["legs"][0]["sites"][0]["pools"]["adult"].update(down=[[1, 8, 5]]),
        "AQ306",
        '"down"',
        "before it begins",
    ),
    "a name twice": (lambda v: v["batches"].append(v["batches"][0]), "AQ305", "", "`B0` stands twice"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_placed(name: str) -> None:
    change, code, sign, message = WRONG[name]
    text = changed(change)
    instance, (found,) = read_instance(text, "wrong.json")
    assert instance is None and found.code == code and message in found.message
    assert found.span is not None and found.span.file == "wrong.json"
    if sign:
        assert abs(found.span.line - line_of(text, sign)) <= 1


OBJECTS: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str, str]] = {
    "instance": (lambda v: v, "toda", "today"),
    "leg": (lambda v: v["legs"][0], "falow", "fallow"),
    "site": (lambda v: v["legs"][0]["sites"][0], "zoned", "zone"),
    "pool": (lambda v: v["legs"][0]["sites"][0]["pools"]["adult"], "turnarond", "turnaround"),
    "batch": (lambda v: v["batches"][0], "erly", "early"),
    "run": (lambda v: v["batches"][0]["stages"][0], "overla", "overlap"),
    "saturation": (lambda v: v.setdefault("saturate", {"leg": "sea", "share": 0.5}), "day", "days"),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_a_key_that_means_nothing_is_a_warning(name: str) -> None:
    of, key, meant = OBJECTS[name]
    text = changed(lambda v: of(v).update({key: 2}))
    instance, (found,) = read_instance(text)
    assert instance is not None and found.code == "AQ303" and found.severity == "warning"
    assert found.span is not None and found.span.line == line_of(text, f'"{key}"')
    assert f"did you mean {meant}" in found.hint
    assert solve_json(text)[1] == 0


def test_a_key_that_stands_twice_is_a_mistake() -> None:
    text = changed(lambda v: None).replace('"today": 20', '"today": 20,\n "today": 21')
    instance, found = read_instance(text)
    assert instance is None and {each.code for each in found} == {"AQ305"}
    assert found[0].span is not None and found[0].span.line == line_of(text, '"today": 21')


def test_what_is_not_json_is_placed() -> None:
    out, code = solve_json('{"format": "aqc-schedule-instance/1", ')
    assert code == 1 and out["diagnostics"][0]["code"] == "AQ301"
    assert out["diagnostics"][0]["place"] == "instance.json:1:39"


def test_json_that_is_no_yaml_is_read_and_told_without_a_line() -> None:
    text = changed(lambda v: v["batches"][0].update(id="\U0001f41f", start=-6))
    assert "\\ud83d" in text
    instance, (found,) = read_instance(text)
    assert instance is None and found.code == "AQ306" and "`batches[0].start` is -6" in found.message


VALUES = st.sampled_from([None, True, 0, -1, 1.5, "a", [], {}, [[0, 1, 2]], {"sea": "S0"}, 10_000_001])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_the_quick_test_of_a_shape_agrees_with_the_one_that_tells(data: st.DataObject) -> None:
    values = copy.deepcopy(SMALL)
    at: Any = values
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    if isinstance(at, dict) and data.draw(st.booleans()):
        del at[key]
    else:
        at[key] = data.draw(VALUES)
    root, mistakes = build(json.dumps(values), "changed.json")
    assert root is not None and not mistakes
    assert fits(values, schema()) == (not list(mistakes_of(values, schema())))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_kept_instances_have_the_shape(path: Path) -> None:
    assert fits(json.loads(path.read_text()), schema())
