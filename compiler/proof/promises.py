"""Promises of a manifest: the bytes of the dump file, the data of each table in it, the rows of each restored table."""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from compiler.nouns import Manifest, TableFacts
from compiler.proof.laws import EXAMPLES
from compiler.proof.outcome import Outcome

HEADER = re.compile(rb"^COPY (?:public|pg_temp)\.(?!aqc_)(\w+) \([^\n]*\) FROM stdin;\n", re.MULTILINE)
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
    """Compare the digests of a dump file and of each table's data in it with the manifest.

    Errors: OSError when the file cannot be read.
    """
    tables = manifest.tables
    with dump.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        whole = _digest(data, 0, len(data))
        found = {table: _digest(data, first, end) for table, first, end in _regions(data)}
    wrong = [
        f"{name}: {found.get(name, 'not in the file')}" for name in tables if found.get(name) != tables[name].sha256
    ]
    wrong += [f"{name}: not in the manifest" for name in found if name not in tables]
    same = whole == manifest.sha256
    return (
        _judged(FILE_DIGEST, 1, whole[:16], [] if same else [f"{dump.name}: {whole}"]),
        _judged(TABLE_DIGESTS, len(tables), f"{len(tables):,} tables", wrong),
    )


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


def _regions(data: mmap.mmap) -> Iterator[tuple[str, int, int]]:
    """(table, first byte, byte after the last) of the rows of each COPY; the closing `\\.` is not part of them."""
    place = 0
    while (place := data.find(b"\nCOPY p", place)) >= 0:
        header = HEADER.match(data, place + 1)
        if header is None:
            place += 1
            continue
        end = data.find(b"\n\\.\n", header.end() - 1)
        if end < 0:
            return
        yield header[1].decode(), header.end(), end + 1
        place = end


def _digest(data: mmap.mmap, first: int, end: int) -> str:
    digest = hashlib.sha256()
    for place in range(first, end, CHUNK):
        digest.update(data[place : min(place + CHUNK, end)])
    return digest.hexdigest()
