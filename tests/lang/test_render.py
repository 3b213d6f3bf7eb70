"""Each renderer as a snapshot (tests/lang/snapshots), and what no renderer may do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lang_cases import steady

from compiler.diagnostics.diagnostic import Diagnostic, Severity, Span
from compiler.diagnostics.render import FORMATS, Format, render
from compiler.diagnostics.widths import visible, width
from compiler.language.parse import parse_text

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEXT = "\n".join(
    [
        "aqc: 1",
        "name: bør 漢字 no",
        "fish: {漢字: 1e3, e\u0301e\u0301: 010}",
        f"long: [{'1_000, ' * 40}0x1F, {'2_000, ' * 40}3]",
        f"wide: {'x' * 300} '",
        'bell: "\\x07"',
        "tab:\t1",
        "seed: 1",
        "seed: 2",
        "empty:",
        "",
    ]
)
ODD = (
    Diagnostic("AQ996", "no free ring: 20 asked, 19 there", None, "add a ring"),
    Diagnostic("AQ991", "a warning, with: signs, 100 %\nand two lines", Span("a b,c:d.yaml", 2, 1), severity="warning"),
    Diagnostic("AQ992", "escape \x1b[31m and \u202e", Span("scenario.yaml", 3, 4, 5, 2), "type \x07", severity="note"),
    Diagnostic("AQ993", "beyond the end", Span("scenario.yaml", 99, 1, 99, 2)),
    Diagnostic("AQ994", "at the end of the line", Span("scenario.yaml", 1, 7, 1, 7)),
    Diagnostic("AQ995", "all of a long line", Span("scenario.yaml", 5, 1, 5, 308)),
)


def diagnostics() -> tuple[Diagnostic, ...]:
    return parse_text(TEXT)[1] + ODD


@pytest.mark.parametrize("format", FORMATS)
def test_snapshot(format: Format) -> None:
    assert render(diagnostics(), {"scenario.yaml": TEXT}, format) == read(f"{format}.txt")


def test_snapshot_in_colour() -> None:
    shown = render(diagnostics()[:3], {"scenario.yaml": TEXT}, colour=True)
    assert shown.replace("\x1b", "<ESC>") == read("colour.txt")


def read(name: str) -> str:
    return (SNAPSHOTS / name).read_text(encoding="utf-8")


def test_nothing_to_say_is_said_with_nothing() -> None:
    assert render((), {}) == ""
    assert json.loads(render((), {}, "json")) == {"format": "aqc-diagnostics/1", "diagnostics": []}
    assert json.loads(render((), {}, "gitlab")) == []
    assert render((), {}, "github") == ""
    assert json.loads(render((), {}, "sarif"))["runs"][0]["results"] == []


def test_json_keeps_every_fact() -> None:
    objects = json.loads(render(diagnostics(), {}, "json"))["diagnostics"]
    assert [o["code"] for o in objects] == [d.code for d in diagnostics()]
    assert objects[-1]["span"] == {"file": "scenario.yaml", "line": 5, "column": 1, "end_line": 5, "end_column": 308}
    assert next(o for o in objects if o["code"] == "AQ996")["span"] is None


def test_annotations_stay_on_one_line_each() -> None:
    lines = render(diagnostics(), {}, "github").split("\n")
    assert len(lines) == len(diagnostics()) + 1
    assert all(line.startswith("::") for line in lines[:-1])


def test_sarif_points_to_its_rules() -> None:
    run = json.loads(render(diagnostics(), {}, "sarif"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [d.code for d in diagnostics()]
    assert {result["level"] for result in run["results"]} <= {"error", "warning", "note", "none"}


ANY = st.text(max_size=30)
SPANS = st.builds(Span, st.just("f"), *[st.integers(1, 40)] * 2, *[st.integers(0, 40)] * 2)
DIAGNOSTICS = st.builds(Diagnostic, st.just("AQ013"), ANY, SPANS, ANY, st.sampled_from(get_args(Severity)))


@steady
@given(st.lists(DIAGNOSTICS, max_size=4), st.text(max_size=300))
def test_no_span_and_no_text_breaks_a_renderer_or_reaches_the_terminal_raw(found: list[Diagnostic], text: str) -> None:
    for format in FORMATS:
        shown = render(found, {"f": text}, format)
        if format == "text":
            assert all(c.isprintable() or c.isspace() for c in shown)
            assert "\x1b" not in shown and "\r" not in shown


@steady
@given(st.text(st.sampled_from("ab漢字é\u0301\x07\t"), min_size=1, max_size=200), st.data())
def test_the_caret_stands_below_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown = render([Diagnostic("AQ001", "m", Span("f", 1, start + 1, 1, end + 1))], {"f": text})
    source, caret = shown.split("\n")[1:3]
    marked = visible(text[start:end])
    column = width(caret) - width(caret.lstrip(" |"))
    cells = "".join(c * max(width(c), 0) for c in source)
    expected = "".join(c * width(c) for c in marked)[: len(caret.strip(" |"))]
    assert width(source) <= 120
    if "…" not in source and text[start:end] == text[start:end].rstrip():
        assert cells[column:].startswith(expected)
