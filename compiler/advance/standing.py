"""On which day a database stands: by the manifest of its dump, or by what its rows say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from compiler import ALGORITHM
from compiler.diagnostics import Diagnostic, Stop
from compiler.exact import iso_date
from compiler.nouns import Manifest, Scenario, read_manifest
from compiler.target import session

EPOCH = date(1970, 1, 1)
STATED = """SELECT (pg_catalog.max(last_computed_at) AT TIME ZONE 'UTC')::date + 1 - date '1970-01-01'
FROM public.batch_actualdailyassignmentstate"""
"""States are computed in the night before as_of, all of them."""


def promised(path: Path) -> Manifest:
    """Errors: Stop with AQ576 where it cannot be read or is no manifest."""
    try:
        return read_manifest(path)
    except OSError as error:
        hint = "name it with --manifest, or say with --from on which day the database stands"
        raise Stop([Diagnostic("AQ576", f"cannot read {path}: {error.strerror}", hint=hint)]) from None
    except ValueError as error:
        raise Stop([Diagnostic("AQ576", f"{path}: {error}", hint="name the manifest beside the dump")]) from None


def day_of_manifest(manifest: Manifest) -> int:
    return (date.fromisoformat(manifest.as_of) - EPOCH).days


def day_of_database(dsn: str) -> int:
    """Errors: Stop with AQ577 where its rows do not say it; those of a session."""
    with session(dsn) as cursor:
        cursor.execute("SELECT pg_catalog.to_regclass('public.batch_actualdailyassignmentstate') IS NOT NULL")
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute(STATED)
            row = cursor.fetchone()
            if row and row[0] is not None:
                return int(row[0])
    message = "the database holds no daily states, which would say on which day it stands"
    raise Stop([Diagnostic("AQ577", message, hint="say it with --from")])


def other_farm(manifest: Manifest, path: Path, scenario: Scenario, rows: int) -> Iterator[Diagnostic]:
    """AQ576 for all in which a manifest is not that of the scenario on its day."""
    found = {
        "algorithm": (manifest.algorithm, ALGORITHM),
        "seed": (manifest.seed, scenario.seed),
        "scenario": (manifest.digest[:12], scenario.digest[:12]),
        "rows": (sum(one.rows for one in manifest.tables.values()), rows),
    }
    for what, (theirs, ours) in found.items():
        if theirs != ours:
            day = iso_date(scenario.as_of)
            message = f"{path} is not of this scenario on {day}: {what} {theirs} there, {ours} here"
            hint = "take the scenario that the dump was compiled from, and its --seed; or restore a new dump"
            yield Diagnostic("AQ576", message, hint=hint)
