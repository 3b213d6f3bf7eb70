"""One scenario of a lock: what its dump is made from, and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler import ALGORITHM
from compiler.exact import iso_date
from compiler.nouns import Manifest, Plan, Scenario
from compiler.proof.changes.values import digest
from compiler.target import content_digest


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a dump before its first row is made. Digests are sha256."""

    as_of: str
    """ISO date"""
    seed: int
    algorithm: int
    """Version of the values"""
    catalog: str
    """Digest of what the files of the target say"""
    plan: str
    """Digest of every stay and move"""
    scenario: str
    """Digest of all that the scenario says; held only where no digests of tables are"""


@dataclass(frozen=True, slots=True)
class Row:
    """A table in a lock: its rows, and the digest of their text; None where only rows are held."""

    rows: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A scenario in a lock. `tables` names those that have rows."""

    head: Head
    tables: Mapping[str, Row]
    rows_only: bool = False


def head_of(scenario: Scenario, plan: Plan) -> Head:
    """Of a scenario and its plan. Errors: OSError when its catalog cannot be read."""
    return Head(
        as_of=iso_date(scenario.as_of),
        seed=scenario.seed,
        algorithm=ALGORITHM,
        catalog=content_digest(scenario.target),
        plan=digest(plan),
        scenario=scenario.digest,
    )


def rows_of_manifest(manifest: Manifest) -> Mapping[str, Row]:
    """The tables with rows of a dump."""
    return {name: Row(facts.rows, facts.sha256) for name, facts in manifest.tables.items() if facts.rows}
