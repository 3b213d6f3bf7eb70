"""Each mistake in meaning is told on the line that made it: a case is a spoilt farm with the expected words on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.diagnostics.diagnostic import Diagnostic
from compiler.diagnostics.registry import registry
from compiler.language.checks import check_meaning, rules
from compiler.language.lower import lower
from compiler.language.lower.reading import schema
from compiler.language.parse import parse_file
from compiler.language.shape import check_shape

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.yaml"))
EXPECTED = re.compile(r"# (error|warning|note) (AQ\d{3}): (.*?) ?(?=# (?:error|warning|note) AQ|$)", re.MULTILINE)
Promise = tuple[str, int, str, str, str]


def found_in(path: Path) -> tuple[Diagnostic, ...]:
    """Everything that shape, lowering and checks say of a scenario."""
    document, mistakes = parse_file(path)
    assert document is not None, mistakes
    shape = check_shape(document, dict(schema()))
    if shape:
        return mistakes + shape
    scenario, lowered = lower(document)
    return mistakes + lowered + (check_meaning(scenario) if scenario else ())


def promises(path: Path) -> list[Promise]:
    """(file, line, severity, code, part of the message | part of the hint) of each comment in the case and its CSV."""
    found = []
    names = [path, *(path.parent / name for name in re.findall(r"csv: (\S+)", path.read_text(encoding="utf-8")))]
    for file in filter(Path.exists, names):
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            found += [(file.name, number, m[1], m[2], m[3]) for m in EXPECTED.finditer(line)]
    return found


def keeps(diagnostic: Diagnostic, promise: Promise) -> bool:
    file, line, severity, code, text = promise
    message, _, hint = text.partition(" | ")
    place = diagnostic.span and (Path(diagnostic.span.file).name, diagnostic.span.line)
    same = (place, diagnostic.severity, diagnostic.code) == ((file, line), severity, code)
    return same and message.strip() in diagnostic.message and hint.strip() in diagnostic.hint


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_says_what_its_lines_promise(path: Path) -> None:
    left = list(found_in(path))
    for promise in promises(path):
        kept = next((one for one in left if keeps(one, promise)), None)
        assert kept is not None, f"missing {promise} in {left}"
        left.remove(kept)
    assert left == []


def test_the_farm_itself_is_sound() -> None:
    assert found_in(HERE / "farm.yaml") == ()


def test_every_code_of_this_stage_has_a_case() -> None:
    codes = {code for code in registry() if code.startswith(("AQ2", "AQ34")) or "AQ113" <= code < "AQ13"} - {"AQ115"}
    assert codes <= {code for path in CASES for _, _, _, code, _ in promises(path)}


def test_rules_are_found_by_their_files() -> None:
    assert {"pins", "capacity", "target"} <= set(rules())
