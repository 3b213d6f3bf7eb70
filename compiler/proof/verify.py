"""A dump or a restored database held to its manifest and to the laws."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Literal

from psycopg2.extensions import cursor as Cursor

from compiler.diagnostics import Diagnostic, Stop
from compiler.nouns import Manifest, manifest_path, read_manifest
from compiler.proof.choices import LEGAL_CHOICES, check_choices
from compiler.proof.derived import check_derived
from compiler.proof.fields import check_fields
from compiler.proof.laws import Kind, ask, prelude, read_laws
from compiler.proof.mending import UNTOLD, Defective, mend, untold
from compiler.proof.outcome import Outcome
from compiler.proof.pages import check_pages
from compiler.proof.promises import check_file, check_rows
from compiler.proof.table import as_json, as_text
from compiler.proof.tracked import check_histories
from compiler.server import examine, load, open_archive, required, server
from compiler.target import load_catalog, session

__all__ = ["Outcome", "as_json", "as_text", "check_laws", "verify_database", "verify_dump"]

Group = Literal["all", "realism"]
Labels = Sequence[Defective] | None
"""None: nobody says which rows are defective"""

SETTINGS = """
    set local work_mem = '256MB';
    set local jit = off;
    set local search_path = pg_temp, public;
    set local time zone 'UTC';
"""


def verify_dump(
    dump: Path,
    manifest: Path | None = None,
    group: Group = "all",
    labels: Labels = None,
    watch: Callable[[int, int], None] | None = None,
) -> tuple[Outcome, ...]:
    """Check the digests of a dump; when they are the promised ones, restore it into a temporary server and check that.

    `watch` is told of rows in all and of rows loaded, as by server.restore.

    Errors: Stop AQ579 to AQ599 when it cannot be restored, AQ601 or AQ602 when the manifest cannot be read.
    """
    file = open_archive(dump) or examine(dump)
    beside = manifest or manifest_path(dump)
    promised = _read(beside)
    if file.is_data:
        hint = "load it with aqc restore --dsn URL, then aqc verify --dsn URL --manifest FILE"
        raise _stop("AQ590", f"{dump} holds data alone, and needs a database that has the tables", hint)
    told = check_file(dump, promised)
    if any(outcome.status == "fail" for outcome in told):
        return told  # not a byte of a file that somebody changed reaches psql
    rows = partial(watch, sum(table.rows for table in promised.tables.values())) if watch else None
    with server(required(at_least=max(promised.pg_version, file.oldest_program))) as running:
        load(file, running.dsn(), running.installation.bin / "psql", jobs=os.cpu_count() or 1, watch=rows)
        return told + verify_database(running.dsn(), beside, group, labels)


def verify_database(
    dsn: str, manifest: Path | None = None, group: Group = "all", labels: Labels = None
) -> tuple[Outcome, ...]:
    """Check a restored database: its laws, and its derived rows against a recomputation.

    Without a manifest no rows are counted and the end of history is unknown.

    Of the group `realism`, whether the data look like a good farm's, in place of all that must hold for any farm.

    `labels` are the defects that the scenario ordered: they are held to the rows, which are then put right for the
    laws. Where the manifest tells of defects and nobody labels them no law is asked.

    Everything happens in one transaction that is rolled back; nothing is left behind.

    Errors: Stop AQ601 or AQ602 when the manifest cannot be read, AQ603 without a connection, AQ604 without the tables,
    or what `session` says of another refusal of the server.
    """
    promised = _read(manifest) if manifest else None
    with session(dsn, writes=True) as cursor:
        counted = (check_rows(cursor, promised.tables, promised.shared),) if promised else ()
        if untold(promised, labels):
            return (*counted, UNTOLD)
        if group == "realism":
            return (*mend(cursor, labels or ()), *check_realism(cursor, promised))
        histories = check_histories(cursor)
        mended = mend(cursor, labels or ())
        laws = check_laws(cursor, promised)
        rest = (*check_derived(cursor), *histories, check_fields(cursor))
        return (*counted, *mended, *laws, *rest, *check_pages(cursor))


def check_laws(cursor: Cursor, promised: Manifest | None, names: Set[str] = frozenset()) -> tuple[Outcome, ...]:
    """All laws and the legal choices, or those of these names, in the caller's transaction, which the caller rolls
    back.

    Errors: psycopg2.Error when the database is not one of AquaMind.
    """
    laws = _asked(cursor, promised, names, "")
    return (*laws, check_choices(cursor)) if not names or LEGAL_CHOICES in names else laws


def check_realism(cursor: Cursor, promised: Manifest | None, names: Set[str] = frozenset()) -> tuple[Outcome, ...]:
    """How the data compare with good farms, or what laws of these names say of it, in the caller's transaction, which
    the caller rolls back.
    """
    return _asked(cursor, promised, names, "realism")


def _asked(cursor: Cursor, promised: Manifest | None, names: Set[str], kind: Kind) -> tuple[Outcome, ...]:
    prepare(cursor, promised)
    cursor.execute(prelude(kind))
    return tuple(ask(cursor, law) for law in read_laws(kind) if not names or law.name in names)


def prepare(cursor: Cursor, promised: Manifest | None) -> None:
    """Settings of the transaction: those of the server that matter, and what a manifest says."""
    cursor.execute(SETTINGS)
    settings = {}
    if promised:
        settings = {"aqc.as_of": promised.as_of, "aqc.facts": json.dumps(dict(promised.facts))}
        target, ours = f"{promised.target} {promised.target_version}", load_catalog()
        settings["aqc.target"] = "" if target == f"{ours.name} {ours.version}" else target
    for name in ("aqc.as_of", "aqc.facts", "aqc.target"):
        cursor.execute("select set_config(%s, %s, true)", (name, settings.get(name, "")))


def _read(path: Path) -> Manifest:
    try:
        return read_manifest(path)
    except OSError as error:
        raise _stop("AQ601", f"cannot read the manifest {path}: {error.strerror}", "name it with --manifest") from error
    except ValueError as error:
        raise _stop(
            "AQ602", f"{path} is no manifest: {error}", "name the file that was written with the dump"
        ) from error


def _stop(code: str, message: str, hint: str) -> Stop:
    return Stop([Diagnostic(code, message, hint=hint)])
