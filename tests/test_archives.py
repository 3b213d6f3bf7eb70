"""Dumps as folders for pg_restore -j: the same content as the plain file, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from breadth import sampled
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from compiler.cli import commands
from compiler.diagnostics import Stop
from compiler.emit import Options, emit
from compiler.nouns import Manifest, manifest_path, read_manifest
from compiler.pipeline import Lived, farm_of, live, plan_scenario
from compiler.proof.promises import check_file
from compiler.server import client as servers
from compiler.server.archive import open_archive
from compiler.server.client import find, pg_dump, psql
from compiler.server.hearing import reason
from compiler.writing.packing import ENDINGS, MARKS, UNPACKERS, Damaged, Packing, pack, unpacked
from compiler.writing.toc import MAGIC, Entry, Section, decode_toc, encode_toc

SMALL = Path(__file__).parent / "cases" / "few.yaml"
COPY = re.compile(r"^COPY public\.(\S+) .*? FROM stdin;\n(.*?)^\\\.$", re.MULTILINE | re.DOTALL)
OURS = re.compile(r"-- aqc: begin\n.*?-- aqc: end\n\n", re.DOTALL)
KEY = re.compile(r"(?m)^\\(un)?restrict .*$|^-- Dumped .*$")
TEXTS = st.text("aé\n'", max_size=6)


@cache
def farm() -> Lived:
    return live(plan_scenario(SMALL))


def write(out: Path | BytesIO, **options: Any) -> Manifest:
    return emit(farm_of(farm()), farm().catalog, out, Options(**options))[0]


@cache
def dump(pg_version: int = 15) -> tuple[bytes, Manifest]:
    """The plain file."""
    stream = BytesIO()
    manifest = write(stream, pg_version=pg_version)
    return stream.getvalue(), manifest


def in_several_files(path: Path) -> Path:
    """A farm whose larger tables lie in several files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("compiler.writing.schedule"), "TASK_BYTES", 1 << 16)
        write(path, layout="directory", packing="gzip", jobs=2)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_several_files(tmp_path_factory.mktemp("archive") / "smoke")


def content(plain: str) -> tuple[str, dict[str, list[str]]]:
    """The words of a plain dump without our own blocks, and the rows of each table in any order."""
    rows = {table: sorted(text.splitlines()) for table, text in COPY.findall(plain)}
    return KEY.sub("", OURS.sub("", COPY.sub(r"COPY \1", plain))), rows


@pytest.mark.parametrize("version", sampled((15, 16, 17, 18), (15, 18).__contains__))
def test_many_connections_of_each_release_load_what_the_plain_file_holds(
    version: int, folder: Path, fresh_database: Callable[[int], str]
) -> None:
    dsn, own = fresh_database(version), find(version)
    assert own
    servers.load(folder, dsn, own.bin / "psql", jobs=3)
    words, rows = content(pg_dump(own, dsn))
    plain, wanted = content(dump(pg_version=version)[0].decode())
    assert words == plain
    assert rows == wanted


WATCH = """
CREATE SCHEMA watch;
CREATE TABLE watch.seen (setting text, connection int);
CREATE FUNCTION watch.see() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO watch.seen VALUES (current_setting('synchronous_commit'), pg_backend_pid());
END $$;
CREATE EVENT TRIGGER seeing ON ddl_command_end EXECUTE FUNCTION watch.see();
"""
SEEN = "SELECT setting, count(DISTINCT connection) > 2, count(*) > 1000 FROM watch.seen GROUP BY 1"


def test_no_connection_of_pg_restore_waits_for_the_disk(folder: Path, fresh_database: Callable[[int], str]) -> None:
    """The thousand statements of a schema are commits of their own."""
    dsn, own = fresh_database(15), find(15)
    assert own
    psql(dsn, "-qc", WATCH, program=own.bin / "psql")
    done = psql(dsn, "-Atqc", "SELECT format('ALTER DATABASE %I SET synchronous_commit = on', current_database())")
    psql(dsn, "-qc", done.stdout, program=own.bin / "psql")
    subprocess.run([own.bin / "pg_restore", "-e", "-O", "-x", "-j", "3", "-d", dsn, folder], check=True)
    assert psql(dsn, "-Atqc", SEEN, program=own.bin / "psql").stdout == "off|t|t\n"


@pytest.mark.parametrize("jobs", [1, 3])
def test_rows_of_a_folder_are_told_as_they_are_loaded(
    jobs: int, folder: Path, fresh_database: Callable[[int], str], some_version: int
) -> None:
    told: list[tuple[int, int]] = []
    servers.restore(folder, fresh_database(some_version), jobs=jobs, watch=lambda *rows: told.append(rows))
    rows = read_manifest(manifest_path(folder)).tables.values()
    assert {of for of, _ in told} == {sum(one.rows for one in rows)}
    done = [so_far for _, so_far in told]
    assert done == sorted(done) and len(set(done)) > len(rows) / 2
    assert done[-1] <= told[0][0] and (jobs > 1 or done[-1] == told[0][0])


def test_what_pg_restore_says_beside_an_error_is_left_out() -> None:
    told = """pg_restore: connecting to database for restore
pg_restore: creating TABLE "public.a"
pg_restore: while PROCESSING TOC:
pg_restore: from TOC entry 7; 1259 16385 TABLE a postgres
pg_restore: error: could not execute query: ERROR:  no room
Command was: CREATE TABLE public.a (
    id integer);
"""
    assert reason(told) == (
        "pg_restore: while PROCESSING TOC: pg_restore: from TOC entry 7; 1259 16385 TABLE a postgres "
        "pg_restore: error: could not execute query: ERROR: no room Command was: CREATE TABLE public.a ( id integer);"
    )


@pytest.mark.parametrize("packing", ["zstd", "lz4"])
def test_pg_restore_17_unpacks_what_younger_releases_pack(
    packing: str, tmp_path: Path, fresh_database: Callable[[int], str]
) -> None:
    """15 knows gzip alone, and is told so before anything is loaded."""
    dsn, own, old = fresh_database(17), find(17), find(15)
    assert own and old
    path = tmp_path / "smoke"
    write(path, layout="directory", packing=packing, jobs=2, pg_version=17)
    with pytest.raises(Stop, match=f"pg_restore 15 cannot unpack {packing}"):
        servers.load(path, dsn, old.bin / "psql", jobs=2)
    servers.load(path, dsn, own.bin / "psql", jobs=2)
    assert content(pg_dump(own, dsn)) == content(dump(pg_version=17)[0].decode())
    assert [outcome.status for outcome in check_file(path, read_manifest(manifest_path(path)))] == ["pass", "pass"]


def test_tables_lie_in_several_files_and_their_keys_wait_for_all_of_them(folder: Path) -> None:
    archive = open_archive(folder)
    assert archive
    files = [entry for entry in archive.entries if entry.tag == "environmental_environmentalreading" and entry.file]
    assert len(files) > 1 and all("load via partition root" in entry.sql for entry in files)
    for entry in archive.entries:
        assert all(need < entry.number for need in entry.needs), entry
        if entry.tag in ("environmental_environmentalreading environmental_environmentalreading_pkey", "assertions"):
            assert {one.number for one in files} <= set(entry.needs)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["toc.dat", *(f"{entry.file}.gz" for entry in archive.entries if entry.file)]
    )


def test_the_manifest_tells_of_tables_what_that_of_the_plain_file_tells(folder: Path) -> None:
    known, plain = read_manifest(manifest_path(folder)), dump()[1]
    assert replace(known, bytes=0, sha256="") == replace(plain, bytes=0, sha256="")
    assert [outcome.status for outcome in check_file(folder, known)] == ["pass", "pass"]
    digest = hashlib.sha256((folder / "toc.dat").read_bytes())
    archive = open_archive(folder)
    assert archive
    for entry in archive.entries:
        if entry.file:
            text = gzip.decompress((folder / f"{entry.file}.gz").read_bytes())
            digest.update(text.removesuffix(b"\\.\n\n\n"))
    assert digest.hexdigest() == known.sha256


def test_bytes_are_the_same_for_any_jobs_and_packing(tmp_path: Path) -> None:
    write(tmp_path / "one", layout="directory", jobs=1)
    write(tmp_path / "two", layout="directory", packing="gzip", jobs=2)
    assert manifest_path(tmp_path / "one").read_text() == manifest_path(tmp_path / "two").read_text()
    for path in (tmp_path / "one").glob("*.dat"):
        other = tmp_path / "two" / f"{path.name}.gz"
        assert path.name == "toc.dat" or gzip.decompress(other.read_bytes()) == path.read_bytes(), path


def test_a_database_that_holds_tables_is_left_alone(
    folder: Path, some_version: int, fresh_database: Callable[[int], str]
) -> None:
    dsn = fresh_database(some_version)
    psql(dsn, "-qc", "CREATE TABLE mine (id int)")
    with pytest.raises(Stop, match="AQ582"):
        servers.restore(folder, dsn, jobs=2)
    assert psql(dsn, "-Atc", "SELECT count(*) FROM mine").stdout == "0\n"


def test_a_folder_that_is_taken_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    told = CliRunner().invoke(commands, ["compile", str(SMALL), "--format", "directory", "-o", str(tmp_path)])
    assert told.exit_code == 1 and "AQ565" in told.stderr and "rm -r" in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_compile_that_fails_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("compiler.writing.layout.os.fsync", full)
    with pytest.raises(Stop, match="AQ511"):
        write(tmp_path / "smoke", layout="directory")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["--mode", "data"], ["-o", "-"]])
def test_a_folder_is_neither_data_alone_nor_a_stream(words: list[str]) -> None:
    told = CliRunner().invoke(commands, ["compile", str(SMALL), "--format", "directory", *words])
    assert told.exit_code == 2 and "--format directory is a folder" in told.stderr


@pytest.mark.parametrize("packing", UNPACKERS)
def test_a_packed_plain_dump_is_the_plain_dump(packing: Packing, tmp_path: Path) -> None:
    out = tmp_path / f"smoke.sql{ENDINGS[packing]}"
    write(out, packing=packing, jobs=2)
    plain, manifest = dump()
    with unpacked(out) as text:
        assert text.read() == plain
    assert read_manifest(tmp_path / "smoke.manifest.json") == manifest
    found = out.read_bytes()
    write(out, packing=packing, jobs=1)
    assert out.read_bytes() == found


@pytest.mark.parametrize("packing", UNPACKERS)
def test_a_packed_text_is_whole_or_damaged_wherever_it_is_cut(packing: Packing, tmp_path: Path) -> None:
    """But between its members, where no reader can tell."""
    members = [pack(text, packing) for text in (b"", b"fish" * 99, os.urandom(70))]
    whole, file = b"".join(members), tmp_path / "cut"
    between = {0, *accumulate(map(len, members))}
    for cut in range(len(whole) + 1):
        file.write_bytes(whole[:cut])
        if cut in between or cut < len(MARKS[packing]):
            continue
        with pytest.raises(Damaged), unpacked(file) as text:
            text.read()


def test_a_library_that_is_missing_is_named_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "farm.sql.zst"
    file.write_bytes(pack(dump()[0], "zstd"))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    told = CliRunner().invoke(commands, ["compile", str(SMALL), "--compress", "zstd", "-o", str(tmp_path / "new.sql")])
    assert told.exit_code == 1 and "AQ567" in told.stderr and "aqc[compress]" in told.stderr
    with pytest.raises(Stop, match="AQ567"):
        servers.restore(file, "dbname=none")
    assert [path.name for path in tmp_path.iterdir()] == ["farm.sql.zst"]


def test_closing_words_of_each_layout_can_be_typed(tmp_path: Path) -> None:
    for words, wanted in ((["--format", "directory"], "pg_restore -e -j"), (["--compress", "gzip"], "gunzip -c")):
        out = str(tmp_path / f"smoke{len(words[1])}")
        told = CliRunner().invoke(commands, ["compile", str(SMALL), "-o", out, "-j", "1", *words])
        assert told.exit_code == 0 and wanted in told.stderr, told.stderr


@given(
    st.lists(
        st.tuples(TEXTS, TEXTS, TEXTS, st.sampled_from(Section), st.sets(st.integers(1, 99), max_size=3)), max_size=4
    )
)
def test_a_table_of_contents_is_read_as_it_was_written(
    told: list[tuple[str, str, str, Section, set[int]]],
) -> None:
    entries = [
        Entry(at, tag, "TABLE", section, sql, "DROP", copy, tuple(needs), f"{at}.dat" if copy else "")
        for at, (tag, sql, copy, section, needs) in enumerate(told, 1)
    ]
    toc = encode_toc(entries, 15, date(2025, 11, 18))
    assert list(decode_toc(toc)) == entries
    for cut in {len(MAGIC), len(toc) // 2, len(toc) - 1}:
        with pytest.raises(ValueError):
            list(decode_toc(toc[:cut]))
