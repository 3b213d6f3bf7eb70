"""A live database held against a catalog, column by column: what a load needs, and what merely differs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from compiler.diagnostics import Diagnostic
from compiler.target.catalog import Catalog, Column, Table, read_column
from compiler.target.live import Live

TAKE = "aqc introspect --dsn URL -o schema/NAME, then `target: NAME` in the scenario"
MIGRATE = f"migrate the database to the release of the catalog, or compile for this one: {TAKE}"


def compare(catalog: Catalog, live: Live, needed: Collection[str]) -> Iterator[Diagnostic]:
    """AQ610 to AQ616: tables, then their columns, then their keys; an error where rows of a load would not fit.

    Args:  needed  tables that a load writes to; what is amiss with others is a note
    """
    for name, table in catalog.tables.items():
        if name in live.shapes:
            yield from _columns(table, live, name in needed)
            yield from _keys(table, live)
        else:
            message = f"{name}: the database has no such table"
            yield _weighed(Diagnostic("AQ610", message, hint=MIGRATE), name in needed)
    for name in live.shapes.keys() - catalog.tables.keys():
        message = f"{name}: the catalog has no such table; it stays as it is"
        yield Diagnostic("AQ614", message, hint=f"to have it in the catalog: {TAKE}", severity="note")


def _columns(table: Table, live: Live, is_needed: bool) -> Iterator[Diagnostic]:
    found = {name: read_loosely(name, text) for name, text in live.shapes[table.name]["columns"].items()}
    for column in table.columns:
        where, own = f"{table.name}.{column.name}", found.get(column.name)
        if own is None:
            message = f"{where}: the database has no such column ({column.type})"
            yield _weighed(Diagnostic("AQ611", message, hint=MIGRATE), is_needed)
        elif own.type != column.type:
            message = f"{where}: is {own.type}, the catalog says {column.type}"
            yield _weighed(Diagnostic("AQ612", message, hint=MIGRATE), is_needed)
        elif own.not_null and not column.not_null:
            message = f"{where}: must not be null, the catalog lets it"
            hint = "a dump without such rows loads; one with them is refused and changes nothing"
            yield Diagnostic("AQ615", message, hint=hint, severity="warning" if is_needed else "note")
    for name in sorted(found.keys() - {column.name for column in table.columns}):
        yield _unknown(table, found[name], live, is_needed)


def _unknown(table: Table, column: Column, live: Live, is_needed: bool) -> Diagnostic:
    where = f"{table.name}.{column.name}"
    if column.not_null and (table.name, column.name) not in live.defaults:
        message = f"{where}: must not be null, and the catalog does not know it: no dump has values for it"
        return _weighed(Diagnostic("AQ613", message, hint=f"{TAKE}: compile says which file has to fill it"), is_needed)
    message = f"{where}: the catalog does not know it; it stays empty or takes its default"
    return Diagnostic("AQ614", message, hint=f"to have it in the catalog: {TAKE}", severity="note")


def _keys(table: Table, live: Live) -> Iterator[Diagnostic]:
    """AQ616: other keys and indexes. Data mode keeps what the database has, so this is for information."""
    shape = live.shapes[table.name]
    said = {
        "primary key": {", ".join(table.primary_key.columns)},
        "unique key": {", ".join(key.columns) for key in table.uniques},
        "foreign key": {f"{', '.join(key.columns)} -> {key.target}" for key in table.foreign_keys},
        "index": {("UNIQUE " if index.unique else "") + index.definition for index in table.indexes},
        "check": {check.definition for check in table.checks},
    }
    has = {
        "primary key": set(shape["primary_key"].values()),
        "unique key": set(shape.get("uniques", {}).values()),
        "foreign key": {text.rsplit(" (", 1)[0] for text in shape.get("foreign_keys", {}).values()},
        "index": set(shape.get("indexes", {}).values()),
        "check": set(shape.get("checks", {}).values()),
    }
    for kind, own in said.items():
        words = [f"without {kind} ({text})" for text in sorted(own - has[kind])]
        words += [f"with {kind} ({text})" for text in sorted(has[kind] - own)]
        if words:
            hint = "data mode sets aside and rebuilds what the database has"
            yield Diagnostic("AQ616", f"{table.name}: {', '.join(words)}", hint=hint, severity="note")


def read_loosely(name: str, text: str) -> Column:
    """A column, also of a type that no catalog has."""
    try:
        return read_column(name, text)
    except ValueError:
        plain = text.removesuffix(" identity").removesuffix(" not null")
        return Column(name, plain, plain, (), " not null" in text, text.endswith(" identity"))


def _weighed(diagnostic: Diagnostic, is_needed: bool) -> Diagnostic:
    """As it is, or a note where no load touches the table."""
    if is_needed:
        return diagnostic
    return replace(diagnostic, severity="note", hint="no load touches this table")
