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
from breadth import sampled
from test_howto import PAGES as HOWTO

from compiler.cli import commands

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
SHOWN = re.compile(r"^<!-- (.*?) -->\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATED = ("scenario-reference.md", "diagnostics.md", "verify.md", "cli.md", "questions.md", "uat-guide.md")


@pytest.mark.parametrize("page", sampled(GENERATED, GENERATED[:-1].__contains__))
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


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds a copy of the scenarios, in which the documents' commands run."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder


def printed(command: str, folder: Path) -> str:
    """What a command of a document prints, held to its exit code: 1 where the document says so, else 0."""
    run = subprocess.run(
        ["/bin/sh", "-c", command.replace("aqc ", f"{sys.executable} -m compiler.cli ", 1)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == (1 if "# exit code 1" in command else 0), f"{command}\n{run.stdout}{run.stderr}"
    return run.stdout + run.stderr


@pytest.mark.server
@pytest.mark.slow
def test_the_tutorial_runs_and_prints_what_it_shows(checkout: Path) -> None:
    """Every `console` block of the tutorial, in order; a `text` block is all that the last command printed."""
    output, commands, shown = "", 0, 0
    for kind, body in BLOCK.findall((DOCS / "tutorial.md").read_text(encoding="utf-8")):
        if kind == "text":
            assert body.strip() == output.strip()
            shown += 1
        for line in body.splitlines() if kind == "console" else ():
            output = printed(line.removeprefix("$ "), checkout)
            commands += 1
    assert commands and shown


@pytest.mark.server
def test_the_readme_shows_what_is_printed(checkout: Path) -> None:
    """A comment above a `text` block names the command; its lines are printed, in order; … stands for others."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (checkout / "scenarios" / "typo.yaml").write_text(
        (ROOT / "scenarios" / "tutorial.yaml").read_text(encoding="utf-8").replace("every_days", "every_day"), "utf-8"
    )
    blocks = SHOWN.findall(text)
    assert len(blocks) == text.count("```text")
    for command, body in blocks:
        if command.startswith("bars: "):
            continue
        lines = iter(printed(command, checkout).splitlines())
        missing = [line for line in body.splitlines() if line not in ("", "…", f"$ {command}") and line not in lines]
        assert missing == [], command


def test_no_other_page_shows_what_a_command_prints() -> None:
    """Outputs stand where a test compares them; cli.md and diagnostics.md are generated."""
    compared = {"README.md", "tutorial.md", "cli.md", "diagnostics.md", "reviews.md"} | {page.name for page in HOWTO}
    assert [page.name for page in PAGES if "```text" in page.read_text("utf-8") and page.name not in compared] == []
