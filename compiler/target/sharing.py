"""Who owns which table of a migrated database: the framework, everybody, or the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler.target.catalog import Catalog, Key, Table

FRAMEWORK = ("django_migrations", "django_content_type", "auth_permission")
"""Never written to. Rows that refer to them find the live row by its natural key."""
LARGE_ROWS = 5_000
"""From here on, building an index afterwards beats keeping it."""

Fields = Mapping[str, Mapping[str, Any]]
"""[table] what the application knows of it: catalog.load_fields"""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds keys of a lookup."""

    table: str
    column: str
    lookup: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table whose rows the database may hold already, under other ids.

    `key` is its id, `natural` the columns by which a row is known again, `refers` its own columns that hold keys of
    lookups. Rows that the database lacks are added, unless the table is the framework's.
    """

    table: Table
    key: str
    natural: tuple[str, ...]
    refers: tuple[Reference, ...]
    is_framework: bool


@dataclass(frozen=True, slots=True)
class Load:
    """Everything that a data-mode file writes to, in order of names unless said otherwise."""

    owned: tuple[Table, ...]
    """Tables that only the scenario fills, also those that it leaves empty"""
    lookups: tuple[Lookup, ...]
    """Tables that are shared; one that refers to another stands after it"""
    references: tuple[Reference, ...]
    """Columns of owned tables with rows that hold keys of lookups"""
    rows: Mapping[str, int]
    """[table] rows of the file"""

    @property
    def copied(self) -> tuple[str, ...]:
        """Tables with rows in the file, in order of names."""
        names = {lookup.table.name for lookup in self.lookups}
        return tuple(name for name in self.rows if name in names or name in {table.name for table in self.owned})

    def is_rebuilt(self, table: str) -> bool:
        """Whether the indexes of an owned table are set aside: it is large, or its keys may have to be exchanged."""
        return self.rows.get(table, 0) >= LARGE_ROWS or any(table == each.table for each in self.references)


def plan_load(catalog: Catalog, fields: Fields, filled: Iterable[str], rows: Mapping[str, int]) -> Load:
    """Divide the tables of the target.

    Args:    filled  tables that aqc knows how to fill, but for their histories; rows  [table] rows of the scenario
    Errors:  ValueError when rows belong to none of the tables (our bug)
    """
    shared = _shared(catalog)
    known = set(filled)
    histories = {str(fields[name].get("history_table", "")) for name in known & fields.keys()}
    owned = [table for name, table in catalog.tables.items() if name in (known | histories) - shared - set(FRAMEWORK)]
    with_rows = [table for table in owned if rows.get(table.name)]
    wanted = [catalog.tables[name] for name in sorted(shared) if rows.get(name)]
    wanted += _needed(catalog, fields, [*with_rows, *wanted])
    common = {table.name for table in wanted}
    lookups = [_lookup(table, fields, common) for table in wanted]
    lost = {name for name, size in rows.items() if size} - common - {table.name for table in owned} - set(FRAMEWORK)
    if lost:
        raise ValueError(f"rows of {', '.join(sorted(lost))} would not be loaded")
    return Load(
        tuple(owned),
        tuple(_in_order(lookups)),
        tuple(each for table in with_rows for each in _references(table, fields, common)),
        {name: rows[name] for name in catalog.tables if rows.get(name)},
    )


def natural_key(table: Table) -> Key | None:
    """The unique constraint that knows a row again in another database: the first that is not about ids alone."""
    keys = [key for key in table.uniques if not set(key.columns) <= set(table.primary_key.columns)]
    return keys[0] if keys else None


def _shared(catalog: Catalog) -> set[str]:
    """Fixed rows of the target that refer to nothing which a scenario defines, and can be known again."""
    found = {name for name in catalog.seeds if name in catalog.tables and name not in FRAMEWORK}
    found = {
        name
        for name in found
        if natural_key(catalog.tables[name]) and len(catalog.tables[name].primary_key.columns) == 1
    }
    while True:
        closed = {
            name
            for name in found
            if all(key.target in {*found, *FRAMEWORK} for key in catalog.tables[name].foreign_keys)
        }
        if closed == found:
            return found
        found = closed


def _needed(catalog: Catalog, fields: Fields, tables: Iterable[Table]) -> list[Table]:
    """Tables of the framework that those rows refer to, and that these refer to in turn."""
    framework = {name for name in FRAMEWORK if name in catalog.tables}
    found: list[Table] = []
    waiting = list(tables)
    while waiting:
        for each in _references(waiting.pop(), fields, framework):
            table = catalog.tables[each.lookup]
            if table not in found:
                found.append(table)
                waiting.append(table)
    return found


def _lookup(table: Table, fields: Fields, known: set[str]) -> Lookup:
    natural = natural_key(table)
    assert natural
    return Lookup(
        table,
        table.primary_key.columns[0],
        natural.columns,
        tuple(_references(table, fields, known)),
        table.name in FRAMEWORK,
    )


def _references(table: Table, fields: Fields, targets: set[str]) -> Iterator[Reference]:
    """Columns that hold keys of those tables, by a foreign key or only in the eyes of the application."""
    facts = fields.get(table.name, {})
    pointing = {key.columns[0]: key.target for key in table.foreign_keys}
    for name, fact in facts.get("columns", {}).items():
        if "fk" in fact:
            pointing.setdefault(name, fact["fk"])
    if facts.get("history_of"):
        pointing["id"] = facts["history_of"]
    present = {column.name for column in table.columns}
    yield from (Reference(table.name, name, to) for name, to in pointing.items() if to in targets and name in present)


def _in_order(lookups: list[Lookup]) -> Iterator[Lookup]:
    """Each after those that it refers to; lookups refer to one another in no circle but to themselves."""
    done: set[str] = set()
    while len(done) < len(lookups):
        ready = [
            lookup
            for lookup in sorted(lookups, key=lambda lookup: lookup.table.name)
            if lookup.table.name not in done
            and all(each.lookup in done or each.lookup == lookup.table.name for each in lookup.refers)
        ]
        if not ready:
            raise ValueError("lookups refer to one another in a circle")
        yield from ready
        done |= {lookup.table.name for lookup in ready}
