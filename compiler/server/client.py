"""Real PostgreSQL: start a server, talk to one with its own psql and pg_dump, restore a dump into one."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from secrets import token_hex

from compiler.diagnostics import Diagnostic, Stop
from compiler.nouns import manifest_path
from compiler.server import installed as finding
from compiler.server.account import account, may_enter
from compiler.server.archive import ArchiveFolder, examine_archive, load_archive, open_archive
from compiler.server.calling import feed, run
from compiler.server.cluster import Server, remove, server, start, stop
from compiler.server.dumpfile import DumpFile, examine
from compiler.server.hearing import Clock
from compiler.server.installed import Installation, find, installations
from compiler.server.passing import Watch, watched
from compiler.server.vetting import command_found, kept_promise, refuse_commands
from compiler.server.wrapping import knows_restrict, wrapped
from compiler.target import address, admit, refusal

__all__ = [
    "Installation",
    "Restored",
    "Server",
    "find",
    "installations",
    "load",
    "pg_dump",
    "psql",
    "required",
    "restore",
    "server",
    "start",
    "stop",
]

_ERROR = re.compile(r"^(?P<where>\S+?:.*?):\s+\w+:\s+(?P<state>[0-9A-Z]{5}):\s+(?P<words>.*)$", re.MULTILINE)
"""An error as psql prints it with VERBOSITY=verbose; the second word is in the language of the server."""
_HINT = re.compile(r"^HINT:\s+(?P<words>.*)$", re.MULTILINE)
_OWN = {"AQ592", "AQ593", "AQ594", "AQ595", "AQ617"}
"""Refusals that are about the server and not about the dump."""
_OPTIONS = ("-X", "-w", "-v", "ON_ERROR_STOP=1")
_NO_CONNECTION = 2
"""Exit code of psql."""


Loading = Callable[[int, int], None]
"""Told: rows in all, 0 where nobody knows, and rows that psql was given so far"""


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the data are. `connect` and `stop` are shell commands; `stop` is empty for a server that was not ours."""

    dsn: str
    directory: Path | None
    connect: str
    stop: str
    needs_password: bool = False
    """Whether the DSN had secrets, which are not in what is shown."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """[part] that the server took to load it, as far as psql says"""


def psql(dsn: str, *arguments: str, script: str = "", program: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run psql without the user's startup file and without questions; `script` is its standard input.

    Errors: Stop with AQ580 when there is no psql, AQ598 when the DSN cannot be read.
    """
    return run(program or _psql(), dsn, (*_OPTIONS, *arguments), script)


def pg_dump(installation: Installation, dsn: str, *arguments: str) -> str:
    """What `PGTZ=UTC pg_dump --no-owner --no-privileges` of that release writes of a database.

    Errors: Stop with AQ589 when it fails.
    """
    answer = run(installation.bin / "pg_dump", dsn, ("-O", "-x", "-w", *arguments))
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


def restore(
    dump: Path,
    dsn: str | None = None,
    directory: Path | None = None,
    unsafe: bool = False,
    jobs: int | None = None,
    watch: Loading | None = None,
) -> Restored:
    """Load a dump with the real psql in one transaction: into the empty database of `dsn`, or into a server of our own.

    A folder is loaded by pg_restore with so many `jobs`: by default one with `dsn`, in one transaction, and one a core
    for a server of our own. That one lives in `directory` (default: beside the dump, named after it) and runs on, so
    that the data can be looked at. `unsafe` lets a dump without a manifest run commands of psql.
    `watch` is told of rows that went to psql, or that pg_restore has loaded, and how many the dump has by its manifest,
    0 without one.
    Errors: Stop; the database is then as it was, and a server that we started is gone.
    """
    file = open_archive(dump) or examine(dump)
    promised = kept_promise(file)
    rows = {name: one.rows for name, one in promised.tables.items()} if promised else {}
    told = partial(watch, sum(rows.values())) if watch else None
    file = replace(file, rows=rows) if isinstance(file, ArchiveFolder) else file
    if promised:
        unsafe = False
    elif isinstance(file, ArchiveFolder):
        examine_archive(file)
    elif not unsafe:
        refuse_commands(file)
    if dsn is None and file.is_data:
        hint = "--dsn of a database that the migrations of AquaMind have made"
        raise Stop(
            [Diagnostic("AQ590", f"{dump} holds data alone, and needs a database that has the tables", hint=hint)]
        )
    if dsn is not None:
        seconds = load(file, dsn, None, unsafe, jobs or 1, told)
        place = address(dsn)
        shown = place.shown if place.secrets else dsn
        return Restored(shown, None, shlex.join(["psql", "-d", shown]), "", bool(place.secrets), seconds)
    jobs, directory = jobs or os.cpu_count() or 1, (directory or _default_directory(dump)).resolve()
    return _restore_here(file, directory, unsafe, jobs, told)


def _restore_here(
    file: DumpFile | ArchiveFolder, directory: Path, unsafe: bool, jobs: int, watch: Watch | None
) -> Restored:
    """Load a dump into a server of our own."""
    is_new = not directory.exists()
    database = re.sub(r"\W", "_", _stem(file.path).lower(), flags=re.ASCII)
    try:
        ours = start(_installation(directory, max(file.oldest, file.oldest_program)), directory)
        _create(ours, database)
        seconds = load(file, ours.dsn(database), ours.installation.bin / "psql", unsafe, jobs, watch)
    except BaseException:
        if is_new:
            remove(directory)
        raise
    programs = ours.installation.bin
    halt = [*ours.account.prefix, f"{programs / 'pg_ctl'}", "-D", f"{directory / 'data'}", "-m", "fast", "stop"]
    connect = shlex.join([f"{programs / 'psql'}", "-d", ours.dsn(database)])
    return Restored(ours.dsn(database), directory, connect, shlex.join(halt), seconds=seconds)


def load(
    dump: Path | DumpFile | ArchiveFolder,
    dsn: str,
    program: Path | None = None,
    unsafe: bool = False,
    jobs: int = 1,
    watch: Watch | None = None,
) -> Mapping[str, float]:
    """Load a whole dump into an empty database, or data into a migrated one, in one transaction: all of it or nothing.
    Archives as load_archive.

    Commands of psql in the dump are not run, unless `unsafe`: psql is restricted by a key drawn at random, and where it
    is too old for that the dump is read for them first.
    Returns: [part] seconds that the server took, where psql tells them
    Errors:  Stop with a code of AQ579 to AQ598 or AQ617; the database is then as it was.
    """
    file = _whole(dump) if isinstance(dump, Path) else dump
    program = program or _psql()
    if isinstance(file, ArchiveFolder):
        load_archive(file, dsn, program.parent, jobs, watch)
        return {}
    is_restricted = not unsafe and knows_restrict(program)
    if not unsafe and not is_restricted:
        refuse_commands(file)
    admit(dsn, "data" if file.is_data else "full", file.oldest)
    key, clock = token_hex(32), Clock()
    options = (*_OPTIONS, "-v", "VERBOSITY=verbose", "-f", "-")
    answer = feed(program, dsn, options, watched(wrapped(file, key, is_restricted), watch), hear=clock.hear)
    if (answer.returncode or key not in answer.stderr) and not _committed(answer.returncode, file, dsn):
        answer.stderr = answer.stderr.replace("psql:<stdin>:", f"psql:{file.path}:")
        raise Stop([_refused(answer, file.path)])
    return clock.seconds


def _whole(dump: Path) -> DumpFile | ArchiveFolder:
    archive = open_archive(dump)
    if archive is None:
        return examine(dump)
    examine_archive(archive)
    return archive


def _committed(code: int, file: DumpFile, dsn: str) -> bool:
    """Whether the connection was lost behind the COMMIT of a full dump, so that only the proof of it is missing: the
    database was empty before, and is not now.
    """
    if code != _NO_CONNECTION or file.is_data:
        return False
    try:
        admit(dsn, "full", file.oldest)
    except Stop as stop:
        return stop.diagnostics[0].code == "AQ582"
    return False


def _psql() -> Path:
    """The psql to talk to any server with. Errors: Stop AQ580."""
    return finding.psql() or required().bin / "psql"


def _stem(dump: Path) -> str:
    """farm.sql and farm.sql.gz -> farm"""
    return manifest_path(dump).name.removesuffix(".manifest.json")


def _default_directory(dump: Path) -> Path:
    beside = dump.resolve().with_name(f"{_stem(dump)}.server")
    return beside if may_enter(beside.parent, account()) else Path(tempfile.mkdtemp(prefix=f"aqc-{_stem(dump)}-"))


def _installation(directory: Path, version: int) -> Installation:
    """The PostgreSQL whose data lie in the folder already, or the best one for the dump."""
    known = directory / "data" / "PG_VERSION"
    return required(int(known.read_text(encoding="ascii"))) if known.is_file() else required(at_least=version)


def _create(ours: Server, database: str) -> None:
    own = ours.installation.bin / "psql"
    known = psql(ours.dsn(), "-Atc", f"SELECT 1 FROM pg_database WHERE datname = '{database}'", program=own)
    if not known.stdout.strip():
        psql(ours.dsn(), "-qc", f'CREATE DATABASE "{database}"', program=own)


def _refused(answer: subprocess.CompletedProcess[str], dump: Path) -> Diagnostic:
    """What psql said against a load, which is one transaction: nothing of it stays."""
    if not answer.returncode:
        message = f"nothing was loaded: {dump} ends within a statement, a quote or a comment"
        return Diagnostic("AQ584", message, hint="compile the scenario again, or copy the file again")
    if "backslash commands are restricted" in answer.stderr:
        where = answer.stderr[: answer.stderr.index(": error: backslash")].rsplit("\n", 1)[-1].rsplit(":", 1)[-1]
        return command_found(dump, int(where) if where.isdigit() else 0, "")
    if "\\restrict" in answer.stderr:
        hint = "compile with --no-restrict, or use a psql of August 2025 or later"
        return Diagnostic("AQ583", "this psql is too old to know \\restrict; nothing was loaded", hint=hint)
    if answer.returncode == _NO_CONNECTION and answer.stderr.startswith("psql: error:"):
        return Diagnostic("AQ581", " ".join(answer.stderr.split()), hint="try the same with psql")
    found = _ERROR.search(answer.stderr)
    if found is None:
        words = " ".join(answer.stderr.split()) or "it gave no reason"
        state, at = "" if answer.returncode == _NO_CONNECTION else "psql", 0
    else:
        words, state, at = f"{found['where']}: {found['words']}", found["state"], found.end()
    told = refusal(state, f"nothing was loaded: {words}")
    is_own = told.code in _OWN
    advice = _HINT.search(answer.stderr, at)
    other = told.hint if is_own else "compile it again, unless it was changed: then look at that line"
    return Diagnostic(told.code if is_own else "AQ584", told.message, hint=advice["words"] if advice else other)
