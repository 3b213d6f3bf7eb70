"""Promises of a manifest: the bytes of the dump file, the data of each table in it, the rows of each restored table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from compiler.nouns import Manifest, TableFacts
from compiler.proof.laws import EXAMPLES
from compiler.proof.outcome import Outcome
from compiler.server import archive_digests, open_archive, open_dump

HEADER = re.compile(rb"\nCOPY (?:public|pg_temp)\.(?!aqc_)(\w+) \([^\n]*\) FROM stdin;\n")
END = b"\n\\.\n"
CHUNK = 1 << 20


def _promise(name: str, title: str, law: str, meaning: str) -> Outcome:
    return Outcome(name, title, law, checked=0, failing=0, measured="", meaning=meaning)


FILE_DIGEST = _promise(
    "file-digest",
    "Digest of the file",
    "The sha256 of the dump is the one in its manifest.",
    "the file was changed or is incomplete",
)
TABLE_DIGESTS = _promise(
    "table-digests",
    "Digests of the tables",
    "The sha256 of each table's rows in the dump is in its manifest.",
    "rows of the table were changed, added or lost",
)
TABLE_ROWS = _promise(
    "table-rows",
    "Rows of the tables",
    "Every table holds as many rows as the manifest promises.",
    "rows were added or lost after the dump was written",
)


def check_file(dump: Path, manifest: Manifest) -> tuple[Outcome, ...]:
    """Compare the digests of a dump, also of one in gzip, and of each table's data in it with the manifest.

    Errors: Stop AQ585 or AQ597 when the file cannot be read.
    """
    tables = manifest.tables
    whole, found = _digests(dump, tables)
    wrong = [
        f"{name}: {found.get(name, 'not in the file')}" for name in tables if found.get(name) != tables[name].sha256
    ]
    wrong += [f"{name}: not in the manifest" for name in found if name not in tables]
    same = whole == manifest.sha256
    return (
        _judged(FILE_DIGEST, 1, whole[:16], [] if same else [f"{dump.name}: {whole}"]),
        _judged(TABLE_DIGESTS, len(tables), f"{len(tables):,} tables", wrong),
    )


def _digests(dump: Path, tables: Collection[str]) -> tuple[str, Mapping[str, str]]:
    """Of the whole, and of each table's rows."""
    if archive := open_archive(dump):
        return archive_digests(archive, tables)
    digest, regions = hashlib.sha256(), _Tables()
    with open_dump(dump) as text:
        while piece := text.read(CHUNK):
            digest.update(piece)
            regions.feed(piece)
    return digest.hexdigest(), {name: own.hexdigest() for name, own in regions.digests.items()}


def check_rows(cursor: Cursor, tables: Mapping[str, TableFacts], shared: Collection[str] = ()) -> Outcome:
    """Count the rows of every table that the manifest names; `shared` tables may hold more than was promised.

    Errors: psycopg2.Error when a table is missing.
    """
    wrong, total = [], 0
    for name in sorted(tables):
        cursor.execute(sql.SQL("select count(*) from public.{}").format(sql.Identifier(name)))
        rows = int((cursor.fetchone() or (0,))[0])
        total += rows
        if rows < tables[name].rows or (rows > tables[name].rows and name not in shared):
            wrong.append(f"{name}: {rows:,} rows where {tables[name].rows:,} were promised")
    return _judged(TABLE_ROWS, len(tables), f"{len(tables):,} tables, {total:,} rows", wrong)


def _judged(promise: Outcome, checked: int, measured: str, wrong: Sequence[str]) -> Outcome:
    """The promise, checked for so many subjects of which these are wrong."""
    found = tuple(wrong[:EXAMPLES])
    return replace(promise, checked=checked, measured=measured, failing=len(wrong), examples=found)


class _Tables:
    """The digest of the rows of each COPY, without the closing `\\.`; fed with the text of a dump in pieces."""

    def __init__(self) -> None:
        self.digests: dict[str, hashlib._Hash] = {}
        self._waiting = b"\n"
        """What was not looked at yet, behind one byte that was: the end of a line, or within rows any."""
        self._table = ""

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._waiting += piece
        while self._rows() if self._table else self._header():
            pass

    def _header(self) -> bool:
        """Go to the next rows; false when no whole line announces any."""
        header = HEADER.search(self._waiting)
        if header is None:
            self._waiting = self._waiting[max(0, self._waiting.rfind(b"\n")) :]
            return False
        self._table = header[1].decode()
        self.digests[self._table] = hashlib.sha256()
        self._waiting = self._waiting[header.end() - 1 :]
        return True

    def _rows(self) -> bool:
        """Take the rows up to their end; false when that has not come yet."""
        end = self._waiting.find(END)
        safe = end + 1 if end >= 0 else max(1, len(self._waiting) - len(END) + 1)
        self.digests[self._table].update(memoryview(self._waiting)[1:safe])
        self._waiting = self._waiting[safe - 1 :]
        if end >= 0:
            self._table = ""
        return end >= 0
