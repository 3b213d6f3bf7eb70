"""The table of contents of an archive in pg_dump's directory format: toc.dat, version 1.14.

That is the version of pg_dump 12 to 15, which every pg_restore from 15 on reads. A number is a byte for its sign and
four of it, lowest first; a text is its length and its bytes, of length -1 where there is none; ids are texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from io import BytesIO

VERSION, WIDTHS, TAR = (1, 14, 0), (4, 8), 3
"""Of the format; bytes of a number and of an offset; the mark of the tar format, which folders bear as well."""
MAGIC = b"PGDMP" + bytes((*VERSION, *WIDTHS, TAR))
FILE = re.compile(r"[0-9]+\.dat")
"""Names of files of rows; pg_restore would go anywhere"""
PACKED = -1
"""Compression: that of the program. pg_restore sees by the names of the files what they are."""


class Section(IntEnum):
    """When an entry is restored."""

    NONE = 1
    PRE_DATA = 2
    DATA = 3
    POST_DATA = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to restore: SQL, or the rows of a table from a file."""

    number: int
    tag: str
    kind: str
    """As in the comments of a plain dump, such as TABLE DATA; pg_restore hands on the SQL of kinds it does not know"""
    section: Section
    sql: str
    drop: str = ""
    copy: str = ""
    """The COPY statement of rows"""
    needs: tuple[int, ...] = ()
    """Numbers of entries that come before"""
    file: str = ""
    """Name of the file of rows, without the ending of what it is packed with"""


def encode_toc(entries: Sequence[Entry], release: int, day: date) -> bytes:
    """toc.dat of an archive that bears a day in place of the clock's."""
    made = (0, 0, 0, day.day, day.month - 1, day.year - 1900, 0)
    head = [MAGIC, _number(PACKED), *map(_number, made), _text(""), _text(str(release)), _text(str(release))]
    return b"".join([*head, _number(len(entries)), *(part for entry in entries for part in _entry(entry))])


def decode_toc(toc: bytes) -> Iterator[Entry]:
    """The entries of a toc.dat as encode_toc writes it. Errors: ValueError for any other."""
    if not toc.startswith(MAGIC):
        raise ValueError("another version of pg_dump's archives")
    reading = _Reading(BytesIO(toc[len(MAGIC) :]))
    for _ in range(8):
        reading.number()
    for _ in range(3):
        reading.text()
    for _ in range(reading.number()):
        yield reading.entry()
    if reading.stream.read(1):
        raise ValueError("more stands in it than it counts")


def _entry(entry: Entry) -> Iterator[bytes]:
    kept = entry.section is not Section.NONE
    has_storage = entry.kind in ("TABLE", "CONSTRAINT", "INDEX")
    yield _number(entry.number)
    yield _number(1 if entry.file else 0)
    yield from map(_text, ("0", "0", entry.tag, entry.kind))
    yield _number(entry.section)
    yield from map(_text, (entry.sql, entry.drop, entry.copy, "public" if kept else None))
    yield from map(_text, ("" if has_storage else None, "heap" if entry.kind == "TABLE" else None, "", "false"))
    yield from (_text(str(number)) for number in entry.needs)
    yield from (_text(None), _text(entry.file))


def _number(value: int) -> bytes:
    return bytes((value < 0,)) + abs(value).to_bytes(WIDTHS[0], "little")


def _text(text: str | None) -> bytes:
    if text is None:
        return _number(-1)
    encoded = text.encode()
    return _number(len(encoded)) + encoded


class _Reading:
    """Errors: ValueError where the bytes end too soon, or are no numbers and no UTF-8."""

    def __init__(self, stream: BytesIO) -> None:
        self.stream = stream

    def number(self) -> int:
        found = self._take(1 + WIDTHS[0])
        return int.from_bytes(found[1:], "little") * (-1 if found[0] else 1)

    def text(self) -> str | None:
        length = self.number()
        return None if length < 0 else self._take(length).decode()

    def entry(self) -> Entry:
        number, _, *_ = self.number(), self.number(), self.text(), self.text()
        tag, kind, section = self._said(), self._said(), Section(self.number())
        entry = Entry(number, tag, kind, section, self._said(), self._said(), self._said())
        for _ in range(5):
            self.text()
        needs = []
        while (need := self.text()) is not None:
            needs.append(int(need))
        file = self._said()
        if file and not FILE.fullmatch(file):
            raise ValueError("rows from a file that is not the archive's own")
        return replace(entry, needs=tuple(needs), file=file)

    def _said(self) -> str:
        return self.text() or ""

    def _take(self, length: int) -> bytes:
        found = self.stream.read(length)
        if len(found) != length:
            raise ValueError("it breaks off")
        return found
