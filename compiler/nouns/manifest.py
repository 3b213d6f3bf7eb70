"""The manifest: what a dump promises, beside it as <stem>.manifest.json. No clock, host or path is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Mode = Literal["full", "data"]
"""full: an empty database becomes a whole one; data: for a database that the application's migrations made."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """`sha256` is over the rows as they stand in the dump, from the line after COPY to the line before `\\.`."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was compiled, by what, and what the file holds."""

    aqc: str
    algorithm: int
    scenario: str
    digest: str
    """sha256 of the resolved scenario"""
    seed: int
    as_of: str
    """ISO date of the first day without history"""
    target: str
    target_version: str
    pg_version: int
    mode: Mode
    bytes: int
    sha256: str
    tables: Mapping[str, TableFacts]
    groups: Mapping[str, int] = field(default_factory=dict)
    """Rows of every group of tables that the scenario can switch; a table may stand in several"""
    shared: Sequence[str] = ()
    """Tables of which a database may hold rows that are not the scenario's; none in mode full"""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the laws must know of the scenario; none in manifests of aqc 0.1"""


def manifest_path(dump: Path) -> Path:
    """dumps/full.sql, or dumps/full.sql.gz -> dumps/full.manifest.json"""
    return dump.with_name(f"{Path(dump.name.removesuffix('.gz')).stem}.manifest.json")


def to_json(manifest: Manifest) -> str:
    """Readable JSON, one table and one fact a line."""
    whole = asdict(manifest)
    known = _lines("facts", whole.pop("facts"))
    tables = _lines("tables", dict(sorted(whole.pop("tables").items())))
    return f"{json.dumps(whole, indent=2, ensure_ascii=False)[:-2]},\n{known},\n{tables}\n}}\n"


def _lines(name: str, values: Mapping[str, Any]) -> str:
    """A member of the whole object, with each of its own members on a line."""
    inner = ",\n".join(
        f"    {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()
    )
    return f'  "{name}": {{\n{inner}\n  }}'


def from_json(text: str) -> Manifest:
    """Errors: ValueError when the text is no manifest."""
    try:
        facts: dict[str, Any] = json.loads(text)
        tables = {name: TableFacts(**value) for name, value in facts.pop("tables").items()}
        shared = tuple(facts.pop("shared", ()))
        return Manifest(**facts, tables=tables, shared=shared)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a manifest of aqc: {error}") from error


def read_manifest(path: Path) -> Manifest:
    """Errors: OSError when it cannot be read, ValueError when it is no manifest."""
    return from_json(path.read_text("utf-8"))
