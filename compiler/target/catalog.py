"""The target catalog: what schema/<target>/ says of tables, keys, sequences, views and fixed rows, as frozen values.

The folder holds `target.json`, `tables/<app>.json` (shapes), `rows/*.json` (rows that every database of the target
holds) and `fields/<app>.json` (what the application checks beyond the database).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from compiler import data_folder
from compiler.target.admission import FOREIGN_KEY, UNREADABLE, hold, hold_fields, read_part, unreadable

Value = str | int | float | bool | None
STANDARD = "aquamind"
"""The target that the table modules were written for."""
FRAMEWORK_MOMENT = "2024-01-01 00:00:00+00"
"""When the migrations are said to have been applied: fixed, so that no clock reaches a dump."""

_COLUMN = re.compile(r"(?P<type>.+?)(?P<not_null> not null)?(?P<identity> identity)?")
_TYPE = re.compile(r"(?P<base>[a-z ]+)(?:\((?P<arguments>[0-9,]+)\))?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the server prints it: type `numeric(10,4)` has base `numeric` and arguments (10, 4)."""

    name: str
    type: str
    base: str
    arguments: tuple[int, ...]
    not_null: bool
    identity: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key or a unique constraint."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """`definition` is the server's own text, `CHECK ((count >= 0))`."""

    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """All of this target's foreign keys are deferrable, initially deferred, without ON DELETE."""

    name: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """`definition` is the server's own text after the table's name, `USING btree (batch_id)`."""

    name: str
    unique: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Table:
    """Columns in catalog order; everything named in order of its name's bytes."""

    name: str
    app: str
    columns: tuple[Column, ...]
    primary_key: Key
    uniques: tuple[Key, ...]
    checks: tuple[Check, ...]
    foreign_keys: tuple[ForeignKey, ...]
    indexes: tuple[Index, ...]

    def column(self, name: str) -> Column:
        """The column of that name. Errors: KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


@dataclass(frozen=True, slots=True)
class Sequence:
    """The sequence of an identity column; `type` is the column's, integer or bigint."""

    name: str
    table: str
    column: str
    type: str


@dataclass(frozen=True, slots=True)
class View:
    """`query` is the text that pg_dump prints after `CREATE VIEW … AS`, equal on PostgreSQL 15 to 18."""

    name: str
    columns: Mapping[str, str]
    query: str


@dataclass(frozen=True, slots=True)
class Seed:
    """Rows of a table that no scenario changes. Timestamps of creation and update are left to the caller."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The target. Mappings are keyed by name and iterate in order of the names' bytes."""

    name: str
    version: str
    server: int
    tables: Mapping[str, Table]
    sequences: Mapping[str, Sequence]
    views: Mapping[str, View]
    seeds: Mapping[str, Seed]


Named = TypeVar("Named", Table, Sequence, View)


def load_catalog(name: str = STANDARD) -> Catalog:
    """Read the catalog folder `schema/<name>`. Lookup tables that it does not name have the standard target's rows.

    One of ours is read once a process, one in another folder each time.
    Errors: FileNotFoundError when there is no such target, Stop AQ351 when it says what no catalog says.
    """
    return _shipped(name) if Path(name).name == name else _load(name)


@cache
def _shipped(name: str) -> Catalog:
    return _load(name)


def _load(name: str) -> Catalog:
    root = data_folder("schema") / name
    try:
        target = read_part(root / "target.json")
        apps = {path.stem: read_part(path) for path in sorted((root / "tables").glob("*.json"))}
        catalog = _catalog(root, target, apps)
        hold(root, target, apps.values(), read_part(root / "rows" / "lookups.json"))
    except UNREADABLE as error:
        raise unreadable(root, error) from None
    return catalog


def _catalog(root: Path, target: Mapping[str, Any], apps: Mapping[str, Any]) -> Catalog:
    tables = [_table(app, table, shape) for app, content in apps.items() for table, shape in content["tables"].items()]
    sequences = [
        _sequence(table, shape)
        for content in apps.values()
        for table, shape in content["tables"].items()
        if "sequence" in shape
    ]
    views = [
        View(view, shape["columns"], "\n".join(shape["query"]))
        for content in apps.values()
        for view, shape in content.get("views", {}).items()
    ]
    standard = _lookups(data_folder("schema") / STANDARD)
    return Catalog(
        target["name"],
        target["version"],
        target["server"],
        _by_name(tables),
        _by_name(sequences),
        _by_name(views),
        {**_framework(read_part(root / "rows" / "framework.json")), **standard, **_lookups(root)},
    )


def load_fields(name: str = STANDARD) -> Mapping[str, Mapping[str, Any]]:
    """What the application knows of each table beyond the database, as read: choices, digits, validators, history.

    Errors: Stop AQ351 when a file says what no catalog says.
    """
    root = data_folder("schema") / name
    try:
        facts = {
            table: fact for path in sorted((root / "fields").glob("*.json")) for table, fact in read_part(path).items()
        }
        hold_fields(root, facts)
    except UNREADABLE as error:
        raise unreadable(root, error) from None
    return facts


def _by_name(items: Iterable[Named]) -> Mapping[str, Named]:
    return {item.name: item for item in sorted(items, key=lambda item: item.name.encode())}


def _table(app: str, name: str, shape: Mapping[str, Any]) -> Table:
    ((key_name, key_columns),) = shape["primary_key"].items()
    return Table(
        name,
        app,
        tuple(read_column(column, text) for column, text in shape["columns"].items()),
        Key(key_name, _names(key_columns)),
        tuple(Key(key, _names(columns)) for key, columns in _sorted(shape, "uniques")),
        tuple(Check(check, text) for check, text in _sorted(shape, "checks")),
        tuple(_foreign_key(key, text) for key, text in _sorted(shape, "foreign_keys")),
        tuple(
            Index(index, text.startswith("UNIQUE "), text.removeprefix("UNIQUE "))
            for index, text in _sorted(shape, "indexes")
        ),
    )


def _sorted(shape: Mapping[str, Any], what: str) -> Iterator[tuple[str, str]]:
    yield from sorted(shape.get(what, {}).items(), key=lambda item: item[0].encode())


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


def read_column(name: str, text: str) -> Column:
    """A column from its name and text such as `numeric(10,4) not null`. Errors: ValueError."""
    shape = _shape(text)
    if not shape:
        raise ValueError(f"column {name}: cannot read {text!r}")
    return Column(name, *shape)


@lru_cache(1024)
def _shape(text: str) -> tuple[str, str, tuple[int, ...], bool, bool] | None:
    """Type, its base and arguments, NOT NULL and identity, which thousands of columns say alike; None if unreadable."""
    match = _COLUMN.fullmatch(text)
    parts = match and _TYPE.fullmatch(match["type"])
    if not match or not parts:
        return None
    arguments = tuple(int(number) for number in (parts["arguments"] or "").split(",") if number)
    return match["type"], parts["base"], arguments, bool(match["not_null"]), bool(match["identity"])


def _foreign_key(name: str, text: str) -> ForeignKey:
    match = FOREIGN_KEY.fullmatch(text)
    if not match:
        raise ValueError(f"foreign key {name}: cannot read {text!r}")
    return ForeignKey(name, _names(match["columns"]), match["target"], _names(match["target_columns"]))


def _sequence(table: str, shape: Mapping[str, Any]) -> Sequence:
    ((column, text),) = ((name, text) for name, text in shape["columns"].items() if text.endswith(" identity"))
    return Sequence(shape["sequence"], table, column, text.split()[0])


def _framework(content: Mapping[str, Any]) -> dict[str, Seed]:
    """Django's own rows: migrations, and content types and permissions in the order in which `migrate` makes them."""
    for row in (row for rows in content.values() for row in rows):
        if not all(isinstance(text, str) for text in row):
            raise TypeError(f"rows/framework.json has {row!r:.80} in place of texts")
    migrations = tuple((row, app, name, FRAMEWORK_MOMENT) for row, (app, name) in enumerate(content["migrations"], 1))
    types = tuple((row, app, model) for row, (app, model, _) in enumerate(content["content_types"], 1))
    return {
        "django_migrations": Seed(("id", "app", "name", "applied"), migrations),
        "django_content_type": Seed(("id", "app_label", "model"), types),
        "auth_permission": Seed(("id", "name", "content_type_id", "codename"), tuple(_permissions(content))),
    }


def _permissions(content: Mapping[str, Any]) -> Iterator[tuple[Value, ...]]:
    ids = count(1)
    for content_type, (app, model, title) in enumerate(content["content_types"], 1):
        for verb in ("add", "change", "delete", "view"):
            yield next(ids), f"Can {verb} {title}", content_type, f"{verb}_{model}"
        for extra_app, extra_model, name, codename in content["extra_permissions"]:
            if (extra_app, extra_model) == (app, model):
                yield next(ids), name, content_type, codename


def _lookups(root: Path) -> dict[str, Seed]:
    content = read_part(root / "rows" / "lookups.json")
    return {
        table: Seed(tuple(seed["columns"]), tuple(tuple(row) for row in seed["rows"]))
        for table, seed in content.items()
    }
