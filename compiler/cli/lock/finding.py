"""Which lock file: the one that is named, else the nearest above where one is, or above the scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.terminal import FILE
from compiler.diagnostics import Diagnostic, Stop

if TYPE_CHECKING:
    from compiler.proof import locks

lock_option = click.option(
    "--lock-file",
    "named",
    metavar="PATH",
    type=FILE,
    help="The lock.  [default: the nearest aqc.lock at or above here]",
)


def find_lock(named: Path | None, scenario: Path | None = None) -> Path | None:
    """The lock file to read, relative to the working directory where it lies in it; None where there is none."""
    from compiler.proof import locks

    if named is not None:
        return named
    here = Path.cwd()
    starts = [here, *here.parents, *(scenario.absolute().parents if scenario else ())]
    found = next((folder / locks.FILE_NAME for folder in starts if (folder / locks.FILE_NAME).is_file()), None)
    return found.relative_to(here) if found and found.is_relative_to(here) else found


def required_lock(named: Path | None, scenario: Path | None = None) -> Path:
    """Errors: Stop with AQ525 where there is none."""
    found = find_lock(named, scenario)
    if found is None:
        hint = "aqc lock FILE writes one; --lock-file names another"
        raise Stop([Diagnostic("AQ525", "there is no aqc.lock here or above", hint=hint)])
    return found


def review_of(named: Path | None, scenario: Path) -> locks.Held:
    """What a compile of the scenario is held to. Errors: Stop with AQ522, AQ525, and those of reading the lock."""
    from compiler.proof import locks

    return locks.held_by(locks.read_lock(required_lock(named, scenario)), scenario)
