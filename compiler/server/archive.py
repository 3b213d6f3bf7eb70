"""Folders of `aqc compile --format directory`: what is in one, and how pg_restore loads it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from compiler.diagnostics import Diagnostic, Stop
from compiler.server.calling import feed, run
from compiler.server.dumpfile import CHUNK, open_dump
from compiler.server.installed import OLDEST
from compiler.server.wrapping import release_of
from compiler.target import admit
from compiler.writing import ENDINGS, GUARD, TOC, Entry, Packing, ddl, decode_toc

_OPTIONS = ("-e", "-O", "-x", "-w")
"""Of pg_restore: leave at the first error, owners and privileges alone, ask for no password."""
_FASTER = "-c synchronous_commit=off -c maintenance_work_mem=256MB"
"""What a plain dump says for its own session"""


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """A folder whose table of contents is one of ours."""

    path: Path
    toc: bytes
    entries: Sequence[Entry]
    packing: Packing = "none"
    oldest: int = OLDEST
    is_data: bool = False

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
    end = ddl.COPY_END.encode()
    for entry in archive.entries:
        if not entry.file:
            continue
        path = next((one for one in _paths(archive, entry) if one.exists()), archive.path / entry.file)
        with open_dump(path) as stream:
            held = b""
            while piece := stream.read(CHUNK):
                held += piece
                yield entry.tag, held[: -len(end)]
                held = held[-len(end) :]
        if held != end:
            message = f"{path} ends before its end: the dump is not whole"
            raise Stop([Diagnostic("AQ586", message, hint="compile it again, or copy it again")])


def archive_digests(archive: ArchiveFolder, tables: Iterable[str] = ()) -> tuple[str, Mapping[str, str]]:
    """sha256 over the table of contents and all rows, and over those of each table, also of such as have none.

    Errors: as table_pieces.
    """
    digest, own = hashlib.sha256(archive.toc), {name: hashlib.sha256() for name in tables}
    for name, text in table_pieces(archive):
        digest.update(text)
        own.setdefault(name, hashlib.sha256()).update(text)
    return digest.hexdigest(), {name: one.hexdigest() for name, one in own.items()}


def load_archive(archive: ArchiveFolder, dsn: str, programs: Path, jobs: int) -> None:
    """Load a folder into an empty database, all of it or nothing: with one job in one transaction, with more by as many
    connections; then what came before an error, or before we are interrupted, is dropped again.

    Args:   programs  folder of pg_restore and psql
    Errors: Stop with a code of AQ566 or AQ580 to AQ598.
    """
    admit(dsn, "full", archive.oldest)
    release, _ = release_of(programs / "pg_restore")
    if release < archive.oldest_program:
        message = f"nothing was loaded: pg_restore {release} cannot unpack {archive.packing}"
        hint = f"take pg_restore {archive.oldest_program} or later, or compile with --compress gzip"
        raise Stop([Diagnostic("AQ566", message, hint=hint)])
    how = ("-j", str(jobs)) if jobs > 1 else ("-1",)
    options = {"PGOPTIONS": f"{_FASTER} {os.environ.get('PGOPTIONS', '')}".strip()}
    try:
        answer = feed(programs / "pg_restore", dsn, (*_OPTIONS, *how), (), (str(archive.path),), options)
    except BaseException:
        _drop(archive, dsn, programs / "psql")
        raise
    if answer.returncode:
        _drop(archive, dsn, programs / "psql")
        words = " ".join(answer.stderr.split()) or "it gave no reason"
        hint = f"try the same by hand: pg_restore {' '.join((*_OPTIONS, *how))} -d DATABASE {quote(str(archive.path))}"
        raise Stop([Diagnostic("AQ566", f"nothing was loaded: {words}", hint=hint)])


def _paths(archive: ArchiveFolder, entry: Entry) -> Iterator[Path]:
    return (archive.path / f"{entry.file}{ending}" for ending in ENDINGS.values())


def _drop(archive: ArchiveFolder, dsn: str, program: Path) -> None:
    """The database was empty before, so that what has these names came with the archive."""
    names = {kind: [e.drop.split()[-1][:-1] for e in archive.entries if e.kind == kind] for kind in ("VIEW", "TABLE")}
    words = "".join(f"DROP {kind} IF EXISTS {', '.join(found)} CASCADE;\n" for kind, found in names.items() if found)
    run(program, dsn, ("-X", "-w", "-q", "-1"), f"SET client_min_messages = warning;\n{words}")
