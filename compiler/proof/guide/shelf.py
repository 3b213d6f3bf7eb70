"""Rows to come on a shelf: a farm's tables in SQLite, where a page's query finds what it finds in PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from compiler.filling import Farm, fitted, rows_of
from compiler.proof.guide.pages import Visit, read_pages, visit
from compiler.target import Catalog, Column, Table
from compiler.writing import blocks

_ESCAPED = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_AFFINITIES = {
    "smallint": "integer",
    "integer": "integer",
    "bigint": "integer",
    "boolean": "integer",
    "numeric": "real",
}
"""Types of the target to those of SQLite; dates and moments stay texts, which sort as they do"""


def look_ahead(farm: Farm, catalog: Catalog) -> tuple[Visit, ...]:
    """What every page will show of the farm, the pages in their order; nothing where the target lacks their tables."""
    pages = read_pages()
    known = {table for page in pages for table in page.tables} & catalog.tables.keys()
    shelf = shelve(farm, catalog, sorted(known))
    shelf.row_factory = sqlite3.Row

    def ask(query: str) -> list[dict[str, object]]:
        return [dict(row) for row in shelf.execute(query)]

    return tuple(
        visit(page, ask, farm.world.scenario.as_of) if known.issuperset(page.tables) else Visit(page, ())
        for page in pages
    )


def shelve(farm: Farm, catalog: Catalog, tables: Iterable[str]) -> sqlite3.Connection:
    """The tables in a schema `public` of a database in memory; those that the farm does not fill are there, empty.

    Errors: KeyError when the target has no such table.
    """
    shelf = sqlite3.connect(":memory:")
    shelf.execute("attach ':memory:' as public")
    for name in tables:
        table = catalog.tables[name]
        columns = ", ".join(f'"{column.name}" {_AFFINITIES.get(column.base, "text")}' for column in table.columns)
        shelf.execute(f'create table public."{name}" ({columns})')
        marks = ", ".join("?" * len(table.columns))
        shelf.executemany(f'insert into public."{name}" values ({marks})', _values(farm, table))
    return shelf


def _values(farm: Farm, table: Table) -> Iterator[list[str | int | None]]:
    if table.name not in farm.tables:
        return
    for rows in rows_of(farm, table.name, 0, max(len(farm.parts), len(farm.counts.get(table.name, ())))):
        for text in blocks(fitted(farm, rows, table), table):
            for line in text.decode("utf-8").split("\n")[:-1]:
                yield [_value(cell, column) for cell, column in zip(line.split("\t"), table.columns, strict=True)]


def _value(cell: str, column: Column) -> str | int | None:
    """The value of a cell of COPY text. Numbers stay texts: the column's affinity reads them."""
    if cell == "\\N":
        return None
    if column.base == "boolean":
        return int(cell == "t")
    return unescaped(cell) if "\\" in cell else cell


def unescaped(cell: str) -> str:
    r"""What a cell of COPY text says.

    >>> unescaped(r"a\tb\\n")
    'a\tb\\n'
    """
    pieces = cell.split("\\")
    text, at = [pieces[0]], 1
    while at < len(pieces):
        piece = pieces[at]
        if piece:
            text.append(_ESCAPED[piece[0]] + piece[1:])
        else:
            at += 1
            text.append("\\" + pieces[at])
        at += 1
    return "".join(text)
