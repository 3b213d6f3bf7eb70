"""Passwords reach the server and nobody else: not the screen, not a file, not the list of processes."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import scratch
from migrated import run

from compiler.cli import program
from compiler.diagnostics.diagnostic import Stop
from compiler.server.client import Server, find, psql, server
from compiler.target.address import address

PASSWORD, TYPED = "p@ss/w%rd", "p%40ss%2Fw%25rd"
DUMP = "--\n-- PostgreSQL database dump\n--\n\n-- PostgreSQL database dump complete\n"
SPY = """#!/bin/sh
tr '\\0' ' ' < /proc/$$/cmdline >> "$SPY_FILE"
exec {psql} "$@"
"""


@pytest.fixture(scope="module")
def locked() -> Iterator[Server]:
    """A server that asks the role `keeper` for a password."""
    installation = find()
    if installation is None:
        pytest.skip("no PostgreSQL on this machine")
    with server(installation, scratch=scratch()) as running:
        run(running, running.dsn(), f"CREATE ROLE keeper LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
        rules = running.directory / "data" / "pg_hba.conf"
        rules.write_text("local all keeper scram-sha-256\nlocal all all trust\n", encoding="ascii")
        run(running, running.dsn(), "SELECT pg_reload_conf()")
        asked = (psql(f"{running.dsn()} user=keeper", "-c", "SELECT 1").returncode for _ in range(10_000))
        assert any(asked), "the server never asked for the password"
        yield running


def waits(locked: Server) -> str:
    """Where it is, as a URL says it."""
    return str(locked.socket).replace("/", "%2F")


WAYS: dict[str, tuple[str, dict[str, str]]] = {
    "a URL": (f"postgresql://keeper:{TYPED}@{{url}}/postgres", {}),
    "a parameter of a URL": (f"postgresql:///postgres?host={{url}}&user=keeper&password={TYPED}", {}),
    "words": (f"host='{{socket}}' dbname=postgres user=keeper password='{PASSWORD}'", {}),
    "the environment": ("host='{socket}' dbname=postgres user=keeper", {"PGPASSWORD": PASSWORD}),
    "a URL, and a wrong one in the environment": (
        f"postgresql://keeper:{TYPED}@{{url}}/postgres",
        {"PGPASSWORD": "wrong"},
    ),
    "a service file": ("service=farm", {"PGSERVICEFILE": "{folder}/services"}),
    "a service and a URL": (
        f"postgresql://keeper:{TYPED}@/postgres?service=place",
        {"PGSERVICEFILE": "{folder}/services"},
    ),
    "a password file": ("host='{socket}' dbname=postgres user=keeper", {"PGPASSFILE": "{folder}/passwords"}),
    "a password for a key that is not used": (
        f"host='{{socket}}' dbname=postgres user=keeper password='{PASSWORD}' sslpassword='a {PASSWORD} b'",
        {},
    ),
}  # fmt: skip


def aqc(*command: str) -> int:
    """The exit code of a command, run in this process."""
    return program._exit_code(lambda: program.commands.main(command, prog_name="aqc", standalone_mode=False))


@pytest.fixture
def spied(locked: Server, tmp_path: Path) -> Mapping[str, str]:
    """An environment whose psql writes down how it was called, and files that hold the password."""
    real = locked.installation.bin / "psql"
    (tmp_path / "bin").mkdir()
    spy = tmp_path / "bin" / "psql"
    spy.write_text(SPY.format(psql=real), encoding="ascii")
    spy.chmod(0o755)
    place = f"host={locked.socket}\nuser=keeper\ndbname=postgres\n"
    (tmp_path / "services").write_text(
        f"[farm]\n{place}password={PASSWORD}\n[place]\nhost={locked.socket}\n", encoding="ascii"
    )
    (tmp_path / "passwords").write_text(f"*:*:*:keeper:{PASSWORD}\n", encoding="ascii")
    (tmp_path / "passwords").chmod(0o600)
    (tmp_path / "farm.sql").write_text(DUMP, encoding="ascii")
    return {"PATH": f"{spy.parent}:{os.environ['PATH']}", "SPY_FILE": str(tmp_path / "seen")}


def shown(*texts: str) -> list[str]:
    """Every piece of the password that stands in the texts."""
    return re.findall(r"p@ss|p%40ss|w%rd|w%25rd|wrong-word", " ".join(texts))


@pytest.mark.server
@pytest.mark.parametrize("way", WAYS)
def test_a_password_is_used_and_not_shown(
    way: str,
    locked: Server,
    spied: Mapping[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    form, extra = WAYS[way]
    dsn = form.format(url=waits(locked), socket=locked.socket)
    for name, value in {**spied, **extra}.items():
        monkeypatch.setenv(name, value.format(folder=tmp_path) if name in extra else value)
    codes = aqc("restore", str(tmp_path / "farm.sql"), "--dsn", dsn), aqc("check", "--dsn", dsn, "--format", "json")
    said = capsys.readouterr()
    assert codes == (0, 0), said
    assert "psql -d" in said.err
    assert ("PGPASSWORD" in said.err) == ("password" in form or TYPED in form)
    assert shown(*said) == []
    called = (tmp_path / "seen").read_text("utf-8")
    assert "-d" in called
    assert shown(called) == []


MISTAKES = {
    "a wrong password": ("host='{socket}' dbname=postgres user=keeper password=wrong-word", "authentication failed"),
    "a percent sign too many": ("postgresql://keeper:wrong-word%zz@here/postgres", "AQ598"),
    "no equals sign": ("host=here password=a wrong-word", "AQ598"),
    "no closing quote": ("host=here password='wrong-word", "AQ598"),
    "no such option": ("host=here passwort=wrong-word", "AQ598"),
    "no such host": ("postgresql://keeper:wrong-word@127.0.0.1:1/postgres", "refused"),
}  # fmt: skip


@pytest.mark.server
@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("debug", ["", "1"])
def test_a_mistake_shows_no_password(
    mistake: str,
    debug: str,
    locked: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    form, words = MISTAKES[mistake]
    dsn = form.format(socket=locked.socket)
    monkeypatch.setenv("AQC_DEBUG", debug)
    (tmp_path / "farm.sql").write_text(DUMP, encoding="ascii")
    commands = [["restore", str(tmp_path / "farm.sql")], ["check"], ["verify"], ["introspect", "-o", str(tmp_path)]]
    for command in commands:
        code = aqc(*command, "--dsn", dsn)
        said = capsys.readouterr()
        assert (code, words in said.err) == (1, True), said
        assert shown(*said) == []


@pytest.mark.parametrize(
    "command",
    [
        ["verify", "postgresql://keeper:wrong-word@here/farm"],
        ["restore", "postgresql://keeper:wrong-word@here/farm"],
        ["restore", "farm.sql", "postgresql://keeper:wrong-word@here/farm"],
        ["check", "postgresql://keeper:wrong-word@here/farm"],
        ["check", "host=here password='a wrong-word'"],
        ["validate", "postgresql://keeper:wrong-word@here/farm"],
        ["check", "--dns=postgresql://keeper:wrong-word@here/farm"],
    ],
)
def test_a_connection_string_in_the_wrong_place_shows_no_password(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert aqc(*command) in (1, 2)
    assert shown(*capsys.readouterr()) == []


@pytest.mark.parametrize(
    ("dsn", "told", "secrets"),
    [
        ("farm", "dbname=farm", ()),
        ("", "", ()),
        ("postgresql://me:p%40ss@h:1/d", "user=me dbname=d host=h port=1", ("p@ss",)),
        ("host=h password=a\\'b", "host=h", ("a'b",)),
        ("sslpassword=x password=y dbname='my farm'", "dbname='my farm'", ("x", "y")),
    ],
)
def test_every_form_of_psql_is_read(dsn: str, told: str, secrets: tuple[str, ...]) -> None:
    place = address(dsn)
    assert sorted(place.shown.split()) == sorted(told.split())
    assert sorted(place.secrets.values()) == sorted(secrets)
    assert address(place.dsn) == place


@pytest.mark.parametrize("dsn", ["f\udcffarm", "dbname=f\udcffarm", "postgresql:///f\udcffarm"])
def test_bytes_that_are_no_text_are_refused(dsn: str) -> None:
    """Python gives them so where a command line is not UTF-8."""
    with pytest.raises(Stop, match=r"AQ598 .*UTF-8"):
        address(dsn)


@pytest.mark.server
def test_other_secrets_go_in_a_file_of_ours_alone(locked: Server, tmp_path: Path) -> None:
    look = tmp_path / "psql"
    look.write_text('#!/bin/sh\nls -l "$PGSERVICEFILE"; cat "$PGSERVICEFILE"; echo "$@"\n', encoding="ascii")
    look.chmod(0o755)
    dsn = f"host='{locked.socket}' user=postgres sslpassword='{PASSWORD}'"
    mode, *text = psql(dsn, program=look).stdout.splitlines()
    assert mode.startswith(stat.filemode(stat.S_IFREG | 0o600))
    assert text[:2] == ["[aqc]", f"sslpassword={PASSWORD}"]
    assert shown(text[-1]) == []
    with pytest.raises(Stop, match="AQ598 a DSN cannot hold sslpassword beside a service"):
        psql(f"{dsn} service=farm", program=look)
