"""Folders of `aqc compile --format directory` that were spoilt: refused before they are loaded, or undone."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from test_archives import in_several_files

from compiler.diagnostics import Stop
from compiler.nouns import manifest_path
from compiler.server import client as servers
from compiler.server.archive import open_archive
from compiler.server.client import psql
from compiler.writing.toc import Entry, encode_toc

NOWHERE = "postgresql://nobody@localhost:1/none"
RELATIONS = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_several_files(tmp_path_factory.mktemp("archive") / "smoke")


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A folder to spoil, with its manifest."""
    shutil.copytree(folder, tmp_path / "smoke")
    shutil.copy(manifest_path(folder), tmp_path)
    return tmp_path / "smoke"


def largest(folder: Path) -> Path:
    return max(folder.glob("*.dat.gz"), key=lambda path: path.stat().st_size)


def code(folder: Path, dsn: str = NOWHERE, jobs: int | None = None) -> str:
    with pytest.raises(Stop) as stopped:
        servers.restore(folder, dsn, jobs=jobs)
    (told,) = stopped.value.diagnostics
    return told.code


def swap(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new, 1))


def unpack(path: Path, rows: bytes) -> None:
    """The file as one that is not packed, with these rows."""
    path.with_suffix("").write_bytes(rows)
    path.unlink()


def retold(folder: Path, change: Callable[[Entry], Iterator[Entry]]) -> None:
    """Write the table of contents anew, with other entries in place of each."""
    archive = open_archive(folder)
    assert archive
    entries = [one for entry in archive.entries for one in change(entry)]
    (folder / "toc.dat").write_bytes(encode_toc(entries, 15, date(2025, 11, 18)))


def count_short(toc: Path) -> None:
    """One entry less than there are: the last, which holds the assertions, would not be read."""
    archive = open_archive(toc.parent)
    assert archive
    count = len(archive.entries)
    swap(toc, b"\0" + count.to_bytes(4, "little"), b"\0" + (count - 1).to_bytes(4, "little"))


SPOILT: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a missing file": ("AQ585", lambda path: path.unlink()),
    "a cut file": ("AQ597", lambda path: os.truncate(path, path.stat().st_size // 2)),
    "rows without an end": ("AQ586", lambda path: path.write_bytes(gzip.compress(b"1\t2\n"))),
    "a number that is cut": ("AQ586", lambda path: unpack(path, gzip.decompress(path.read_bytes())[:-6])),
    "an empty file": ("AQ586", lambda path: path.write_bytes(b"")),
    "two files for the same rows": ("AQ586", lambda path: path.with_suffix(".lz4").write_bytes(b"\x04\x22\x4d\x18")),
    "a file beside the folder": ("AQ596", lambda path: swap(path.parent / "toc.dat", b"20.dat", b"/x.dat")),
    "contents that are counted short": ("AQ596", lambda path: count_short(path.parent / "toc.dat")),
}


@pytest.mark.parametrize("is_promised", [True, False])
@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_folder_is_refused_before_it_is_loaded(what: str, is_promised: bool, copy: Path) -> None:
    wanted, spoil = SPOILT[what]
    spoil(largest(copy))
    if not is_promised:
        manifest_path(copy).unlink()
    assert code(copy) == wanted


@pytest.mark.parametrize("old", [b"ANALYZE", b"DROP TABLE"])
def test_other_words_are_refused_by_the_manifest(old: bytes, copy: Path) -> None:
    swap(copy / "toc.dat", old, old.lower())
    assert code(copy) == "AQ599"


def test_other_rows_are_refused_by_the_manifest(copy: Path) -> None:
    largest(copy).write_bytes(gzip.compress(b"1\t2\n\\.\n\n\n"))
    assert code(copy) == "AQ599"


def lose_rows(folder: Path) -> None:
    """Without a manifest the assertions at the end tell, when all else is loaded."""
    path = largest(folder)
    path.write_bytes(gzip.compress(b"\n".join(gzip.decompress(path.read_bytes()).split(b"\n")[5:])))
    manifest_path(folder).unlink()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_fails_is_undone(jobs: int, copy: Path, some_version: int, fresh_database: Callable[[int], str]) -> None:
    """Whatever the archive says of how to drop a table."""
    lose_rows(copy)
    retold(copy, lambda entry: iter([replace(entry, drop="DROP TABLE public.other;\n" if entry.drop else "")]))
    dsn = fresh_database(some_version)
    assert code(copy, dsn, jobs) == "AQ566"
    assert psql(dsn, "-Atc", RELATIONS).stdout == "0\n"


def test_what_cannot_be_undone_is_said(copy: Path, some_version: int, fresh_database: Callable[[int], str]) -> None:
    """Several connections are several transactions; here somebody forbids what would take them back."""
    lose_rows(copy)
    dsn = fresh_database(some_version)
    psql(
        dsn,
        "-qc",
        """CREATE SCHEMA guarded;
        CREATE FUNCTION guarded.no() RETURNS event_trigger LANGUAGE plpgsql
            AS $$BEGIN RAISE 'nothing is dropped here'; END$$;
        CREATE EVENT TRIGGER guarded ON sql_drop EXECUTE FUNCTION guarded.no();""",
    )
    with pytest.raises(Stop, match=r"what was loaded before stays: .*nothing is dropped here") as stopped:
        servers.restore(copy, dsn, jobs=2)
    assert stopped.value.diagnostics[0].code == "AQ574"
    assert int(psql(dsn, "-Atc", RELATIONS).stdout) > 0
