"""The documents say what is so: generated pages are fresh, links lead somewhere, the tutorial's commands work."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from compiler.cli import commands

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["scenario-reference.md", "diagnostics.md", "verify.md", "cli.md", "questions.md"])
def test_generated_pages_are_fresh(page: str) -> None:
    wanted = generator().PAGES[page]()
    assert (DOCS / page).read_text(encoding="utf-8") == wanted, f"docs/{page} is stale: run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in commands.commands if f"aqc {name}" not in text] == []


def test_every_decision_of_the_architecture_has_its_record() -> None:
    text = (DOCS / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted((DOCS / "adr").glob("*.md")) if path.name not in text] == []


def test_the_architecture_names_every_part() -> None:
    text = (DOCS / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = {path.stem for path in (ROOT / "compiler").glob("*.py")} - {"__init__"}
    names |= {path.parent.name for path in (ROOT / "compiler").glob("*/__init__.py")}
    assert [name for name in sorted(names) if not re.search(rf"\b{name}(\.py|/)", text)] == []


@pytest.mark.server
def test_the_tutorial_runs(tmp_path: Path) -> None:
    """Every `console` block of the tutorial, in order, in a folder that holds a copy of the scenarios."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    commands = [
        line[2:]
        for kind, body in BLOCK.findall(text)
        if kind == "console"
        for line in body.splitlines()
        if line.startswith("$ ")
    ]
    assert commands
    for command in commands:
        run = subprocess.run(
            ["/bin/sh", "-c", command.replace("aqc ", f"{sys.executable} -m compiler.cli ", 1)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        )
        wanted = 1 if "# exit code 1" in command else 0
        assert run.returncode == wanted, f"{command}\n{run.stdout}{run.stderr}"
