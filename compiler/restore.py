"""Restore a dump with the real psql, into a database of the user or into a server of our own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from compiler import servers
from compiler.diagnostics import Diagnostic, Stop
from compiler.manifest import manifest_path, read_manifest

DATABASE = "aquamind"


def restore(dump: Path, dsn: str | None = None, directory: Path | None = None) -> str:
    """Restore and say where the data are and how to look at them.

    Args:    dsn  an empty database; without it a server is started in `directory`, or a new one, and goes on running
    Errors:  Stop AQ603 or AQ604 when the dump is not restored, AQ580 or AQ587 without a server
    """
    must_be_readable(dump)
    if dsn is not None:
        restore_into(dump, dsn)
        return f"restored {dump}\nnext: aqc verify --dsn '{dsn}' --manifest {manifest_path(dump)}"
    installation = servers.required(at_least=_least_version(dump))
    server = servers.start(installation, directory or Path(tempfile.mkdtemp(prefix="aqc-", dir="/tmp")))
    psql = server.installation.bin / "psql"
    answer = servers.psql(server.dsn(), "-q", "-c", f"create database {DATABASE}", program=psql)
    if answer.returncode:
        raise _stop(answer.stderr, "name a directory that holds no such database yet, with --dir")
    restore_into(dump, server.dsn(DATABASE), psql)
    return (
        f"restored {dump} into PostgreSQL {server.installation.version}, which runs in {server.directory}\n"
        f'look:   {psql} "{server.dsn(DATABASE)}"\n'
        f'verify: aqc verify --dsn "{server.dsn(DATABASE)}" --manifest {manifest_path(dump)}\n'
        f"stop:   kill -INT $(head -1 {server.directory}/data/postmaster.pid)"
    )


def restore_into(dump: Path, dsn: str, psql: Path | None = None) -> None:
    """Restore with psql in one transaction.

    Errors: Stop AQ603 when there is no such file, AQ604 with psql's words when it fails.
    """
    must_be_readable(dump)
    answer = servers.psql(dsn, "-q", "-1", "-o", "/dev/null", "-f", str(dump), program=psql)
    if answer.returncode:
        raise _stop(f"{dump} was not restored: {answer.stderr}", "restore into an empty database")


def must_be_readable(dump: Path) -> None:
    """Errors: Stop AQ603."""
    try:
        with dump.open("rb") as file:
            wrong = "" if file.read(1) else f"{dump} is empty"
    except OSError as error:
        wrong = f"cannot read {dump}: {error.strerror}"
    if wrong:
        raise Stop([Diagnostic("AQ603", wrong, hint="name a dump that `aqc compile` wrote")])


def _least_version(dump: Path) -> int:
    """The release that the dump was written for, as far as a manifest tells."""
    try:
        return read_manifest(manifest_path(dump)).pg_version
    except (OSError, ValueError):
        return 15


def _stop(words: str, hint: str) -> Stop:
    return Stop([Diagnostic("AQ604", words.strip().splitlines()[0], hint=hint)])
