"""Real PostgreSQL: start a server, talk to one with its own psql and pg_dump, restore a dump into one."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from compiler.diagnostics import Diagnostic, Stop
from compiler.server import installed as finding
from compiler.server.account import account, may_enter
from compiler.server.cluster import Server, remove, server, start, stop
from compiler.server.installed import Installation, find, installations

__all__ = [
    "Installation",
    "Restored",
    "Server",
    "find",
    "installations",
    "is_data_mode",
    "load",
    "pg_dump",
    "psql",
    "required",
    "restore",
    "server",
    "start",
    "stop",
]

_FIRST_BYTES, _LAST_BYTES = 600, 200
_WHOLE = b"-- PostgreSQL database dump complete"
_DATA_MODE = b"--\n-- AquaMind data, compiled by aqc\n"
_DATA_WHOLE = b"-- AquaMind data complete"
_EMPTINESS = """SELECT current_setting('server_version_num')::int / 10000, count(*)
FROM pg_catalog.pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')"""


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the data are. `connect` and `stop` are shell commands; `stop` is empty for a server that was not ours."""

    dsn: str
    directory: Path | None
    connect: str
    stop: str


def psql(
    dsn: str, *arguments: str, script: str | None = None, program: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run psql without the user's startup file and without questions; `script` is its standard input.

    Errors: Stop with AQ580 when there is no psql.
    """
    chosen = program or finding.psql() or required().bin / "psql"
    return _client(chosen, dsn, "-X", "-w", "-v", "ON_ERROR_STOP=1", *arguments, script=script)


def pg_dump(installation: Installation, dsn: str, *arguments: str) -> str:
    """What `PGTZ=UTC pg_dump --no-owner --no-privileges` of that release writes of a database.

    Errors: Stop with AQ589 when it fails.
    """
    answer = _client(installation.bin / "pg_dump", dsn, "-O", "-x", "-w", *arguments)
    if answer.returncode:
        raise Stop([Diagnostic("AQ589", f"pg_dump failed: {answer.stderr.strip()}")])
    return answer.stdout


def required(version: int | None = None, at_least: int = finding.OLDEST) -> Installation:
    """`find`, or Stop with AQ580 and what to install."""
    found = find(version, at_least)
    if found is None:
        wanted = f"PostgreSQL {version}" if version else f"PostgreSQL {at_least} or later"
        hint = "install it, or the embedded one: pip install '.[postgres]' in the folder of aqc"
        raise Stop([Diagnostic("AQ580", f"there is no {wanted} on this machine", hint=hint)])
    return found


def restore(dump: Path, dsn: str | None = None, directory: Path | None = None) -> Restored:
    """Load a dump with the real psql in one transaction: into the empty database of `dsn`, or into a server of our own.

    A server of our own lives in `directory` (default: beside the dump, named after it) and runs on, so that the data
    can be looked at. Errors: Stop; the database is then as it was, and a server that we started is gone.
    """
    version = _check_dump(dump)
    if dsn is None and is_data_mode(dump):
        hint = "--dsn of a database that the migrations of AquaMind have made"
        raise Stop(
            [Diagnostic("AQ590", f"{dump} holds data alone, and needs a database that has the tables", hint=hint)]
        )
    if dsn is not None:
        load(dump, dsn)
        return Restored(dsn, None, shlex.join(["psql", "-d", dsn]), "")
    directory = (directory or _default_directory(dump)).resolve()
    is_new = not directory.exists()
    database = re.sub(r"\W", "_", dump.stem.lower(), flags=re.ASCII)
    try:
        ours = start(_installation(directory, version), directory)
        _create(ours, database)
        load(dump, ours.dsn(database), ours.installation.bin / "psql")
    except BaseException:
        if is_new:
            remove(directory)
        raise
    programs = ours.installation.bin
    halt = [*ours.account.prefix, f"{programs / 'pg_ctl'}", "-D", f"{directory / 'data'}", "-m", "fast", "stop"]
    connect = shlex.join([f"{programs / 'psql'}", "-d", ours.dsn(database)])
    return Restored(ours.dsn(database), directory, connect, shlex.join(halt))


def load(dump: Path, dsn: str, program: Path | None = None) -> None:
    """Load a whole dump into an empty database, or data into a migrated one, in one transaction: all of it or nothing.

    Errors: Stop with AQ580 to AQ588; the database is then as it was.
    """
    needed, is_data = _check_dump(dump), is_data_mode(dump)
    _check_database(dsn, needed, not is_data, program)
    one = () if is_data else ("-1",)
    answer = psql(dsn, "-q", *one, "-o", os.devnull, "-f", str(dump), program=program)
    if not answer.returncode:
        return
    if "\\restrict" in answer.stderr:
        hint = "compile with --no-restrict, or use a psql of August 2025 or later"
        raise Stop([Diagnostic("AQ583", "this psql is too old to know \\restrict; nothing was loaded", hint=hint)])
    raise Stop([Diagnostic("AQ584", f"psql refused the dump and loaded nothing: {_reason(answer.stderr)}")])


def is_data_mode(dump: Path) -> bool:
    """Whether the file was compiled with --mode data. Errors: OSError."""
    with dump.open("rb") as file:
        return file.read(len(_DATA_MODE)) == _DATA_MODE


def _check_dump(dump: Path) -> int:
    """The oldest PostgreSQL that reads the dump. A file cut short is refused: psql would load what there is."""
    try:
        with dump.open("rb") as file:
            head = file.read(_FIRST_BYTES)
            file.seek(max(0, dump.stat().st_size - _LAST_BYTES))
            tail = file.read()
    except OSError as error:
        raise Stop([Diagnostic("AQ585", f"cannot read {dump}: {error.strerror}")]) from None
    if not head.startswith((b"--\n-- PostgreSQL database dump\n", _DATA_MODE)):
        raise Stop([Diagnostic("AQ586", f"{dump} is not a dump", hint="aqc compile FILE -o DUMP writes one")])
    if (_DATA_WHOLE if head.startswith(_DATA_MODE) else _WHOLE) not in tail:
        raise Stop([Diagnostic("AQ586", f"{dump} ends before its end: the dump is not whole", hint="compile it again")])
    return 17 if b"\nSET transaction_timeout = 0;\n" in head else finding.OLDEST


def _default_directory(dump: Path) -> Path:
    beside = dump.resolve().with_suffix(".server")
    return beside if may_enter(beside.parent, account()) else Path(tempfile.gettempdir()) / f"aqc-{beside.name}"


def _installation(directory: Path, version: int) -> Installation:
    """The PostgreSQL whose data lie in the folder already, or the best one for the dump."""
    known = directory / "data" / "PG_VERSION"
    return required(int(known.read_text(encoding="ascii"))) if known.is_file() else required(at_least=version)


def _create(ours: Server, database: str) -> None:
    own = ours.installation.bin / "psql"
    known = psql(ours.dsn(), "-Atc", f"SELECT 1 FROM pg_database WHERE datname = '{database}'", program=own)
    if not known.stdout.strip():
        psql(ours.dsn(), "-qc", f'CREATE DATABASE "{database}"', program=own)


def _check_database(dsn: str, needed: int, must_be_empty: bool, program: Path | None) -> None:
    answer = psql(dsn, "-At", "-F", " ", "-c", _EMPTINESS, program=program)
    if answer.returncode:
        hint = "is the server running, and the name of the database right?"
        raise Stop([Diagnostic("AQ581", f"cannot connect: {_reason(answer.stderr)}", hint=hint)])
    version, relations = map(int, answer.stdout.split())
    if relations and must_be_empty:
        message = f"the database is not empty: it holds {relations} tables, views and sequences in schema public"
        raise Stop([Diagnostic("AQ582", message, hint="create another: createdb NAME")])
    if version < needed:
        message = f"the dump was compiled for PostgreSQL {needed} or later, the server is PostgreSQL {version}"
        raise Stop([Diagnostic("AQ588", message, hint=f"compile with --pg-version {version}")])


def _reason(errors: str) -> str:
    """The first line that says what is wrong."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    return next(
        (line for line in lines if "ERROR:" in line or "error:" in line), lines[0] if lines else "no reason given"
    )


def _client(program: Path, dsn: str, *arguments: str, script: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PGTZ": "UTC", "PGCLIENTENCODING": "UTF8", "LC_ALL": "C"}
    return subprocess.run(
        [program, *arguments, "-d", dsn],
        env=environment,
        input=script or "",
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
