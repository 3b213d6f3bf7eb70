"""Kinds of change to scenarios/tutorial.yaml, each with its difference in all formats under tests/golden/diff.

python tests/diffs.py    write them anew, after a wanted change of words or values
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click
from click.testing import CliRunner, Result

from compiler.cli import commands
from compiler.cli.diff import markdown, text

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "diff"
TUTORIAL, SALMON, ISLANDS = "tutorial.yaml", "library/atlantic-salmon.yaml", "library/faroe-islands.yaml"

KINDS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "comment": ((TUTORIAL, "# the first day without history", "# nothing is known from here on"),),
    "eggs": ((TUTORIAL, "    rings: [18, 20]", "    eggs: [3_000_000, 3_200_000]\n    rings: [18, 20]"),),
    "batch-at-the-end": ((TUTORIAL, "    count: 6\n    first", "    count: 7\n    first"),),
    "batch-in-the-middle": (
        (
            TUTORIAL,
            "\ngeographies:",
            "  guest:\n    geography: Faroe Islands\n    number: FI-2022-900\n    count: 1\n"
            "    first_start: 2023-04-27\n    window_days: 15\n    rings: 18\n\ngeographies:",
        ),
    ),
    "rings": ((TUTORIAL, "rings: [18, 20]", "rings: [17, 18]"),),
    "seed": ((TUTORIAL, "seed: 1\n", "seed: 2\n"),),
    "as-of": ((TUTORIAL, "as_of: 2025-01-01", "as_of: 2025-01-02"),),
    "pin": ((TUTORIAL, "area: FI-SEA-02", "area: FI-SEA-05"),),
    "maintenance": ((TUTORIAL, "to: 2023-03-31", "to: 2023-12-31"),),
    "name": ((TUTORIAL, '"FI-{year}', '"FO-{year}'), (TUTORIAL, "      FI-2022-002:", "      FO-2022-002:")),
    "scenario-name": ((TUTORIAL, "name: tutorial", "name: lesson"),),
    "library-value": ((SALMON, "    tgc: 1.13\n", "    tgc: 1.14\n"),),
    "water": ((SALMON, "{unit: pH, sensor_type: PH, mean: 7.15,", "{unit: pH, sensor_type: PH, mean: 7.05,"),),
    "table-group": ((TUTORIAL, "solve:", "tables: {lice counts: false}\n\nsolve:"),),
    "target": ((TUTORIAL, "seed: 1\n", "seed: 1\ntarget: ./own\n"),),
    "places": ((TUTORIAL, "areas: {count: 6}", "areas: {count: 7}"),),
}
"""By kind: (file, text, other text) of each replacement."""
SAME = frozenset({"comment"})


def lay_out(folder: Path, kind: str) -> None:
    """The scenarios before and after a change of a kind, in folders of that name."""
    for name in ("before", "after"):
        (folder / name).mkdir()
        shutil.copy(ROOT / "scenarios" / TUTORIAL, folder / name)
        shutil.copytree(ROOT / "scenarios" / "library", folder / name / "library")
        shutil.copytree(ROOT / "schema" / "aquamind", folder / name / "own")
    for file, old, new in KINDS[kind]:
        path = folder / "after" / file
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{kind}: {old!r} stands {content.count(old)} times in {file}"
        path.write_text(content.replace(old, new), encoding="utf-8")


def diff(*arguments: str) -> Result:
    """`aqc diff`, in the working directory."""
    return CliRunner().invoke(commands, ["diff", *arguments], prog_name="aqc")


def told(form: str = "json") -> Result:
    """The difference of the scenarios that are laid out in the working directory."""
    return diff(f"before/{TUTORIAL}", f"after/{TUTORIAL}", "--format", form, "--always", "--trust-catalog")


def rendered(facts: str) -> dict[str, str]:
    """By suffix of its golden file: a difference in all formats, from what the format json prints."""
    known = json.loads(facts)
    return {"json": facts, "txt": click.unstyle(text.render(known)), "md": markdown.render(known)}


if __name__ == "__main__":
    shutil.rmtree(GOLDEN, ignore_errors=True)
    GOLDEN.mkdir()
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as name:
            lay_out(Path(name), kind)
            os.chdir(name)
            run = told()
            assert run.exit_code == (kind not in SAME), run.output
            for suffix, content in rendered(run.stdout).items():
                (GOLDEN / f"{kind}.{suffix}").write_text(content, encoding="utf-8")
            os.chdir(ROOT)
