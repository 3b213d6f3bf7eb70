"""Documents: values, positions, includes laid over one another, and the listing."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lang_cases import steady

from compiler import data_folder
from compiler.diagnostics.diagnostic import Span
from compiler.language.parse import Document, label_span, node_at, parse_file, parse_text, plain, resolved
from compiler.language.parse.texts import composed


def read(text: str) -> Document:
    document, diagnostics = parse_text(text, "a.yaml")
    assert diagnostics == ()
    assert document is not None
    return document


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "main.yaml"


def test_values_have_the_meaning_of_yaml_1_2() -> None:
    root = read("a: 3_300_000\nb: -0.5\nc: 2024-02-29\nd: true\ne: now\nf: '010'\ng: [1, {h: x y}]\n").root
    assert plain(root) == {
        "a": 3_300_000,
        "b": -0.5,
        "c": datetime.date(2024, 2, 29),
        "d": True,
        "e": "now",
        "f": "010",
        "g": [1, {"h": "x y"}],
    }
    assert [node_at(root, [key]).kind for key in "abcdefg"] == ["int", "float", "date", "bool", "text", "text", "list"]


def test_every_value_and_key_knows_its_place() -> None:
    root = read("näme: 'é'\nbatches:\n  faroe: {rings: [1, 20]}\n").root
    assert node_at(root, ["näme"]).span == Span("a.yaml", 1, 7, 1, 10)
    assert root.keys["näme"] == Span("a.yaml", 1, 1, 1, 5)
    assert node_at(root, ["batches", "faroe", "rings", 1]).span == Span("a.yaml", 3, 22, 3, 24)
    assert node_at(root, ["batches", "faroe"]).span == Span("a.yaml", 3, 10, 3, 26)
    assert label_span(root, ["batches", "faroe"]) == Span("a.yaml", 3, 3, 3, 8)
    assert label_span(root, ["batches", "faroe", "rings", 1]).column == 22


def test_looking_up_what_is_not_there_says_so() -> None:
    root = read("a: [1]\n").root
    for path in (["b"], ["a", "x"], ["a", 0, 0]):
        with pytest.raises(KeyError):
            node_at(root, path)


def test_windows_line_ends_are_line_ends() -> None:
    assert plain(read("a: 1\r\nb: |\r\n  x\r\n  y\r\n").root) == {"a": 1, "b": "x\ny\n"}


def test_aliases_repeat_values_with_the_span_of_the_first() -> None:
    root = read("a: &x [1, 2]\nb: *x\n").root
    assert plain(root) == {"a": [1, 2], "b": [1, 2]}
    assert node_at(root, ["b", 0]).span.line == 1


def test_maps_merge_lists_and_scalars_replace_null_removes(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main="include: [one.yaml, two.yaml]\nstages: {Fry: {days: 91}, Parr: null}\nhours: [6]\n",
        one="stages:\n  Fry: {days: 90, tgc: 2}\n  Parr: {days: 100}\nhours: [1, 2]\nseed: 1\n",
        two="seed: 2\nstages: {Smolt: {days: 70}}\n",
    )
    document, diagnostics = parse_file(main)
    assert diagnostics == ()
    assert document is not None
    assert plain(document.root) == {
        "stages": {"Fry": {"days": 91, "tgc": 2}, "Smolt": {"days": 70}},
        "hours": [6],
        "seed": 2,
    }
    files = {key: Path(node_at(document.root, path).span.file).name for key, path in _PATHS.items()}
    assert files == {"days": "main.yaml", "tgc": "one.yaml", "Smolt": "two.yaml", "seed": "two.yaml"}
    assert set(document.paths) == set(document.sources)


_PATHS: dict[str, list[str | int]] = {
    "days": ["stages", "Fry", "days"],
    "tgc": ["stages", "Fry", "tgc"],
    "Smolt": ["stages", "Smolt"],
    "seed": ["seed"],
}


def test_a_file_included_twice_counts_once_at_its_first_place(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main="include: [left.yaml, right.yaml]\n",
        left="include: [base.yaml]\na: left\n",
        right="include: [base.yaml]\nb: right\n",
        base="a: base\nb: base\nc: base\n",
    )
    document, diagnostics = parse_file(main)
    assert diagnostics == ()
    assert document is not None
    assert plain(document.root) == {"a": "left", "b": "right", "c": "base"}


def test_null_in_an_included_file_speaks_of_that_file_s_own_includes(tmp_path: Path) -> None:
    main = write(tmp_path, main="include: [one.yaml, two.yaml]\n", one="a: 1\n", two="a: null\n")
    _, diagnostics = parse_file(main)
    assert [(d.code, Path(d.span.file).name) for d in diagnostics if d.span] == [("AQ030", "two.yaml")]


def test_includes_are_looked_for_beside_the_file_then_among_the_packaged(tmp_path: Path) -> None:
    packaged = sorted((data_folder("scenarios") / "library").glob("*.yaml"))[0]
    document, diagnostics = parse_text(f"include: [library/{packaged.name}]\n")
    assert diagnostics == ()
    assert document is not None
    assert f"scenarios/library/{packaged.name}" in document.sources
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / packaged.name).write_text("mine: 1\n", encoding="utf-8")
    document, _ = parse_file(write(tmp_path, main=f"include: [library/{packaged.name}]\n"))
    assert document is not None
    assert plain(document.root) == {"mine": 1}


def test_names_shown_depend_on_the_folder_and_values_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main = write(tmp_path, main="include: [base.yaml]\na: 1\n", base="b: 2\n")
    seen = []
    for folder in (tmp_path, tmp_path.parent, Path("/")):
        monkeypatch.chdir(folder)
        document, _ = parse_file(main)
        assert document is not None
        seen.append((sorted(document.sources)[-1], plain(document.root)))
    assert len({name for name, _ in seen}) > 1
    assert all(value == {"a": 1, "b": 2} for _, value in seen)


def test_the_listing_shows_where_each_value_is_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        main="include: [base.yaml]\nname: full\nstages: {Fry: {days: 91}}\nwindows:\n- {from: 2024-02-01}\n",
        base="stages:\n  Fry: {days: 90, tgc: 2.5}\n",
    )
    document, _ = parse_file("main.yaml")
    assert document is not None
    lines = [" ".join(line.split()) for line in resolved(document).splitlines()]
    assert lines == [
        "name: full # main.yaml:2",
        "stages:",
        "Fry:",
        "days: 91 # main.yaml:3",
        "tgc: 2.5 # base.yaml:2",
        "windows: # main.yaml:5",
        "-",
        "from: 2024-02-01 # main.yaml:5",
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in data_folder("scenarios").glob("*.yaml")))
def test_shipped_scenarios_are_listed_whole(name: str) -> None:
    document, diagnostics = parse_file(data_folder("scenarios") / name)
    assert diagnostics == ()
    assert document is not None
    assert plain(read(resolved(document)).root) == plain(document.root)


NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1) | st.integers(-(10**8), 10**8).map(lambda n: n / 1000)
SIGNS = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
SCALARS = NUMBERS | st.booleans() | st.dates() | st.text(SIGNS).map(composed)
SCALARS = SCALARS | st.sampled_from(
    ["no", "1:30", "~", "010", "null", "2024-01-01", "a b", "- a", "a: b", "# a", "*a", ""]
)
NAMES = st.text(SIGNS, min_size=1, max_size=12).map(composed)
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20)


@steady
@given(st.dictionaries(NAMES.filter(lambda name: name != "include"), TREES))
def test_what_is_listed_reads_back_as_the_same_value(value: dict[str, object]) -> None:
    document = read(_flow(value))
    assert plain(document.root) == value
    again = read(resolved(document))
    assert plain(again.root) == value


@steady
@given(st.dictionaries(st.sampled_from("abcdef"), TREES), st.dictionaries(st.sampled_from("abcdef"), TREES))
def test_laying_over_keeps_what_is_not_mentioned(base: dict[str, object], over: dict[str, object]) -> None:
    from compiler.language.parse.merging import merge

    merged, mistakes = merge(read(_flow(base)).root, read(_flow(over)).root)
    assert mistakes == []
    assert plain(merged) == _laid_over(base, over)


def _laid_over(base: object, over: object) -> object:
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return base | {key: _laid_over(base[key], value) if key in base else value for key, value in over.items()}


def _flow(value: object) -> str:
    """A value as YAML in flow style, every text in double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(child) for child in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.3f}" if isinstance(value, float) else str(value)
