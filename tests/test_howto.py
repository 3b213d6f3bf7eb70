"""Every command of docs/howto/ and of the explanations runs, against real servers, and prints what the page shows."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from breadth import sampled
from clusters import running as cluster
from clusters import store
from conftest import scratch
from howto import Place, Shown, agrees, run_page
from migrated import migrated, run
from test_introspect import TIMESCALE

from compiler.server.account import give, run_as
from compiler.server.client import Server, find, server

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted((DOCS / "howto").glob("*.md")), DOCS / "determinism.md", DOCS / "solver.md"]
QUICK = {"new-sensor.md", "solver.md"}
"""Pages of `make test`; all others are of `make test-all`."""
DATABASE, OWNER = "aquamind", "farmer"
"""Database of the pages, and a role that is no superuser."""
PASSWORD = "farmer-s"
MORNING = "2026-03-02"
PATHS = "/usr/local/bin:/usr/bin:/bin:/usr/sbin"


class House:
    """What stands around the commands of a page: a folder with scenarios, programs, and a server with its database."""

    def __init__(self, folder: Path, running: Server, closing: ExitStack) -> None:
        self.folder, self.running, self.closing = folder, running, closing
        self.given: dict[str, Callable[[], Mapping[str, str]]] = {
            "migrated": self.migrated,
            "timescale": self.timescale,
            "morning": self.morning,
            "yesterday": self.yesterday,
            "managed": self.managed,
            "cluster": self.cluster,
            "bucket": self.bucket,
        }
        shutil.copytree(ROOT / "scenarios", folder / "scenarios")
        programs = folder.parent / f"{folder.name}-bin"
        programs.mkdir()
        for name, words in (("aqc", f"{sys.executable} -m compiler.cli"), ("python", sys.executable)):
            (programs / name).write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {words} "$@"\n', encoding="utf-8")
            (programs / name).chmod(0o755)
        self.programs = programs

    def place(self) -> Place:
        environment = {
            "PATH": f"{self.programs}:{self.running.installation.bin}:{PATHS}",
            "HOME": str(self.folder),
            "PGHOST": str(self.running.socket),
            "PGUSER": "postgres",
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.com",
        }
        return Place(self.folder, environment, lambda word: self.given[word]())

    def cluster(self) -> Mapping[str, str]:
        """A scheduler of Dask, with two workers."""
        pytest.importorskip("distributed", reason="the extra `cluster` is missing")
        there = self.folder.parent / f"{self.folder.name}-cluster"
        there.mkdir()
        started = self.closing.enter_context(cluster(there))
        started.worker()
        started.worker()
        return {"SCHEDULER": started.address}

    def bucket(self) -> Mapping[str, str]:
        """A store that speaks S3, with a bucket `dumps`."""
        settings, client = self.closing.enter_context(store())
        client.create_bucket(Bucket="dumps")
        return settings

    def migrated(self) -> Mapping[str, str]:
        """A database that AquaMind's migrations have made."""
        migrated(self.running, DATABASE)
        return {}

    def timescale(self) -> Mapping[str, str]:
        """The same, with the catalog of TimescaleDB."""
        migrated(self.running, DATABASE)
        run(self.running, self.running.dsn(DATABASE), TIMESCALE)
        return {}

    def morning(self) -> Mapping[str, str]:
        """The clock stands still: `today` is one day."""
        inner = self.programs / "aqc"
        text = inner.read_text(encoding="utf-8")
        held = f'for word; do shift; [ "$word" = today ] && word={MORNING}; set -- "$@" "$word"; done\n'
        inner.write_text(text.replace("\n", f"\n{held}", 1), encoding="utf-8")
        run(self.running, self.running.dsn(), f"CREATE DATABASE {DATABASE}")
        return {}

    def yesterday(self) -> Mapping[str, str]:
        """The day before that of the clock."""
        return {"YESTERDAY": (date.fromisoformat(MORNING) - timedelta(days=1)).isoformat()}

    def managed(self) -> Mapping[str, str]:
        """A server that takes only TLS over TCP, for an owner who is no superuser: services `farm` and `pooled`."""
        port, pooled = free_port(), free_port()
        services = self.folder / ".pg_service.conf"
        text = services.read_text(encoding="utf-8").replace("ca.pem", str(self.folder / "ca.pem"))
        services.write_text(text.replace("port=5432", f"port={port}").replace("port=6432", f"port={pooled}"), "utf-8")
        behind_tls(self.running, self.folder, port)
        if shutil.which("pgbouncer", path=PATHS):
            self.closing.enter_context(pooler(self.running, self.folder, port, pooled))
        return {"PGPORT": str(port)}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def behind_tls(running: Server, folder: Path, port: int) -> None:
    """Let a server take only TLS over TCP, from the owner of the database with a password."""
    data = running.directory / "data"
    run(running, running.dsn(), f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'")
    run(running, running.dsn(), f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    key, certificate = data / "server.key", data / "server.crt"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    shutil.copy(certificate, folder / "ca.pem")
    key.chmod(0o600)
    for path in (key, certificate):
        give(path, running.account)
    rules = f"hostssl {DATABASE} {OWNER} all scram-sha-256\nlocal all postgres trust\n"
    (data / "pg_hba.conf").write_text(rules, encoding="ascii")
    options = f"-c listen_addresses=localhost -p {port} -k {running.socket} -c ssl=on -c fsync=off"
    done = run_as(
        running.account, running.installation.bin / "pg_ctl", "-D", str(data), "-w", "-m", "fast",
        "-l", str(running.directory / "log"), "-o", options, "restart",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    passwords = folder / ".pgpass"
    passwords.write_text(f"localhost:*:{DATABASE}:{OWNER}:{PASSWORD}\n", encoding="ascii")
    passwords.chmod(0o600)


@contextmanager
def pooler(running: Server, folder: Path, port: int, pooled: int) -> Iterator[None]:
    """pgbouncer in session mode before that server."""
    with TemporaryDirectory(prefix="pooler-", dir="/tmp") as made:
        home = Path(made)
        shutil.copy(folder / "ca.pem", home)
        (home / "users").write_text(f'"{OWNER}" "{PASSWORD}"\n', encoding="ascii")
        (home / "ini").write_text(
            f"[databases]\n{DATABASE} = host=localhost port={port}\n[pgbouncer]\npool_mode = session\n"
            f"listen_addr = localhost\nlisten_port = {pooled}\nunix_socket_dir =\nauth_type = scram-sha-256\n"
            f"auth_file = {home}/users\nserver_tls_sslmode = verify-full\nserver_tls_ca_file = {home}/ca.pem\n",
            encoding="ascii",
        )
        give(home, running.account)
        switch = {"user": running.account.user, "group": running.account.group} if running.account.changed else {}
        command = [str(shutil.which("pgbouncer", path=PATHS)), str(home / "ini")]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd="/", **switch) as process:
            assert process.stderr
            try:
                assert any("process up" in line for line in process.stderr), "pgbouncer did not start"
                yield
            finally:
                process.terminate()


@contextmanager
def outputs(page: Path, folder: Path) -> Iterator[Iterator[Shown]]:
    installation = find()
    if installation is None:
        pytest.skip("no PostgreSQL on this machine")
    with server(installation, scratch=scratch()) as running, ExitStack() as closing:
        yield run_page(page.read_text(encoding="utf-8"), House(folder, running, closing).place())


CASES = sampled(PAGES, lambda page: page.name in QUICK)


@pytest.mark.server
@pytest.mark.parametrize("page", CASES, ids=lambda page: page.name)
def test_a_page_runs_and_shows_what_is_printed(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "farm"
    folder.mkdir()
    with outputs(page, folder) as shown:
        for one in shown:
            assert agrees(one.said, one.printed), f"{one.command}\n{one.printed}"


@pytest.mark.parametrize(
    ("said", "printed", "agree"),
    [
        ("one\ntwo", "one\ntwo\n", True),
        ("one", "one\ntwo", False),
        ("one\ntwo", "one", False),
        ("…\ntwo", "one\nand\ntwo", True),
        ("…\ntwo", "one\nthree", False),
        ("wrote … rows", "wrote 7 rows", True),
        ("wrote … rows", "wrote 7\nrows", False),
        ("a.b", "a-b", False),
    ],
)
def test_a_page_agrees_with_what_is_printed(said: str, printed: str, agree: bool) -> None:
    assert agrees(said, printed) == agree


@pytest.mark.parametrize("command", ["false", "true   # exit code 1"])
def test_a_command_that_ends_otherwise_is_noticed(command: str, tmp_path: Path) -> None:
    place = Place(tmp_path, {"PATH": PATHS}, lambda word: {})
    with pytest.raises(AssertionError, match=command.split()[0]):
        list(run_page(f"# Page\n\n```console\n$ {command}\n```\n", place))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_is_of_a_kind_that_runs(page: Path) -> None:
    """Shell that no test runs is told as prose; other blocks are files, which are written."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^(<!-- file: .*\n)?```(\w*)\n(?:.*\n)*?```$", text, re.MULTILINE)
    assert ("", "console") in blocks
    assert {kind for file, kind in blocks if not file} <= {"console", "text"}


def renew(page: Path) -> None:
    """Write what the commands of a page print into it, but where it shows a part."""
    with TemporaryDirectory() as made:
        (Path(made) / "farm").mkdir()
        with outputs(page, Path(made) / "farm") as shown:
            found = list(shown)
    text = page.read_text(encoding="utf-8")
    for one in reversed(found):
        if "…" not in one.said:
            text = text[: one.span[0]] + one.printed.strip("\n") + "\n" + text[one.span[1] :]
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for each in [page for page in PAGES if not sys.argv[1:] or page.stem in sys.argv[1:]]:
        renew(each)
