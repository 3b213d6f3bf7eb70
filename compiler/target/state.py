"""What a load asks of a live database besides its shape: rows that are there, keys that point at them, ownership."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from compiler.diagnostics import Diagnostic
from compiler.target.live import Live
from compiler.target.retention import RETAINED, RETAINED_DAYS
from compiler.target.sharing import FRAMEWORK

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

POINTING = """
SELECT DISTINCT n.nspname, c.relname, a.attname
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND k.conparentid = 0 AND f.relname = ANY (%(owned)s)
    AND f.relnamespace = 'public'::pg_catalog.regnamespace
    AND NOT (c.relname = ANY (%(owned)s) AND c.relnamespace = f.relnamespace)
    AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = k.conrelid) ORDER BY 1, 2, 3"""
READABLE = """
SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relname = ANY (%s) AND c.relkind IN ('r', 'p')
    AND c.relnamespace = 'public'::pg_catalog.regnamespace AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
ORDER BY c.relname COLLATE "C" """
FOREIGN = """
SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relname = ANY (%(all)s) AND c.relkind IN ('r', 'p')
    AND c.relnamespace = 'public'::pg_catalog.regnamespace
    AND NOT CASE WHEN c.relname = ANY (%(read)s)
        THEN pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_table_privilege(c.oid, 'REFERENCES')
        ELSE pg_catalog.pg_has_role(c.relowner, 'USAGE') END
ORDER BY 1"""


def hypertable_notes(live: Live) -> Iterator[Diagnostic]:
    """AQ618: what TimescaleDB makes different."""
    if not live.has_timescale:
        return
    names = ", ".join(live.hypertables) or "none of the tables"
    message = f"TimescaleDB is installed; hypertables are: {names}"
    hint = "data mode loads them as they are; a full dump would make plain tables"
    yield Diagnostic("AQ618", message, hint=hint, severity="note")
    if RETAINED in live.hypertables:
        message = (
            f"{RETAINED}: live projections older than {RETAINED_DAYS} days will be dropped within a day of loading"
        )
        yield Diagnostic("AQ618", message, hint="compile with --as-of today", severity="note")


def held_tables(cursor: Cursor, owned: Collection[str]) -> list[str]:
    """Those of the tables that are there, may be read and hold rows."""
    cursor.execute(READABLE, (sorted(owned),))
    return [name for (name,) in cursor.fetchall() if _has(cursor, ("public", name), None)]


def pointing_tables(cursor: Cursor, owned: Collection[str]) -> list[str]:
    """Other tables with rows that refer to rows of these; with their schema where that is not public."""
    cursor.execute(POINTING, {"owned": sorted(owned)})
    found = cursor.fetchall()
    pointing = {(schema, table) for schema, table, column in found if _has(cursor, (schema, table), column)}
    return sorted(table if schema == "public" else f"{schema}.{table}" for schema, table in pointing)


def stranger_tables(cursor: Cursor, tables: Collection[str]) -> list[str]:
    """Those of the tables that belong to a role which we are not; of the framework's, those that we may not read and
    refer to."""
    cursor.execute(FOREIGN, {"all": sorted(tables), "read": list(FRAMEWORK)})
    return [
        f"{name} (SELECT and REFERENCES are enough)" if name in FRAMEWORK else name for (name,) in cursor.fetchall()
    ]


def _has(cursor: Cursor, table: tuple[str, str], column: str | None) -> bool:
    """Whether the table, named with its schema, has rows, or rows in which the column is not null."""
    from psycopg2 import sql

    condition: Any = sql.SQL(" WHERE {} IS NOT NULL").format(sql.Identifier(column)) if column else sql.SQL("")
    cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {}{})").format(sql.Identifier(*table), condition))
    return bool((cursor.fetchone() or (False,))[0])
