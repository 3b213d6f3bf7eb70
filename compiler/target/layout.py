"""A live database in the layout of a catalog folder: which app a table belongs to, and the text of each file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from compiler.target.live import Live

Model = tuple[str, str]
"""App and name of a model."""

FRAMEWORK_APPS = {
    "django_admin_log": "admin",
    "django_content_type": "contenttypes",
    "django_migrations": "migrations",
    "django_session": "sessions",
}
"""Tables whose names do not begin with their app's."""
PARTS = ("columns", "primary_key", "sequence", "uniques", "checks", "foreign_keys", "indexes")
OTHERS = "other"
"""The file of tables that no app claims."""


def app_of(table: str, models: Sequence[Model], known: Mapping[str, str]) -> str:
    """The app of a table: what the catalog says already, else the only app that has a model of that name, else the
    longest app that the name begins with."""
    if table in known:
        return known[table]
    if table in FRAMEWORK_APPS:
        return FRAMEWORK_APPS[table]
    begun = [app for app, _ in models if table == app or table.startswith(f"{app}_")]
    own = max(begun, key=len, default=OTHERS)
    named = {app for app, model in models if model == table.removeprefix(f"{own}_")}
    return named.pop() if len(named) == 1 else own


def table_files(live: Live, models: Sequence[Model], known: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Content of each tables/<app>.json; a view stands with the first table that it reads."""
    files: dict[str, dict[str, Any]] = {}
    for table, shape in live.shapes.items():
        if shape["primary_key"]:
            app = files.setdefault(app_of(table, models, known), {"tables": {}})
            app["tables"][table] = {part: shape[part] for part in PARTS if part in shape}
    for view, seen in live.views.items():
        read = re.search(r"FROM \(*public\.(\w+)", "\n".join(seen["query"]))
        app = files.setdefault(app_of(read[1] if read else view, models, known), {"tables": {}})
        app.setdefault("views", {})[view] = seen
    return dict(sorted(files.items()))


def as_tree(content: Mapping[str, Any]) -> str:
    """One name a line: for shapes and facts, where every line of a difference is a change of its own."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_framework(content: Mapping[str, Sequence[Any]]) -> str:
    """One row a line."""
    parts = [f"  {_text(name)}: [\n{_lines(rows, 4)}\n  ]" for name, rows in content.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def as_lookups(content: Mapping[str, Mapping[str, Any]]) -> str:
    """One row a line."""
    return "{\n" + ",\n".join(_lookup(table, seed) for table, seed in content.items()) + "\n}\n"


def _lookup(table: str, seed: Mapping[str, Any]) -> str:
    columns = f'    "columns": {_text(seed["columns"])},\n'
    return f'  {_text(table)}: {{\n{columns}    "rows": [\n{_lines(seed["rows"], 6)}\n    ]\n  }}'


def _lines(rows: Iterable[Any], indent: int) -> str:
    return ",\n".join(" " * indent + _text(row) for row in rows)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
