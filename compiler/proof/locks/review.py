"""A dump held to a lock while it is made: before its first row, and before it gets its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from compiler.diagnostics import Diagnostic, Stop
from compiler.nouns import Manifest, Plan, Scenario
from compiler.proof.locks.entry import Entry, head_of, rows_of_manifest
from compiler.proof.locks.held import head_differences, table_differences
from compiler.proof.locks.lockfile import Lock


@dataclass(frozen=True, slots=True)
class Held:
    """Lets only that pass which was reviewed. Errors: Stop with AQ520, AQ521."""

    lock: Lock
    name: str

    def of_plan(self, scenario: Scenario, plan: Plan) -> None:
        self._stop(head_differences(self.lock, self.name, head_of(scenario, plan)))

    def of_manifest(self, manifest: Manifest) -> None:
        found = table_differences(self.lock, self.name, rows_of_manifest(manifest), manifest.mode == "full")
        self._stop(found)

    def _stop(self, found: tuple[Diagnostic, ...]) -> None:
        if found:
            raise Stop(found, self.lock.sources)


def held_by(lock: Lock, scenario: Path) -> Held:
    """The review of one scenario. Errors: Stop with AQ522 when nobody locked it."""
    name = lock.name_of(scenario)
    if name not in lock.entries:
        message = f"{name} is not in {lock.shown}"
        raise Stop([Diagnostic("AQ522", message, lock.span(), f"aqc lock {scenario}")], lock.sources)
    return Held(lock, name)


def missing(lock: Lock, name: str) -> tuple[Diagnostic, ...]:
    """AQ523 for a scenario that is in the lock and on no disk."""
    if lock.file_of(name).is_file():
        return ()
    hint = "bring the file back, or delete its block here"
    return (Diagnostic("AQ523", f"there is no file {name}, which is locked", lock.span(name), hint),)


def differences(lock: Lock, name: str, now: Entry) -> tuple[Diagnostic, ...]:
    """AQ520 and AQ521: all that is not as it was reviewed."""
    return (*head_differences(lock, name, now.head), *table_differences(lock, name, now.tables))
