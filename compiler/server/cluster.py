"""One server: a data folder, a Unix socket in a short folder, started and stopped with pg_ctl."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from compiler.diagnostics import Diagnostic, Stop
from compiler.server.account import Account, account, give, is_alive, may_enter, reachable, run_as
from compiler.server.installed import Installation, find
from compiler.target import Address

PORT = 5432
_ADDRESS_BYTES = 103 if sys.platform == "darwin" else 107
"""Longest address of a Unix socket: sun_path of the system, less its zero"""
_SOCKET_BYTES = _ADDRESS_BYTES - len(f"/.s.PGSQL.{PORT}")
_PLAIN = re.compile(r"[\w./+@:-]+")
"""A path that the server's settings need not quote"""
_OF_SHELLS = re.compile(r"[\"$`\\\n]")
_TEMPORARY = "aqc-server-"
_OURS = {"data", "keeper", "log", "programs", f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"}
_BULK = ("wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB", "shared_buffers=256MB")
_CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server that listens on a Unix socket only; user postgres, no password."""

    installation: Installation
    directory: Path
    socket: Path
    account: Account

    def dsn(self, database: str = "postgres") -> str:
        """Connection string of one of its databases."""
        return Address({"host": str(self.socket), "port": str(PORT), "user": "postgres", "dbname": database}).dsn


@contextmanager
def server(installation: Installation, directory: Path | None = None, scratch: Path | None = None) -> Iterator[Server]:
    """A server for the length of a `with` block.

    Without a directory it is made for the occasion in the folder `scratch`: quick, careless about power cuts, gone
    afterwards. With one, data stay there. Errors: Stop with AQ587 when it does not start.
    """
    if directory:
        running = start(installation, directory)
        try:
            yield running
        finally:
            stop(running)
        return
    scratch = scratch or _short_folder()
    _sweep(scratch)
    passing = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=scratch))
    (passing / "keeper").write_text(f"{platform.node()} {os.getpid()}", encoding="utf-8")
    try:
        running = start(installation, passing, careless=True)
        try:
            yield running
        finally:
            stop(running, "immediate")
    finally:
        shutil.rmtree(passing, ignore_errors=True)


def start(installation: Installation, directory: Path, careless: bool = False) -> Server:
    """Start a server in a folder, which is made and filled when it is not there; one that runs already is used.

    Errors: Stop with AQ587.
    """
    who = account()
    directory = directory.resolve()
    data = directory / "data"
    _prepare(directory, who)
    if not may_enter(directory, who):
        _refuse(f"user {who.name}, as whom the server must run, may not enter {directory}", "name a folder below /tmp")
    programs = reachable(installation, directory, who)
    if not (data / "PG_VERSION").is_file():
        _initialise(programs, data, who)
    version = int((data / "PG_VERSION").read_text(encoding="ascii"))
    if version != installation.version:
        _refuse(f"{data} belongs to PostgreSQL {version}, not {installation.version}", "name another folder")
    socket = _running_socket(data) or _launch(programs, data, who, _BULK + (_CARELESS if careless else ()))
    return Server(programs, directory, socket, who)


def stop(running: Server, mode: str = "fast") -> None:
    """Stop a server and wait for it. Mode fast keeps the data in order; immediate is for data that nobody wants."""
    control = running.installation.bin / "pg_ctl"
    run_as(running.account, control, "-D", f"{running.directory / 'data'}", "-m", mode, "-w", "stop")
    if running.socket != running.directory:
        shutil.rmtree(running.socket, ignore_errors=True)


def remove(directory: Path) -> None:
    """Stop the server of a folder if it runs, and delete both."""
    version = directory / "data" / "PG_VERSION"
    found = find(int(version.read_text(encoding="ascii"))) if version.is_file() else None
    if found and _running_socket(directory / "data"):
        who = account()
        stop(Server(reachable(found, directory, who), directory, directory, who), "immediate")
    shutil.rmtree(directory, ignore_errors=True)


def _prepare(directory: Path, who: Account) -> None:
    """Make the folder, or make sure that it is empty or one of ours before it changes its owner."""
    if odd := _OF_SHELLS.search(str(directory)):
        _refuse(f"{directory} has a {odd[0]} in it, which pg_ctl would hand to a shell", "name a folder without it")
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        foreign = sorted({path.name for path in directory.iterdir()} - _OURS)
        if foreign:
            _refuse(f"{directory} holds other files, such as {foreign[0]}", "name an empty folder or a new one")
        if who.changed:
            os.chown(directory, who.user, who.group)
    except OSError as error:
        _refuse(f"cannot use {directory}: {error.strerror}", "name a folder of your own")


def _initialise(programs: Installation, data: Path, who: Account) -> None:
    options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    answer = run_as(who, programs.bin / "initdb", "-D", str(data), *options)
    if answer.returncode:
        _refuse(f"initdb failed in {data}: {_last_line(answer.stdout)}", "see whether the disk is full")


def _launch(programs: Installation, data: Path, who: Account, settings: tuple[str, ...]) -> Path:
    """Start the postmaster; returns the folder of its socket: beside the data, or a short one when that is too deep or
    would have to be quoted.
    """
    socket = data.parent
    if len(os.fsencode(socket)) > _SOCKET_BYTES or not _PLAIN.fullmatch(str(socket)):
        socket = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir="/tmp"))
        give(socket, who)
    options = " ".join(f"-c {setting}" for setting in settings)
    launch = f"-c listen_addresses='' -p {PORT} -k '{socket}' {options}"
    log = data.parent / "log"
    answer = run_as(
        who, programs.bin / "pg_ctl", "-D", str(data), "-w", "-t", "120", "-l", str(log), "-o", launch, "start"
    )
    if answer.returncode:
        text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else answer.stdout
        _refuse(f"PostgreSQL {programs.version} did not start in {data}: {_last_line(text)}", f"read {log}")
    return socket


def _running_socket(data: Path) -> Path | None:
    """Folder of the socket of the server that runs on the data; a stale pid file of a killed one is removed."""
    pid_file = data / "postmaster.pid"
    if not pid_file.is_file():
        return None
    lines = pid_file.read_text(encoding="utf-8").splitlines()
    if len(lines) > 4 and _is_postgres(int(lines[0]), data):
        return Path(lines[4])
    pid_file.unlink()
    return None


def _is_postgres(process: int, data: Path) -> bool:
    """Whether the process with that number is the server of the data, not another that inherited its number."""
    command = Path(f"/proc/{process}/cmdline")
    if not Path("/proc/self").exists():
        return is_alive(process)
    return command.is_file() and os.fsencode(data) in command.read_bytes()


def _sweep(scratch: Path) -> None:
    """Stop and remove the occasional servers of programs that were killed before they could."""
    for keeper in scratch.glob(f"{_TEMPORARY}*/keeper"):
        with suppress(OSError, ValueError):
            machine, _, process = keeper.read_text(encoding="utf-8").rpartition(" ")
            if machine == platform.node() and not is_alive(int(process)):
                remove(keeper.parent)


def _short_folder() -> Path:
    folder = tempfile.gettempdir()
    return Path(folder if len(os.fsencode(folder)) < _SOCKET_BYTES // 2 else "/tmp")


def _last_line(text: str) -> str:
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"


def _refuse(message: str, hint: str) -> NoReturn:
    raise Stop([Diagnostic("AQ587", message, hint=hint)])
