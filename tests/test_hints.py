"""A hint that says what to type is typed: its mistake is gone, and no worse one stands in its place.

The hints are those of the cases of `checks/` and `lang/`, typed into the line that they blame, or where OTHERWISE says.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from compiler.diagnostics.diagnostic import Diagnostic, Span
from compiler.language.checks import check_meaning
from compiler.language.lower import lower
from compiler.language.lower.reading import schema
from compiler.language.parse import parse_file
from compiler.language.shape import check_shape

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "lang"))

from lang_cases import cases, schema_of  # noqa: E402

CHECKS = HERE / "checks" / "cases"
MEANT = re.compile(r"did you mean (.+)\?$")
SCALAR = r"\[.*?\]|\"[^\"]*\"|true|false|null|\d{4}-\d\d-\d\d|-?[\d_.]*\d"
TYPED = re.compile(
    rf"(?:\btype|\bwrite|\btake|\bas|in quotes:|a day is) ({SCALAR})(?=[,;]|$| without| in each| containers)"
)
PAIR = re.compile(r"\b([A-Za-z][a-z_]*): (\[[^\]…]*\]|\{[^…]*\}|\"[^\"]*\"|[^\s,;:…\[{]+)(?=$|,|;| or| instead)")
OTHERWISE: Mapping[str, str] = {
    "AQ228-first-weight-without-effect": "batches: {{faroe: {{{}}}}}",
}
"""[case] a line to be added, into which the pair of the hint goes."""


@dataclass(frozen=True)
class Typed:
    """A mended case: the text of its file, and the mistake that is to be gone."""

    case: Path
    told: Diagnostic
    text: str

    def __str__(self) -> str:
        line = place(self.told).line
        return f"{self.told.code} in line {line} of {self.case.name}: " + self.text.split("\n")[line - 1]


def place(told: Diagnostic) -> Span:
    assert told.span
    return told.span


def found_in(path: Path, case: Path) -> tuple[Diagnostic, ...]:
    """What the stages that a case is about say of a file."""
    document, mistakes = parse_file(path)
    if document is None or case.parent.name == "parse":
        return mistakes
    if case.parent.name == "shape":
        return mistakes + check_shape(document, schema_of(case))
    shape = check_shape(document, dict(schema()))
    scenario, lowered = lower(document) if not shape else (None, ())
    return mistakes + shape + lowered + (check_meaning(scenario) if scenario else ())


def mended(told: Diagnostic, lines: list[str]) -> list[str] | None:
    """The lines with the hint typed into them, None where it says nothing to type there."""
    hint, number, at = told.hint, place(told).line - 1, place(told).column - 1
    code = lines[number].split(" #")[0]
    if meant := MEANT.search(hint):
        number, code = max(
            ((n, lines[n].split(" #")[0]) for n in (number, number + 1)), key=lambda i: _likest(i[1], meant[1])[0]
        )
        _, first, last = _likest(code, meant[1])
        line = code[:first] + meant[1] + code[last:]
    elif value := TYPED.search(hint):
        key = None if "in quotes: " in hint else re.match(r"[^\s:]+(?: [^\s:]+)*: +", code[at:])
        line = _revalued(code, at + key.end() if key else at, value[1], None if key else place(told))
    else:
        pairs = [
            pair
            for pair in PAIR.finditer(hint if '"' in hint else hint.replace("{", " ").replace("}", ""))
            if f"{pair[1]}: " in code
        ]
        if not pairs:
            return None
        line = _revalued(code, code.index(f"{pairs[0][1]}: ") + len(pairs[0][1]) + 2, pairs[0][2], None)
    return [*lines[:number], line, *lines[number + 1 :]]


def _likest(code: str, wanted: str) -> tuple[float, int, int]:
    """How like the wanted ones some words of a line are, and where they begin and end."""
    spans = [m.span() for m in re.finditer(r"[^\s:,{}\[\]\"']+", code)]
    runs = [(a, b) for n in range(1, 4) for (a, _), (_, b) in zip(spans, spans[n - 1 :], strict=False)]
    return max(
        ((SequenceMatcher(None, code[a:b].lower(), wanted.lower()).ratio(), a, b) for a, b in runs), default=(0.0, 0, 0)
    )


def _revalued(code: str, at: int, wanted: str, span: Span | None) -> str:
    """The value that begins there is replaced: the blamed text, else as far as brackets and commas let it go."""
    if span and span.end_line in (0, span.line) and span.end_column > span.column:
        return code[:at] + wanted + code[span.end_column - 1 :]
    deep, end = 0, at
    while end < len(code) and (deep or code[end] not in ",}]"):
        deep += (code[end] in "[{") - (code[end] in "]}")
        end += 1
    return code[:at] + wanted + code[end:]


FOUND = [*sorted(CHECKS.glob("*.yaml")), *(case for stage in ("parse", "shape") for case in cases(stage))]
FILES = [case for case in FOUND if case.name != "main.yaml"]


@cache
def told_of(case: Path) -> tuple[Diagnostic, ...]:
    return found_in(case, case)


@cache
def hints(case: Path) -> tuple[Typed, ...]:
    """Every hint of a case that can be typed: found when a test asks, as to collect tests should take no seconds."""
    lines, found = case.read_text(encoding="utf-8").split("\n"), []
    for told in told_of(case):
        if told.span is None or Path(told.span.file).name != case.name:
            continue
        if case.stem in OTHERWISE and (pair := PAIR.search(told.hint)):
            added = OTHERWISE[case.stem].format(pair[0])
            found.append(Typed(case, told, "\n".join((*lines, added, ""))))
        elif new := mended(told, lines):
            found.append(Typed(case, told, "\n".join(new)))
    return tuple(found)


@pytest.fixture(scope="module")
def cases_of_checks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the folder, whose farm includes the libraries by their whole paths."""
    folder = tmp_path_factory.mktemp("hints") / "cases"
    shutil.copytree(CHECKS, folder)
    farm = (CHECKS.parent / "farm.yaml").read_text(encoding="utf-8")
    (folder.parent / "farm.yaml").write_text(farm.replace("../..", str(HERE.parent)), encoding="utf-8")
    return folder


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_hints_that_are_typed_in_mend_their_lines(case: Path, cases_of_checks: Path) -> None:
    for one in hints(case):
        told, line = one.told, place(one.told).line
        path = cases_of_checks / f"typed-{case.name}"
        path.write_text(one.text, encoding="utf-8")
        before = [d for d in told_of(case) if d.span and d.span.line == line and d.code == told.code]
        after = [d for d in found_in(path, case) if d.span and d.span.line == line and Path(d.span.file) == path]
        assert [d for d in after if d.message == told.message] == [], str(one)
        assert len([d for d in after if d.code == told.code]) < len(before), str(one)
        assert [d for d in after if d.code < min("AQ2", told.code)] == [], str(one)


def test_hints_of_every_kind_are_typed() -> None:
    wanted = {"AQ012", "AQ013", "AQ101", "AQ103", "AQ109", "AQ204", "AQ220", "AQ228", "AQ234", "AQ236", "AQ244",
              "AQ254", "AQ255", "AQ261", "AQ262", "AQ276", "AQ282", "AQ288", "AQ298"}  # fmt: skip
    assert wanted - {one.told.code for case in FILES for one in hints(case)} == set()
