"""The words of a data-mode file around its rows. They stand in templates/data/*.sql.j2."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compiler import __version__, data_folder
from compiler.target import Load, Lookup, Table
from compiler.writing import ddl
from compiler.writing.guard import guard

TITLE = "--\n-- AquaMind data, compiled by aqc\n--\n"
"""How a data-mode file begins."""
CLOSING = "-- AquaMind data complete"
"""How it ends, when it is whole."""


@dataclass(frozen=True, slots=True)
class Script:
    """A file without its rows: `headers` are the COPY lines, by table, in the order in which the rows stand.

    Rows of `shared` tables may be in the database already.
    """

    opening: str
    headers: Mapping[str, str]
    ending: str
    shared: tuple[str, ...] = ()


def data_script(load: Load, options: ddl.Options, target: str, replace: bool, assertions: str) -> Script:
    """The script of a load into a migrated database.

    Args:    target  name and version of the catalog, for people; replace  whether rows that are there give way
    """
    environment = environment_of(options)
    facts = {
        "load": load,
        "key": options.restrict_key,
        "aqc_version": __version__,
        "digest": options.digest or "unnamed",
        "seed": options.seed,
        "target": target,
        "replace": replace,
        "fingerprint": fingerprint(load),
        "assertions": assertions.strip(),
        "column_rows": _column_rows(load),
        "sequences": _sequences(load),
        "stories": _stories(load),
        "closing": CLOSING,
        "guard": guard("data"),
    }
    lookups = {lookup.table.name for lookup in load.lookups}
    tables = {table.name: table for table in (*load.owned, *(lookup.table for lookup in load.lookups))}
    opening = "".join(
        environment.get_template(f"{part}.sql.j2").render(facts) for part in ("opening", "guard", "aside")
    )
    ending = "".join(environment.get_template(f"{part}.sql.j2").render(facts) for part in ("lookups", "closing"))
    headers = {name: _copy_header(tables[name], name in lookups, options) for name in load.copied}
    return Script(TITLE + opening, headers, ending, tuple(sorted(lookups)))


def fingerprint(load: Load) -> str:
    """A digest of the tables, columns and types that the file needs."""
    return hashlib.sha256(_column_rows(load).encode()).hexdigest()[:16]


def _column_rows(load: Load) -> str:
    """COPY text of (table, column, type), of all that the file writes or reads."""
    tables = [*load.owned, *(lookup.table for lookup in load.lookups)]
    lines = {f"{table.name}\t{column.name}\t{column.type}\n" for table in tables for column in table.columns}
    return "".join(sorted(lines))


def _sequences(load: Load) -> list[tuple[str, str]]:
    """(table, column) of identity columns of owned tables that have rows."""
    return [
        (table.name, column.name)
        for table in load.owned
        for column in table.columns
        if column.identity and table.name in load.rows
    ]


def _stories(load: Load) -> list[tuple[str, str, list[str]]]:
    """(history of a lookup, the lookup, columns that both have and that may differ): it tells of the rows that live."""
    owned, shared = {table.name: table for table in load.owned}, {each.table.name: each for each in load.lookups}
    pairs = [(each.table, shared[each.lookup]) for each in load.references if each.column == "id"]
    return [
        (table, lookup.table.name, sorted(_names(lookup.table) & _names(owned[table]) - {lookup.key}))
        for table, lookup in pairs
    ]


def _names(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def _copy_header(table: Table, is_lookup: bool, options: ddl.Options) -> str:
    """A lookup goes into a temporary table of the same name first."""
    columns = ", ".join(ddl.quote(column.name, options) for column in table.columns)
    schema = "pg_temp" if is_lookup else "public"
    return f"COPY {schema}.{ddl.quote(table.name, options)} ({columns}) FROM stdin;\n"


def environment_of(options: ddl.Options) -> Environment:
    """The templates of files with data."""
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates") / "data"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["quote"] = lambda name: ddl.quote(name, options)
    environment.globals["same_row"] = lambda lookup: _same_row(lookup, options)
    return environment


def _same_row(lookup: Lookup, options: ddl.Options) -> str:
    """SQL: the row `live` of the database is the row `own` of the file."""
    names = [ddl.quote(column, options) for column in lookup.natural]
    return " AND ".join(f"live.{name} IS NOT DISTINCT FROM own.{name}" for name in names)
