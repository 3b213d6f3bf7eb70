"""Which columns the tables of the database have."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg2.extensions import cursor as Cursor

COLUMNS = """
    select c.relname, array_agg(a.attname::text)
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') group by c.relname
"""


def table_columns(cursor: Cursor) -> Mapping[str, frozenset[str]]:
    """[table or view] its columns. Errors: psycopg2.Error."""
    cursor.execute(COLUMNS)
    return {table: frozenset(columns) for table, columns in cursor.fetchall()}
