"""The manifest: what a dump promises, beside it as <stem>.manifest.json. No clock, host or path is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

Mode = Literal["full", "data"]
"""full: an empty database becomes a whole one; data: for a database that the application's migrations made."""
PACKED = (".gz", ".zst", ".lz4")
"""Endings of names of packed files, which the manifest's does not have"""
_MAX_BYTES = 64 << 20
"""A hundred times that of the largest farm"""


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
    plain = Path(dump.stem if dump.suffix in PACKED else dump.name)
    return dump.with_name(f"{plain.stem}.manifest.json")


def to_json(manifest: Manifest) -> str:
    """Readable JSON, one table and one fact a line."""
    whole = {one.name: getattr(manifest, one.name) for one in fields(manifest)}
    known = _lines("facts", whole.pop("facts"))
    tables = _lines("tables", {name: asdict(one) for name, one in sorted(whole.pop("tables").items())})
    return f"{json.dumps(whole, indent=2, ensure_ascii=False)[:-2]},\n{known},\n{tables}\n}}\n"


def _lines(name: str, values: Mapping[str, Any]) -> str:
    """A member of the whole object, with each of its own members on a line."""
    inner = ",\n".join(
        f"    {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()
    )
    return f'  "{name}": {{\n{inner}\n  }}'


def from_json(text: str) -> Manifest:
    """Errors: ValueError when the text is no manifest, which also a hand may have made."""
    try:
        facts: dict[str, Any] = json.loads(text)
        json.dumps(facts, ensure_ascii=False).encode()
        tables = {name: TableFacts(**value) for name, value in facts.pop("tables").items()}
        shared = tuple(facts.pop("shared", ()))
        manifest = Manifest(**facts, tables=tables, shared=shared)
    except UnicodeEncodeError as error:
        half = error.object[error.start].encode("ascii", "backslashreplace").decode()
        raise ValueError(f"not a manifest of aqc: {half} is half of a character") from error
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a manifest of aqc: {error}") from error
    for name, is_sound, wanted in _promises(manifest):
        if not is_sound:
            raise ValueError(f"not a manifest of aqc: {name} must be {wanted}")
    return manifest


def _promises(manifest: Manifest) -> Iterator[tuple[str, bool, str]]:
    """Each member, whether it is what a manifest holds there, and what that is."""
    for name in ("aqc", "scenario", "target", "target_version"):
        yield name, isinstance(getattr(manifest, name), str), "text"
    for name in ("digest", "sha256"):
        yield name, _is_digest(getattr(manifest, name)), "64 hexadecimal digits"
    for name in ("algorithm", "seed", "pg_version", "bytes"):
        yield name, _is_count(getattr(manifest, name)), "a whole number from 0 to 2^63 - 1"
    yield "as_of", _is_day(manifest.as_of), "a day such as 2025-11-18"
    yield "mode", manifest.mode in ("full", "data"), "full or data"
    sound = all(_is_count(one.rows) and _is_digest(one.sha256) for one in manifest.tables.values())
    yield "tables", sound, "a map of tables with rows and sha256"
    groups = manifest.groups
    yield "groups", isinstance(groups, dict) and all(map(_is_count, groups.values())), "a map of counts"
    yield "shared", all(isinstance(name, str) for name in manifest.shared), "a list of tables"
    yield "facts", isinstance(manifest.facts, dict), "a map"


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch("[0-9a-f]{64}", value))


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def read_manifest(path: Path) -> Manifest:
    """Errors: OSError when it cannot be read, ValueError when it is no manifest."""
    if path.exists() and not path.is_file():
        raise ValueError("not a regular file")
    with path.open("rb") as stream:
        text = stream.read(_MAX_BYTES + 1)
    if len(text) > _MAX_BYTES:
        raise ValueError(f"larger than {_MAX_BYTES:,} bytes")
    return from_json(text.decode("utf-8"))
