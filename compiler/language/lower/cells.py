"""CSV files of named things: one row each, checked against the schema like YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from compiler.diagnostics import Diagnostic, Span
from compiler.language.lower.reading import MOST_PLACES, Notes, schema
from compiler.language.lower.spreadsheet import Cell, Sheet, read_sheet, scalar
from compiler.language.lower.values import Values, stated
from compiler.language.parse import (
    MAX_KEY,
    Document,
    Doubt,
    Kind,
    Node,
    beyond_reach,
    existing,
    read_plain,
    refuse_beyond,
)
from compiler.language.shape import check_shape

LISTS = {"sensors"}
"""Columns that hold a list even when it has one item."""
_KINDS: Mapping[type, Kind] = {bool: "bool", int: "int", float: "float", str: "text"}


def read_csv(name: str, typed: Span, key: str, kind: str, notes: Notes) -> Values:
    """Rows of a CSV file by the column `key`; `kind` is the schema's name for such a thing.

    The path is relative to the file in which it was typed, whatever that was merged with.

    Dots in a column's name nest, `;` separates list items, empty cells say nothing.
    """
    origin, shown = notes.paths.get(typed.file), str(FilePath(typed.file).parent / name)
    folder = origin.parent if origin else FilePath()
    file = notes.paths[shown] = existing(folder, name) or folder / name
    nothing = Values({}, typed)
    if beyond_reach(file, notes.paths.get(notes.main)):
        notes.diagnostics.append(refuse_beyond(name, typed))
        return nothing
    sheet = read_sheet(file, shown, typed, key)
    if isinstance(sheet, Diagnostic):
        notes.diagnostics.append(sheet)
        return nothing
    if len(sheet.rows) > MOST_PLACES:
        message = f"{FilePath(name).name} has {len(sheet.rows):,} rows; {MOST_PLACES:,} places are the most"
        notes.say("AQ243", message, typed, "name fewer of them")
        return nothing
    root = Node("map", {}, Span(shown, 1, 1), {})
    for cells in sheet.rows:
        _add(root, sheet, key, cells, notes)
    faults = tuple(_numbers(sheet, key)) or check_shape(Document(root, {shown: sheet.text}), _schema(kind))
    notes.diagnostics += faults
    found: Values = stated(root)
    return nothing if faults else found


def _add(root: Node, sheet: Sheet, key: str, cells: tuple[Cell, ...], notes: Notes) -> None:
    """Put the thing of one row into the map of all. Tells AQ208 of a row that is none."""
    said = {column: cell for column, cell in zip(sheet.columns, cells, strict=False) if cell.text}
    label = said.pop(key, Cell("", cells[0].span))
    if fault := _fault(label.text, key, root, cells[len(sheet.columns) :]):
        name = FilePath(label.span.file).name
        notes.say("AQ208", f"line {label.span.line} of {name} {fault}", label.span, "one line for each name")
        return
    thing = Node("map", {}, label.span, {})
    for column, cell in said.items():
        _put(thing, column.split("."), cell, sheet.comma)
    _set(root, label.text, thing, label.span)


def _fault(label: str, key: str, root: Node, further: tuple[Cell, ...]) -> str:
    if not label:
        return f"has no {key}"
    if len(label) > MAX_KEY:
        return f"has a name of {len(label):,} characters, and {MAX_KEY} are the most"
    if isinstance(root.value, dict) and label in root.value:
        return f"repeats {label}"
    return "has more cells than columns" if any(cell.text for cell in further) else ""


def _put(thing: Node, path: list[str], cell: Cell, comma: bool) -> None:
    """Put a cell's value under the keys of its column's name, of which all but the last are maps."""
    *above, last = path
    for step in above:
        inner = thing.value.get(step) if isinstance(thing.value, dict) else None
        if inner is None or inner.kind != "map":
            inner = Node("map", {}, cell.span, {})
            _set(thing, step, inner, cell.span)
        thing = inner
    if ";" in cell.text or last in LISTS:
        items = [_node(scalar(part, comma), cell.span) for part in cell.text.split(";")]
        _set(thing, last, Node("list", items, cell.span), cell.span)
    else:
        _set(thing, last, _node(scalar(cell.text, comma), cell.span), cell.span)


def _numbers(sheet: Sheet, key: str) -> Iterator[Diagnostic]:
    """AQ013 and AQ031, as in YAML, for cells that look like numbers and are none."""
    for cells in sheet.rows:
        for column, cell in zip(sheet.columns, cells, strict=False):
            read = read_plain(cell.text) if column != key and isinstance(scalar(cell.text, sheet.comma), str) else None
            if isinstance(read, Doubt) and read.code in ("AQ013", "AQ031"):
                yield Diagnostic(read.code, read.message, cell.span, read.hint.partition(", or ")[0])


def _set(thing: Node, key: str, node: Node, span: Span) -> None:
    assert isinstance(thing.value, dict) and isinstance(thing.keys, dict)
    thing.value[key], thing.keys[key] = node, span


def _node(value: str | int | float | bool, span: Span) -> Node:
    return Node(_KINDS[type(value)], value, span)


def _schema(kind: str) -> dict[str, Any]:
    """The schema of a whole CSV file: rows that state differences of `kind`."""
    whole = schema()
    rows = {"type": "object", "additionalProperties": {"$ref": f"#/definitions/{kind}"}}
    return {**rows, "definitions": whole["definitions"]}
