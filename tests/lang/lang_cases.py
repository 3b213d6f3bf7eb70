"""Cases whose expected diagnostics stand on the offending lines: `# error AQ013: part of the message | of the hint`.

A line of its own that begins with `#^` speaks of the line above it. A case is a file, or a folder with main.yaml in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

from compiler.diagnostics.diagnostic import Diagnostic

steady = settings(deadline=None, max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""For properties: the same examples on every machine, however slow it is."""
CASES = Path(__file__).parent / "cases"
_EXPECTED = re.compile(r"# ?(\^ )?(error|note) (AQ\d{3}): (.*?) ?(?=# (?:error|note) AQ|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Expected:
    file: str
    line: int
    severity: str
    code: str
    text: str

    def fits(self, found: Diagnostic) -> bool:
        place = (Path(found.span.file).name, found.span.line) if found.span else ("", 0)
        if place != (self.file, self.line) or (found.severity, found.code) != (self.severity, self.code):
            return False
        message, _, hint = self.text.partition(" | ")
        said = f"{found.message} | {found.hint}"
        return message.strip() in said and hint.strip() in found.hint


def cases(stage: str) -> list[Path]:
    """The main file of every case of a stage."""
    folder = CASES / stage
    return sorted([*folder.glob("*.yaml"), *folder.glob("*/main.yaml")])


def name(case: Path) -> str:
    return case.parent.name if case.name == "main.yaml" else case.stem


def expected(case: Path) -> list[Expected]:
    """What the files of a case promise."""
    files = case.parent.glob("*.yaml") if case.name == "main.yaml" else [case]
    return [promise for file in sorted(files) for promise in _promises(file)]


def _promises(file: Path) -> Iterator[Expected]:
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        for match in _EXPECTED.finditer(line):
            yield Expected(file.name, number - bool(match[1]), match[2], match[3], match[4])


def schema_of(case: Path) -> dict[str, Any]:
    """The schema on the first line of a case."""
    first = case.read_text(encoding="utf-8").split("\n")[0]
    schema: dict[str, Any] = json.loads(first.removeprefix("# schema: "))
    return schema


def differences(promises: Iterable[Expected], diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Promises that no diagnostic keeps, and diagnostics that nobody promised."""
    left = list(diagnostics)
    wrong = []
    for promise in promises:
        kept = next((d for d in left if promise.fits(d)), None)
        if kept is None:
            wrong.append(f"missing: {promise}")
        else:
            left.remove(kept)
    return wrong + [f"surplus: {d}" for d in left]
