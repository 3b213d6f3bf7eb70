"""Folders of `aqc compile --format directory`: what is in one, and how pg_restore loads it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from compiler.diagnostics import Diagnostic, Stop
from compiler.server.calling import feed, run
from compiler.server.dumpfile import CHUNK, open_dump, read_end
from compiler.server.hearing import Pieces, reason
from compiler.server.installed import OLDEST
from compiler.server.passing import Watch
from compiler.server.wrapping import release_of
from compiler.target import admit
from compiler.writing import ENDINGS, GUARD, TOC, Entry, Packing, ddl, decode_toc

_END = ddl.COPY_END.encode()
_OPTIONS = ("-e", "-O", "-x", "-w")
"""Of pg_restore: leave at the first error, owners and privileges alone, ask for no password."""
_ANEW = "drop the database, and make another"
_MADE = re.compile(r'CREATE (TABLE|VIEW) (public\.(?:"[^"]+"|[\w$]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """A folder whose table of contents is one of ours."""

    path: Path
    toc: bytes
    entries: Sequence[Entry]
    packing: Packing = "none"
    oldest: int = OLDEST
    is_data: bool = False
    rows: Mapping[str, int] = field(default_factory=dict)
    """[table] rows by the manifest; empty where nobody says"""

    @property
    def oldest_program(self) -> int:
        """The pg_restore that it needs."""
        return OLDEST if self.packing in ("none", "gzip") else 16


def open_archive(path: Path) -> ArchiveFolder | None:
    """The folder as an archive of ours; None for anything else. Errors: Stop AQ585 when it cannot be read."""
    try:
        toc = (path / TOC).read_bytes() if (path / TOC).is_file() else b""
        entries = tuple(decode_toc(toc))
    except OSError as error:
        raise Stop([Diagnostic("AQ585", f"cannot read {path / TOC}: {error.strerror}")]) from None
    except ValueError:
        return None
    endings = {one.suffix for one in path.iterdir()} if entries else set()
    packing: Packing = next((name for name, ending in ENDINGS.items() if ending in endings), "none")
    return ArchiveFolder(path, toc, entries, packing) if any(entry.kind == GUARD for entry in entries) else None


def table_pieces(archive: ArchiveFolder) -> Iterator[tuple[str, bytes]]:
    """Table and rows, in pieces and in order, unpacked.

    Errors: Stop AQ585 or AQ597 where a file is missing, unreadable or damaged, AQ586 where it is cut.
    """
    for entry, path in _files(archive):
        with open_dump(path) as stream:
            held = b""
            while piece := stream.read(CHUNK):
                held += piece
                yield entry.tag, held[: -len(_END)]
                held = held[-len(_END) :]
        _demand_end(held, path)


def examine_archive(archive: ArchiveFolder) -> None:
    """See that each file of rows is there once, and has its end; packed ones are read through. pg_restore would load
    what there is of them.

    Errors: as table_pieces.
    """
    for _, path in _files(archive):
        with open_dump(path) as stream:
            _demand_end(read_end(stream, path), path)


def archive_digests(archive: ArchiveFolder, tables: Iterable[str] = ()) -> tuple[str, Mapping[str, str]]:
    """sha256 over the table of contents and all rows, and over those of each table, also of such as have none.

    Errors: as table_pieces.
    """
    digest, own = hashlib.sha256(archive.toc), {name: hashlib.sha256() for name in tables}
    for name, text in table_pieces(archive):
        digest.update(text)
        own.setdefault(name, hashlib.sha256()).update(text)
    return digest.hexdigest(), {name: one.hexdigest() for name, one in own.items()}


def load_archive(archive: ArchiveFolder, dsn: str, programs: Path, jobs: int, watch: Watch | None = None) -> None:
    """Load a folder into an empty database, all of it or nothing: with one job in one transaction, with more by as many
    connections; then what came before an error, or before we are interrupted, is dropped again.

    Args:   programs  folder of pg_restore and psql
            watch     told of rows that are loaded, where `archive.rows` knows them
    Errors: Stop with a code of AQ566, AQ574 (then something stays) or AQ580 to AQ598.
    """
    admit(dsn, "full", archive.oldest)
    release, _ = release_of(programs / "pg_restore")
    if release < archive.oldest_program:
        message = f"nothing was loaded: pg_restore {release} cannot unpack {archive.packing}"
        hint = f"take pg_restore {archive.oldest_program} or later, or compile with --compress gzip"
        raise Stop([Diagnostic("AQ566", message, hint=hint)])
    how = ("-j", str(jobs)) if jobs > 1 else ("-1",)
    try:
        heard = Pieces(archive.entries, archive.rows, jobs, watch) if watch else None
        arguments = (*_OPTIONS, *how, *(("-v",) if heard else ()), str(archive.path))
        answer = feed(programs / "pg_restore", dsn, arguments, (), hear=heard.hear if heard else None)
    except BaseException:
        if stays := _undo(archive, dsn, programs / "psql"):
            raise Stop([Diagnostic("AQ574", f"interrupted; {stays}", hint=_ANEW)]) from None
        raise
    if answer.returncode:
        stays = _undo(archive, dsn, programs / "psql")
        words = reason(answer.stderr)
        hint = f"try the same by hand: pg_restore {' '.join((*_OPTIONS, *how))} -d DATABASE {quote(str(archive.path))}"
        if stays:
            raise Stop([Diagnostic("AQ574", f"{words}; {stays}", hint=_ANEW)])
        raise Stop([Diagnostic("AQ566", f"nothing was loaded: {words}", hint=hint)])


def _files(archive: ArchiveFolder) -> Iterator[tuple[Entry, Path]]:
    """The entries of rows, each with its file. Errors: Stop AQ586 where two are for the same rows."""
    for entry in archive.entries:
        if not entry.file:
            continue
        paths = [archive.path / f"{entry.file}{ending}" for ending in ENDINGS.values()]
        found = [path for path in paths if path.exists()]
        if len(found) > 1:
            message = f"{found[0]} and {found[1].name} are two files for the same rows of {entry.tag}"
            raise Stop([Diagnostic("AQ586", message, hint="compile it again, or copy it again into an empty folder")])
        yield entry, (found or paths)[0]


def _demand_end(end: bytes, path: Path) -> None:
    if not end.endswith(_END):
        message = f"{path} ends before its end: the dump is not whole"
        raise Stop([Diagnostic("AQ586", message, hint="compile it again, or copy it again")])


def _undo(archive: ArchiveFolder, dsn: str, program: Path) -> str:
    """Drop what the archive made: the database was empty before. Returns: why it stays, '' when it is gone.

    Names are taken from the statements that were run, for other words of an archive may be spoilt.
    """
    made = [found.groups() for entry in archive.entries for found in _MADE.finditer(entry.sql)]
    words = "".join(f"DROP {kind} IF EXISTS {name} CASCADE;\n" for kind, name in reversed(made))
    options = ("-X", "-w", "-q", "-1", "-v", "ON_ERROR_STOP=1")
    answer = run(program, dsn, options, f"SET client_min_messages = warning;\n{words}", is_apart=True)
    return f"what was loaded before stays: {' '.join(answer.stderr.split())}" if answer.returncode else ""
