"""What a load asks of a live database besides its shape: rows that are there, keys that point at them, ownership."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from compiler.diagnostics import Diagnostic
from compiler.target.live import Live

OLDEST = 15
RETAINED = "batch_liveforwardprojection"
POINTING = """
SELECT DISTINCT c.relname, a.attname, f.relname
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND f.relname = ANY (%(owned)s) AND NOT c.relname = ANY (%(owned)s)
    AND c.relnamespace = 'public'::pg_catalog.regnamespace AND f.relnamespace = c.relnamespace ORDER BY 1, 2, 3"""
FOREIGN = """
SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relname = ANY (%s) AND c.relkind IN ('r', 'p')
    AND c.relnamespace = 'public'::pg_catalog.regnamespace AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
ORDER BY 1"""


def server_errors(live: Live) -> Iterator[Diagnostic]:
    """AQ617: a server that no dump is written for."""
    if live.server < OLDEST:
        message = f"the server is PostgreSQL {live.server}; dumps are written for {OLDEST} and later"
        yield Diagnostic("AQ617", message, hint="upgrade the server")
    if live.encoding != "UTF8":
        message = f"the database is encoded in {live.encoding}; names such as Tórshavn need UTF8"
        yield Diagnostic("AQ617", message, hint="create the database with ENCODING 'UTF8'")


def hypertable_notes(live: Live) -> Iterator[Diagnostic]:
    """AQ618: what TimescaleDB makes different."""
    if not live.has_timescale:
        return
    names = ", ".join(live.hypertables) or "none of the tables"
    message = f"TimescaleDB is installed; hypertables are: {names}"
    hint = "data mode loads them as they are; a full dump would make plain tables"
    yield Diagnostic("AQ618", message, hint=hint, severity="note")
    if RETAINED in live.hypertables:
        message = f"{RETAINED}: live projections older than 90 days will be dropped within a day of loading"
        yield Diagnostic("AQ618", message, hint="compile with --as-of today", severity="note")


def held_tables(cursor: Cursor, live: Live, owned: Collection[str]) -> list[str]:
    """Those of the tables that hold rows."""
    return [name for name in sorted(owned) if name in live.shapes and _has(cursor, name, None)]


def pointing_tables(cursor: Cursor, owned: Collection[str]) -> list[str]:
    """Other tables with rows that refer to rows of these."""
    cursor.execute(POINTING, {"owned": sorted(owned)})
    found = cursor.fetchall()
    return sorted({table for table, column, _ in found if _has(cursor, table, column)})


def stranger_tables(cursor: Cursor, tables: Collection[str]) -> list[str]:
    """Those of the tables that belong to a role which we are not."""
    cursor.execute(FOREIGN, (sorted(tables),))
    return [name for (name,) in cursor.fetchall()]


def _has(cursor: Cursor, table: str, column: str | None) -> bool:
    """Whether the table has rows, or rows in which the column is not null."""
    condition: Any = sql.SQL(" WHERE {} IS NOT NULL").format(sql.Identifier(column)) if column else sql.SQL("")
    cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM public.{}{})").format(sql.Identifier(table), condition))
    return bool((cursor.fetchone() or (False,))[0])
