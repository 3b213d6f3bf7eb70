"""CSV files as spreadsheets write them: cells with their places, whatever separates them and their decimals."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from compiler.diagnostics import Diagnostic, Span
from compiler.language.parse import MAX_BYTES, MAX_KEY, composed, control_character

_SEPARATORS = ",;\t"
_LONGEST = 18
"""Digits of a number: as in YAML."""
_DEEPEST = 8
"""Keys in the name of a column: more than the language nests."""
_LONGEST_CELL = 10_000
"""Characters: csv itself knows no place for what is longer than 131,072."""
_MOST_COLUMNS = 500
_NAMED = 30
"""Columns in a hint"""
_POINT = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?")
_GROUPS = re.compile(r"[-+]?[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3})+(?:,[0-9]+)?")
_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_EITHER = re.compile(r"[-+]?[0-9]{1,3}\.[0-9]{3}")
"""Thousands where the comma is the decimal sign, thousandths where the point is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the names of its columns, and its rows, which may be shorter or longer than these."""

    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    comma: bool
    """The decimal sign is a comma."""


def read_sheet(file: Path, shown: str, typed: Span, key: str) -> Sheet | Diagnostic:
    """The table in a file, or why there is none: AQ206, AQ207 or AQ208.

    Cells are separated by commas, or by semicolons or tabs where the first line has these; then numbers may have
    decimal commas. `shown` names the file to users, `typed` is the place that names it, `key` the column of names.
    """
    text = _text(file, shown, typed)
    if isinstance(text, Diagnostic):
        return text
    if hidden := control_character(text, shown, besides="\t"):
        return hidden
    separator, skipped = _separator(text)
    csv.field_size_limit(MAX_BYTES)  # a longer cell is told with its place below
    try:
        head, *rows = list(_rows(text, separator, skipped, shown)) or [()]
    except csv.Error as error:
        hint = "quote a cell that holds a quote or the separator, and double the quotes in it"
        return Diagnostic("AQ208", f"{file.name} is no table: {error}", Span(shown, 1, 1), hint)
    for cell in (cell for row in (head, *rows) for cell in row):
        if len(cell.text) > _LONGEST_CELL:
            message = f"a cell of {len(cell.text):,} characters; {_LONGEST_CELL:,} are the most"
            return Diagnostic("AQ051", message, cell.span, "close a quote that is open, or write less")
    if fault := _wrong_head(head, file.name, typed, key):
        return fault
    columns = tuple(cell.text for cell in head)
    cells = [cell for row in rows for name, cell in zip(columns, row, strict=False) if name != key]
    comma = separator != "," and _has_commas(cells)
    if separator != "," and not comma and (doubt := _doubt(cells)):
        number = doubt.text
        message = f"line {doubt.span.line} of {file.name} has {number}, which may have thousands or decimals"
        return Diagnostic("AQ208", message, doubt.span, f"write {number.replace('.', '')}, or {number}0")
    return Sheet(text, columns, tuple(rows), comma)


def _wrong_head(head: Sequence[Cell], name: str, typed: Span, key: str) -> Diagnostic | None:
    """What is wrong with the names of columns."""
    columns = tuple(cell.text for cell in head)
    if len(columns) > _MOST_COLUMNS:
        message = f"{name} has {len(columns):,} columns; {_MOST_COLUMNS} are the most"
        return Diagnostic("AQ207", message, typed, "leave out those that say nothing")
    if deep := next((cell for cell in head if len(cell.text) > MAX_KEY or cell.text.count(".") >= _DEEPEST), None):
        most = f"{MAX_KEY} characters and {_DEEPEST} keys with dots between them are the most"
        message = f"the name of a column has {len(deep.text):,} characters and {deep.text.count('.'):,} dots; {most}"
        return Diagnostic("AQ051", message, deep.span, "name columns by keys of the language, as in `sea.rings`")
    if key not in columns or len(set(columns) - {""}) < len([one for one in columns if one]):
        twice = [one for one in columns if one and columns.count(one) > 1]
        fault = f"names the column {twice[0]!r} twice" if twice else f"has no column {key!r}"
        named = ", ".join(columns[:_NAMED]) + (", …" if len(columns) > _NAMED else "")
        return Diagnostic("AQ207", f"{name} {fault}", typed, f"its columns are {named or 'none'}")
    return None


def scalar(text: str, comma: bool) -> str | int | float | bool:
    """A cell's value: an integer, a number, true or false, otherwise text.

    >>> scalar("30500,5", True), scalar("1.030,5", True), scalar("30_500", False), scalar("30500,5", False)
    (30500.5, 1030.5, 30500, '30500,5')
    """
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    plain = text
    if comma and (_COMMA.fullmatch(text) or _GROUPS.fullmatch(text)):
        plain = re.sub(r"[. \u00a0\u202f]", "", text).replace(",", ".")
    if not _POINT.fullmatch(plain) or sum(map(str.isdigit, plain)) > _LONGEST:
        return text
    return float(plain) if "." in plain else int(plain)


def _text(file: Path, shown: str, typed: Span) -> str | Diagnostic:
    """The file's text with line feeds as line ends: UTF-8, or UTF-16 where a mark says so."""
    beside = f"the path is relative to {typed.file}"
    try:
        if file.exists() and not file.is_file():
            return Diagnostic("AQ206", f"cannot read {file.name}: it is not a regular file", typed, beside)
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Diagnostic("AQ206", f"cannot read {file.name}: {reason}", typed, beside)
    if len(content) > MAX_BYTES:
        message = f"{file.name} is larger than {MAX_BYTES:,} bytes"
        return Diagnostic("AQ206", message, typed, "use counts and name patterns instead of rows")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start]
        span = Span(shown, line, len(before.decode("utf-8", "replace")) + 1)
        message = f"cannot read {file.name}: it is not UTF-8 text from line {line} on"
        return Diagnostic("AQ206", message, span, "save it as `CSV UTF-8`; plain CSV of Excel is Latin-1 or the like")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _separator(text: str) -> tuple[str, int]:
    """What stands between cells, and how many lines before the first that is of the table: Excel may write `sep=;`."""
    first = text.split("\n", 1)[0]
    if re.fullmatch(r'"?sep=(.)"?', first):
        return first.strip('"')[-1], 1
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count), 0


def _rows(text: str, separator: str, skipped: int, shown: str) -> Iterator[tuple[Cell, ...]]:
    """The rows that hold anything. Errors: csv.Error."""
    lines = text.split("\n")[skipped:]
    reader, begun = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, strict=True), 0
    for row in reader:
        whole = lines[begun] if reader.line_num == begun + 1 else ""
        starts, begun = _starts(whole, separator), reader.line_num
        if any(cell.strip() for cell in row):
            at = zip(starts + [1] * (len(row) - len(starts)), row, strict=False)
            yield tuple(Cell(composed(cell.strip()), Span(shown, begun + skipped, column)) for column, cell in at)


def _starts(line: str, separator: str) -> list[int]:
    """The column at which each cell of a line begins, from 1."""
    starts, quoted = [1], False
    for at, sign in enumerate(line):
        quoted ^= sign == '"'
        if sign == separator and not quoted:
            starts.append(at + 2)
    return starts


def _has_commas(cells: list[Cell]) -> bool:
    """Some number can only be read with a decimal comma, or with points between its thousands."""
    return any(
        _COMMA.fullmatch(cell.text) or (_GROUPS.fullmatch(cell.text) and not _EITHER.fullmatch(cell.text))
        for cell in cells
    )


def _doubt(cells: list[Cell]) -> Cell | None:
    """A number that may be thousands or thousandths, where no other number tells."""
    pointed = [cell for cell in cells if "." in cell.text and _POINT.fullmatch(cell.text)]
    return pointed[0] if pointed and all(_EITHER.fullmatch(cell.text) for cell in pointed) else None
