"""The small rows that a catalog holds: the framework's own, and lookups that every database of the target has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from compiler.target.live import Live

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

VERBS = ("add", "change", "delete", "view")
Seeds = Mapping[str, Mapping[str, Any]]
"""Content of rows/lookups.json."""
TIME = "timestamp with time zone not null"
FRAMEWORK = ("django_migrations", "django_content_type", "auth_permission")


def framework_rows(cursor: Cursor) -> dict[str, list[list[str]]]:
    """Content of rows/framework.json: migrations, content types and permissions, in order of their ids.

    Errors: psycopg2.Error when the database is not one of Django.
    """
    cursor.execute("SELECT app, name FROM public.django_migrations ORDER BY id")
    migrations = [list(row) for row in cursor.fetchall()]
    cursor.execute("SELECT id, app_label, model FROM public.django_content_type ORDER BY id")
    types = cursor.fetchall()
    cursor.execute("SELECT content_type_id, codename, name FROM public.auth_permission ORDER BY id")
    permissions = cursor.fetchall()
    names = {(kind, codename): name for kind, codename, name in permissions}
    usual = {(kind, f"{verb}_{model}") for kind, _, model in types for verb in VERBS}
    labels = {kind: [app, model] for kind, app, model in types}
    return {
        "migrations": migrations,
        "content_types": [[app, model, _title(names, kind, model)] for kind, app, model in types],
        "extra_permissions": [
            [*labels[kind], name, codename] for kind, codename, name in permissions if (kind, codename) not in usual
        ],
    }


def _title(names: Mapping[tuple[int, str], str], kind: int, model: str) -> str:
    """A model's title, as its permission to add says it."""
    return names.get((kind, f"add_{model}"), f"Can add {model}").removeprefix("Can add ")


def lookup_rows(cursor: Cursor, live: Live, tables: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Content of rows/lookups.json: all rows of those tables that are there, in order of their keys.

    Times that must not be null are left out: whoever writes the rows fills them in.
    """
    found = {}
    for table in tables:
        if table in live.shapes:
            columns = [name for name, text in live.shapes[table]["columns"].items() if text != TIME]
            found[table] = {"columns": columns, "rows": _rows(cursor, live, table, columns)}
    return {table: seed for table, seed in found.items() if seed["rows"]}


def completed(found: Seeds, wanted: Seeds, live: Live) -> Seeds:
    """The rows found, and behind them the wanted ones that are not among them, which may get another id.

    A row is known again by the first unique key of its table; where that refers to another lookup, by that one's row.
    """
    result, ids = {}, dict[str, dict[Any, Any]]()
    for table, seed in sorted(wanted.items(), key=lambda item: _depth(item[0], live)):
        if table not in live.shapes:
            continue
        own = found.get(table, {"columns": seed["columns"], "rows": []})
        pointing = dict(
            text.rsplit(" (", 1)[0].split(" -> ") for text in live.shapes[table].get("foreign_keys", {}).values()
        )
        natural = next(iter(live.shapes[table].get("uniques", {"": "id"}).values())).split(", ")
        rows = [dict(zip(own["columns"], row, strict=True)) for row in own["rows"]]
        known = {tuple(row.get(name) for name in natural): row["id"] for row in rows}
        ids[table] = {}
        for values in (dict(zip(seed["columns"], row, strict=True)) for row in seed["rows"]):
            moved = {name: ids.get(pointing.get(name, ""), {}).get(value, value) for name, value in values.items()}
            key = tuple(moved[name] for name in natural)
            if key not in known:
                taken = set(known.values())
                known[key] = moved["id"] if moved["id"] not in taken else max([*taken, len(seed["rows"])]) + 1
                rows.append({**moved, "id": known[key]})
            ids[table][values["id"]] = known[key]
        result[table] = {
            "columns": own["columns"],
            "rows": [[row.get(name) for name in own["columns"]] for row in rows],
        }
    return {table: result[table] for table in wanted if table in result}


def _depth(table: str, live: Live) -> int:
    """How many lookups of its own a row of the table may hang on; tables that others refer to come first."""
    keys = live.shapes.get(table, {}).get("foreign_keys", {}).values()
    return sum(f"-> {table} (" not in text for text in keys)


def _rows(cursor: Cursor, live: Live, table: str, columns: Sequence[str]) -> list[list[Any]]:
    from psycopg2 import sql

    (key,) = live.shapes[table]["primary_key"].values()
    query = sql.SQL("SELECT {} FROM public.{} ORDER BY {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, key.split(", "))),
    )
    cursor.execute(query)
    return [[_value(value) for value in row] for row in cursor.fetchall()]


def _value(value: Any) -> Any:
    """As JSON has it; what JSON has no word for, as PostgreSQL's text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)
