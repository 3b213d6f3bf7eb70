"""A dump that somebody else wrote or changed: nothing of it runs on the way, and nothing half is loaded."""

from __future__ import annotations

import gzip
import io
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import smoke
from breadth import sampled
from migrated import LARGE
from smoke import emitted, without
from test_cli import aqc

from compiler.diagnostics.diagnostic import Diagnostic, Stop
from compiler.nouns import manifest_path, to_json
from compiler.proof.verify import verify_dump
from compiler.server import client as servers
from compiler.server.calling import feed
from compiler.server.client import psql
from compiler.server.commands import first_command
from compiler.server.dumpfile import examine
from compiler.server.installed import installations
from compiler.server.wrapping import knows_restrict, wrapped

DUMP = "--\n-- PostgreSQL database dump\n--\n\n{}\n--\n-- PostgreSQL database dump complete\n--\n\n"
MADE = "CREATE TABLE public.fish (id integer);\nCREATE TABLE public.note (text text);\n"
RELATIONS = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
KEY = "k" * 64


def write(folder: Path, body: str, name: str = "farm.sql") -> Path:
    path, text = folder / name, DUMP.format(body).encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def promise(dump: Path, text: bytes) -> None:
    """Lay a manifest beside a dump that promises this text."""
    manifest_path(dump).write_text(
        to_json(replace(smoke.dump()[1], sha256=sha256(text).hexdigest(), tables={})), "utf-8"
    )


def told(dump: Path, dsn: str, unsafe: bool = False) -> tuple[Diagnostic, ...]:
    try:
        servers.restore(dump, dsn, unsafe=unsafe)
    except Stop as stop:
        return stop.diagnostics
    return ()


def relations(dsn: str) -> int:
    return int(psql(dsn, "-Atc", RELATIONS).stdout)


COMMANDS = {
    "a line": "\\! touch {mark}\n",
    "within a line": "SELECT 1 \\! touch {mark}\n",
    "behind a statement": "SELECT 1; \\! touch {mark}\n",
    "behind the key": f"\\restrict {KEY}\nSELECT 1;\n\\unrestrict {KEY}\n\\! touch {{mark}}\n",
    "another key": f"\\restrict {KEY}\n\\unrestrict {KEY}\n\\restrict {KEY}\nSELECT 1;\n\\unrestrict {KEY}\n"
    "\\! touch {mark}\n",
    "a pipe": "\\o |touch {mark}\nSELECT 1;\n",
    "a copy": "\\copy public.fish from program 'touch {mark}; true'\n",
    "backquotes": "\\set x `touch {mark}`\n",
    "behind a carriage return": "-- \r\\! touch {mark}\n",
    "behind rows": "COPY public.fish (id) FROM stdin;\n1\n\\.\n\\! touch {mark}\n",
    "behind rows of Windows": "COPY public.fish (id) FROM stdin;\n1\n\\.\r\n\\! touch {mark}\n\\.\n",
    "beside rows": "COPY public.fish (id) FROM stdin; \\! touch {mark}\n1\n\\.\n",
    "rows in a comment": "/* \nCOPY public.fish (id) FROM stdin;\n*/ \\! touch {mark}\n\\.\n",
    "rows in a string": "SELECT '\n;COPY public.fish (id) FROM stdin;\n' \\! touch {mark}\n\\.\n",
    "rows in parentheses": "SELECT (1\n;COPY public.fish (id) FROM stdin;\n\\! touch {mark}\n\\.\n",
    "rows in a function": "CREATE FUNCTION public.f() RETURNS integer BEGIN ATOMIC SELECT 1;\n"
    "COPY public.fish (id) FROM stdin;\n\\! touch {mark}\n\\.\nEND;\n",
    "strings that go on": "SELECT E'a'\n'\\'' \\! touch {mark} '\n;\n",
    "strings of old": "SET standard_conforming_strings = off;\nSELECT '\\'' \\! touch {mark} -- '\n;\n",
    "letters of old": "SET client_encoding = 'SJIS';\nSELECT E'あ\\' \\! touch {mark} -- '\n;\n",
    "a number and a tag": "SELECT 1a$x$ \\! touch {mark} $x$;\n",
    "a null": "SELECT 1 -- \0\n\\! touch {mark}\n",
    "nothing else": "\\q\n",
}  # fmt: skip


@pytest.fixture(params=["scanned and restricted", "only scanned", "only restricted"])
def guards(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two guards suffices by itself."""
    if request.param == "only scanned":
        monkeypatch.setattr(servers, "knows_restrict", lambda _: False)
    if request.param == "only restricted":
        monkeypatch.setattr(servers, "refuse_commands", lambda _: None)
    return str(request.param)


@pytest.mark.server
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_of_a_dump_is_run(
    name: str, guards: str, tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    mark, dsn = tmp_path / "mark", fresh_database(some_version)
    dump = write(tmp_path, MADE + COMMANDS[name].format(mark=mark))
    found = told(dump, dsn)
    assert not mark.exists()
    assert relations(dsn) == 0
    assert len(found) == 1
    if "scanned" in guards:
        assert (found[0].code, f"{dump}:" in found[0].message) == ("AQ579", True)
    else:
        assert found[0].code in ("AQ579", "AQ584")


@pytest.mark.server
def test_unsafe_runs_what_the_file_says_where_there_is_no_manifest(
    tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    mark, dsn = tmp_path / "mark", fresh_database(some_version)
    dump = write(tmp_path, MADE + COMMANDS["a line"].format(mark=mark))
    promise(dump, dump.read_bytes())
    (found,) = told(dump, dsn, unsafe=True)
    assert (found.code, mark.exists(), relations(dsn)) == ("AQ579", False, 0)
    assert f"{dump}:7 holds" in found.message
    with pytest.raises(Stop, match="AQ579"):
        verify_dump(dump)
    assert not mark.exists()
    manifest_path(dump).unlink()
    out = aqc("restore", str(dump), "--dsn", dsn)
    assert (out.returncode, "error AQ579" in out.stderr, mark.exists()) == (1, True, False)
    out = aqc("restore", str(dump), "--dsn", dsn, "--unsafe")
    assert (out.returncode, mark.exists(), relations(dsn)) == (0, True, 2), out.stderr


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A farm with its manifest."""
    file = tmp_path_factory.mktemp("small") / "farm.sql"
    emitted(without(LARGE), file)
    return file


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a byte of the dump went to a server")

    for place in ("compiler.proof.verify.server", "compiler.proof.verify.load", "compiler.server.client.feed",
                  "compiler.server.client.start", "compiler.server.client.load"):  # fmt: skip
        monkeypatch.setattr(place, never)


def flipped(text: bytes) -> Iterator[bytes]:
    chance = random.Random(7)
    for _ in range(20):
        at = chance.randrange(len(text) // 100, len(text) - 400)
        yield text[:at] + bytes([text[at] ^ 1 << chance.randrange(8)]) + text[at + 1 :]
    yield text.replace(b"\n\n", b"\n\n\\! touch mark\n", 5)
    yield text.replace(b"\n1\t", b"\n2\t", 1)
    yield text[:-1]


@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize("name", sampled(("farm.sql", "farm.sql.gz"), "farm.sql".__eq__))
def test_a_changed_dump_reaches_no_server(name: str, small: Path, tmp_path: Path) -> None:
    shutil.copy(manifest_path(small), tmp_path / "farm.manifest.json")
    dump = tmp_path / name
    for text in flipped(small.read_bytes()):
        dump.write_bytes(gzip.compress(text, 1) if name.endswith("gz") else text)
        for dsn in (None, "dbname=none"):
            with pytest.raises(Stop, match=r"AQ599 .* is not the file of farm\.manifest\.json") as stopped:
                servers.restore(dump, dsn, unsafe=True)
            assert len(stopped.value.diagnostics) == 1
        outcomes = {one.name: one.status for one in verify_dump(dump)}
        assert outcomes["file-digest"] == "fail"
        assert set(outcomes) == {"file-digest", "table-digests"}


@pytest.mark.usefixtures("no_server")
def test_a_manifest_that_is_none_is_told(small: Path, tmp_path: Path) -> None:
    shutil.copy(small, tmp_path / "farm.sql")
    (tmp_path / "farm.manifest.json").write_text("{}", "utf-8")
    with pytest.raises(Stop, match="AQ602"):
        servers.restore(tmp_path / "farm.sql", "dbname=none")


@pytest.mark.server
def test_a_dump_that_is_the_promised_one_loads(
    small: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    dsn = fresh_database(some_version)
    assert told(small, dsn) == ()
    assert relations(dsn) > 197


def test_what_aqc_writes_holds_no_command() -> None:
    for mode in ("full", "data"):
        stream = io.BytesIO()
        smoke.write(stream, mode=mode)
        stream.seek(0)
        assert first_command(stream) is None, mode


ODD = """
    CREATE TABLE public.odd (a text DEFAULT E'\\\\ it''s\\n\\\\! x', "b\\" integer CHECK ("b\\" > 0));
    COMMENT ON TABLE public.odd IS 'a comment \\ with a backslash; -- and more';
    INSERT INTO public.odd VALUES (E'\\\\! a\\n\\\\.\\n', 1), ('\\.', 2);
    CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $a$ SELECT '\\' || $$\\! x$$ $a$;
    CREATE VIEW public.seen AS SELECT regexp_replace(a, '\\d+', '\\1') AS a FROM public.odd;
"""


@pytest.mark.server
def test_what_pg_dump_writes_holds_no_command_and_loads(
    tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    dsn, other = fresh_database(some_version), fresh_database(some_version)
    assert psql(dsn, "-q", script=ODD).returncode == 0
    text = servers.pg_dump(servers.required(some_version), dsn)
    dump = tmp_path / "odd.sql"
    dump.write_text(text, "utf-8")
    assert first_command(io.BytesIO(text.encode())) is None
    assert told(dump, other) == ()
    again = servers.pg_dump(servers.required(some_version), other)
    assert [line for line in again.split("\n") if "restrict" not in line] == [
        line for line in text.split("\n") if "restrict" not in line
    ]


PIECES = ["\\! touch {mark}", "\\! touch {mark}\n", "\n", "\n", "\r", "'", "'", "E'", "e'", "''", '"', "$$", "$a$", "a",
          "1", "$", "--", "/*", "*/", "/", "*", "\\", "\\\\", "\\'", ";", "(", ")", " ", "é", "U&'", "B'", "=",
          "-"]  # fmt: skip


@pytest.mark.server
def test_psql_runs_nothing_where_the_scan_finds_nothing(
    tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    """Random texts around a command, which is inert in all that the scan takes; psql is not restricted here."""
    mark, chance, dsn = tmp_path / "mark", random.Random(3), fresh_database(some_version)
    pieces, files = [piece.format(mark=mark) for piece in PIECES], []
    while len(files) < 1500:
        text = ("".join(chance.choices(pieces, k=chance.randint(2, 12))) + "\n").encode()
        if str(mark).encode() in text and first_command(io.BytesIO(text)) is None:
            files.append(tmp_path / f"{len(files)}.sql")
            files[-1].write_bytes(text)
    psql(dsn, "-v", "ON_ERROR_STOP=0", *(part for file in files for part in ("-f", str(file))))
    assert not mark.exists()
    (tmp_path / "real.sql").write_text(f"\\! touch {mark}\n")
    psql(dsn, "-f", str(tmp_path / "real.sql"))
    assert mark.exists()


@pytest.mark.server
@pytest.mark.parametrize(
    "body",
    ["SELECT '", "/*", 'SELECT "', "SELECT $a$", "COPY public.fish (id) FROM stdin;\n1\n", "SELECT (1;", "SELECT 1"],
)
def test_a_dump_that_ends_in_the_middle_loads_nothing(
    body: str, tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    dsn = fresh_database(some_version)
    (found,) = told(write(tmp_path, MADE + body), dsn)
    assert (found.code, relations(dsn)) == ("AQ584", 0)


@pytest.mark.server
@pytest.mark.parametrize("name", sampled(("farm.sql", "farm.sql.gz"), "farm.sql".__eq__))
def test_a_restore_that_is_killed_commits_nothing(
    name: str, tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    """When aqc is gone, psql sees the end of what it was fed with, at any place before the last."""
    dsn = fresh_database(some_version)
    pieces = list(wrapped(examine(write(tmp_path, MADE + "-- more\n" * 400_000, name)), KEY, True))
    assert len(pieces) > 4
    program = servers._psql()
    for end in range(1, len(pieces)):
        feed(program, dsn, (*servers._OPTIONS, "-q", "-f", "-"), pieces[:end])
        assert relations(dsn) == 0
    assert KEY in feed(program, dsn, (*servers._OPTIONS, "-q", "-f", "-"), pieces).stderr
    assert relations(dsn) == 2


OLD = """#!/bin/sh
[ "$1" = --version ] && echo 'psql (PostgreSQL) {version}' && exit
[ -n '{real}' ] && sed 's/^[\\]restrict/\\\\restricted/' | {real} "$@"
"""


def program(folder: Path, version: str, real: Path | str = "") -> Path:
    path = folder / f"psql-{version.split()[0]}"
    path.write_text(OLD.format(version=version, real=real), "ascii")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("version", "known"),
    [("15.14 (Debian 15.14-1)", True), ("15.13", False), ("16.10", True), ("16.9", False), ("17.6", True),
     ("17.5", False), ("18.0", True), ("18beta3", True), ("19devel", True), ("14.19", True), ("12.22", False),
     ("x", False)],
)  # fmt: skip
def test_a_psql_that_knows_restrict_is_known_by_its_version(version: str, known: bool, tmp_path: Path) -> None:
    assert knows_restrict(program(tmp_path, version)) == known


def test_those_of_this_machine_know_it() -> None:
    assert [found for found in installations() if not knows_restrict(found.bin / "psql")] == []


@pytest.mark.server
def test_an_old_psql_loads_only_what_holds_no_command(
    tmp_path: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    mark, dsn = tmp_path / "mark", fresh_database(some_version)
    old = program(tmp_path, "15.13", servers.required(some_version).bin / "psql")
    for body, code in ((COMMANDS["a line"].format(mark=mark), "AQ579"), (f"\\restrict {KEY}\n", "AQ583")):
        with pytest.raises(Stop, match=code):
            servers.load(write(tmp_path, MADE + body), dsn, old)
        assert (mark.exists(), relations(dsn)) == (False, 0)
    servers.load(write(tmp_path, MADE), dsn, old)
    assert relations(dsn) == 2
