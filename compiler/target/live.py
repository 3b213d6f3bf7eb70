"""A live database, read from its system catalogs: shapes of the tables, keys, indexes and views of schema public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor


OWN = """n.nspname = 'public' AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')"""
"""Relations `c` in namespace `n` that are the application's, not an extension's."""

COLUMNS = f"""
SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,
    a.attgenerated::text, pg_catalog.pg_get_expr(e.adbin, e.adrelid), pg_catalog.pg_get_serial_sequence(
        pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), a.attname)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND {OWN} ORDER BY c.relname COLLATE "C", a.attnum"""

CONSTRAINTS = f"""
SELECT c.relname, k.conname, k.contype::text, pg_catalog.pg_get_constraintdef(k.oid), f.relname,
    ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS at (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = at.number ORDER BY at.place),
    ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS at (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = at.number ORDER BY at.place)
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
WHERE k.contype IN ('p', 'u', 'c', 'f', 'x') AND k.conparentid = 0 AND {OWN}
ORDER BY k.conname COLLATE "C", c.relname COLLATE "C"
"""

INDEXES = f"""
SELECT c.relname, i.relname, x.indisunique, pg_catalog.pg_get_indexdef(x.indexrelid)
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND {OWN}
    AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY i.relname COLLATE "C" """

VIEWS = f"""
SELECT c.relname, pg_catalog.pg_get_viewdef(c.oid), ARRAY(
    SELECT a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND {OWN} ORDER BY c.relname COLLATE "C" """

OTHERS = f"""
SELECT 'materialized view ' || c.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('m', 'f') AND {OWN}
UNION ALL SELECT 'trigger ' || t.tgname || ' on ' || c.relname
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgname NOT LIKE 'ts\\_%' AND {OWN} ORDER BY 1"""

TIMESCALE = "SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'timescaledb')"
HYPERTABLES = """SELECT hypertable_name::text FROM timescaledb_information.hypertables
WHERE hypertable_schema = 'public' ORDER BY hypertable_name"""

Shape = dict[str, Any]
"""A table as tables/<app>.json writes it."""


@dataclass(frozen=True, slots=True)
class Live:
    """What was read. `shapes` and `views` are in the form of the catalog's files."""

    server: int
    shapes: Mapping[str, Shape]
    views: Mapping[str, Mapping[str, Any]]
    defaults: frozenset[tuple[str, str]]
    """(table, column) that the database fills by itself when a COPY leaves them out"""
    hypertables: tuple[str, ...]
    has_timescale: bool
    odd: tuple[str, ...]
    """Things that a catalog has no words for"""


def read_live(cursor: Cursor) -> Live:
    """Everything that a catalog says of a database, and what it cannot say.

    Errors: psycopg2.Error.
    """
    odd: list[str] = []
    shapes, defaults = _columns(cursor, odd)
    _constraints(cursor, shapes, odd)
    for table, index, is_unique, text in _all(cursor, INDEXES):
        definition = "USING " + text.split(" USING ", 1)[1]
        shapes[table].setdefault("indexes", {})[index] = f"UNIQUE {definition}" if is_unique else definition
    odd += [str(name) for (name,) in _all(cursor, OTHERS)]
    (has_timescale,) = _all(
        cursor, "SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'timescaledb')"
    )[0]
    return Live(
        server=int(_all(cursor, "SELECT current_setting('server_version_num')")[0][0]) // 10_000,
        shapes=shapes,
        views={name: _view(text, columns) for name, text, columns in _all(cursor, VIEWS)},
        defaults=defaults,
        hypertables=tuple(name for (name,) in _all(cursor, HYPERTABLES)) if has_timescale else (),
        has_timescale=has_timescale,
        odd=tuple(odd),
    )


def _all(cursor: Cursor, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return list(cursor.fetchall())


def _columns(cursor: Cursor, odd: list[str]) -> tuple[dict[str, Shape], frozenset[tuple[str, str]]]:
    shapes: dict[str, Shape] = {}
    defaults = set()
    for table, column, kind, not_null, identity, generated, default, sequence in _all(cursor, COLUMNS):
        shape = shapes.setdefault(table, {"columns": {}, "primary_key": {}})
        if sequence:
            shape["sequence"] = _plain(sequence)
        if identity != "d" and sequence:
            odd.append(f"the serial column {table}.{column}, written as identity")
        elif default is not None:
            odd.append(f"the {'generation' if generated else 'default'} of {table}.{column}")
        if identity or sequence or default is not None:
            defaults.add((table, column))
        shape["columns"][column] = kind + (" not null" if not_null else "") + (" identity" if sequence else "")
    return shapes, frozenset(defaults)


def _plain(qualified: str) -> str:
    """`public.farm_id_seq` without its schema and quotes."""
    return qualified.removeprefix("public.").strip('"').replace('""', '"')


def _constraints(cursor: Cursor, shapes: Mapping[str, Shape], odd: list[str]) -> None:
    parts: Mapping[str, str] = {"p": "primary_key", "u": "uniques", "c": "checks", "f": "foreign_keys"}
    for table, name, kind, text, target, columns, target_columns in _all(cursor, CONSTRAINTS):
        own = ", ".join(columns)
        pointed = f"public.{target}({', '.join(target_columns)})"
        plain: Mapping[str, str] = {
            "p": f"PRIMARY KEY ({own})",
            "u": f"UNIQUE ({own})",
            "f": f"FOREIGN KEY ({own}) REFERENCES {pointed} DEFERRABLE INITIALLY DEFERRED",
        }
        if kind not in parts or text.replace('"', "") != plain.get(kind, text.replace('"', "")):
            odd.append(f"the words of {table} {name}: {text}")
        if kind in parts:
            said = text if kind == "c" else f"{own} -> {target} ({', '.join(target_columns)})" if kind == "f" else own
            shapes[table].setdefault(parts[kind], {})[name] = said


def _view(text: str, columns: list[str]) -> dict[str, Any]:
    return {"columns": dict(column.split(" ", 1) for column in columns), "query": text.splitlines()}
