"""Which tables of the target keep a history, and how it follows from their rows: read from the target's own facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from compiler.target import Catalog

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trail:
    """The history of one table. Columns are names of its own columns, '' where it has none of the kind."""

    table: str
    """The history table"""
    base: str
    born: str
    """Column that holds the moment at which a row was first written"""
    updated: str
    """Column that holds the moment at which it was last written"""
    user: str
    """Column that names who wrote it"""


def find_trails(catalog: Catalog, fields: Mapping[str, Facts], filled: Set[str], off: Set[str]) -> Mapping[str, Trail]:
    """The trail of every history table that is there, not off, and whose table is filled; by history table.

    Args: fields  catalog.load_fields: a table's `history_table`, and of its columns the kind, `auto_now` and so on
    """
    found = {}
    for base in sorted(filled & fields.keys()):
        table, columns = fields[base].get("history_table", ""), fields[base]["columns"]
        born = next(_moments(columns), "")
        if table in catalog.tables and table not in off and born:
            updated = next((name for name, fact in columns.items() if fact.get("auto_now")), "")
            found[table] = Trail(table, base, born, updated, next(_users(columns), ""))
    return dict(sorted(found.items()))


def _moments(columns: Mapping[str, Facts]) -> Iterator[str]:
    """The moment of creation where there is one, else the moment that the row speaks of."""
    yield from (name for name, fact in columns.items() if fact.get("auto_now_add"))
    yield from (name for name, fact in columns.items() if fact["t"] == "DateTimeField" and not fact.get("null"))


def _users(columns: Mapping[str, Facts]) -> Iterator[str]:
    """A user whom the row is about, one to one, is not who wrote it."""
    yield from (name for name, fact in columns.items() if fact.get("fk") == "auth_user" and not fact.get("o2o"))
