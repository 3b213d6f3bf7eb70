"""CSV files of named things: one row each, checked against the schema like YAML."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from compiler.diagnostics import Span
from compiler.language.lower.reading import Notes, schema
from compiler.language.lower.values import Values, stated
from compiler.language.parse import Document, Kind, Node
from compiler.language.shape import check_shape

Rows = dict[str, dict[str, Any]]
LISTS = {"sensors"}
"""Columns that hold a list even when it has one item."""


def read_csv(name: str, typed: Span, key: str, kind: str, notes: Notes) -> Values:
    """Rows of a CSV file by the column `key`; `kind` is the schema's name for such a thing.

    The path is relative to the file in which it was typed, whatever that was merged with.

    Dots in a column's name nest, `;` separates list items, empty cells say nothing.
    """
    text, name = _text(name, typed, notes)
    nothing = Values({}, typed)
    if text is None:
        return nothing
    reader = csv.DictReader(text.splitlines())
    columns = list(reader.fieldnames or ())
    if key not in columns:
        notes.say(
            "AQ207",
            f"{FilePath(name).name} has no column {key!r}",
            typed,
            f"its columns are {', '.join(columns) or 'none'}",
        )
        return nothing
    rows: Rows = {}
    lines: dict[str, int] = {}
    for row in reader:
        label = (row.get(key) or "").strip()
        fault = _fault(label, key, row, rows)
        if fault:
            span = Span(name, reader.line_num, 1)
            notes.say(
                "AQ208", f"line {reader.line_num} of {FilePath(name).name} {fault}", span, "one line for each name"
            )
            continue
        rows[label] = _nested({k: v for k, v in row.items() if k != key and v is not None and v.strip()})
        lines[label] = reader.line_num
    document = _document(name, text, rows, lines)
    faults = check_shape(document, _schema(kind))
    notes.diagnostics += faults
    found: Values = stated(document.root)
    return nothing if faults else found


def _text(name: str, typed: Span, notes: Notes) -> tuple[str | None, str]:
    """The file's text, and its name as diagnostics show it: beside the file that names it."""
    origin = notes.paths.get(typed.file)
    shown = str(FilePath(typed.file).parent / name)
    file = notes.paths[shown] = (origin.parent if origin else FilePath()) / name
    try:
        return file.read_text(encoding="utf-8-sig"), shown
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        notes.say("AQ206", f"cannot read {name}: {reason}", typed, f"the path is relative to {typed.file}")
        return None, shown


def _fault(label: str, key: str, row: Mapping[Any, Any], rows: Iterable[str]) -> str:
    if not label:
        return f"has no {key}"
    if label in rows:
        return f"repeats {label}"
    return "has more cells than columns" if None in row else ""


def _nested(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        *above, last = column.strip().split(".")
        at = values
        for step in above:
            inner = at.setdefault(step, {})
            at = inner if isinstance(inner, dict) else {}
        at[last] = [scalar(part) for part in cell.split(";")] if ";" in cell or last in LISTS else scalar(cell)
    return values


def scalar(cell: str) -> str | int | float | bool:
    """A cell's value: an integer, a number, true or false, otherwise text."""
    cell = cell.strip()
    if cell in ("true", "false"):
        return cell == "true"
    if re.fullmatch(r"[-+]?\d[\d_]*", cell):
        return int(cell)
    if re.fullmatch(r"[-+]?\d[\d_]*\.\d+", cell):
        return float(cell)
    return cell


def _schema(kind: str) -> dict[str, Any]:
    """The schema of a whole CSV file: rows that state differences of `kind`."""
    whole = schema()
    rows = {"type": "object", "additionalProperties": {"$ref": f"#/definitions/{kind}"}}
    return {**rows, "definitions": whole["definitions"]}


def _document(name: str, text: str, rows: Rows, lines: Mapping[str, int]) -> Document:
    children = {label: _node(values, Span(name, lines[label], 1)) for label, values in rows.items()}
    keys = {label: Span(name, line, 1) for label, line in lines.items()}
    return Document(Node("map", children, Span(name, 1, 1), keys), {name: text})


def _node(value: Any, span: Span) -> Node:
    if isinstance(value, dict):
        return Node("map", {k: _node(v, span) for k, v in value.items()}, span, dict.fromkeys(value, span))
    if isinstance(value, list):
        return Node("list", [_node(item, span) for item in value], span)
    kinds: dict[type, Kind] = {bool: "bool", int: "int", float: "float", str: "text"}
    return Node(kinds[type(value)], value, span)
