"""The catalog of a live database, as files: `aqc introspect`. Shapes in live.py, rows in rows.py, text in layout.py."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Stop
from compiler.target.catalog import STANDARD
from compiler.target.layout import as_framework, as_lookups, as_tree, table_files
from compiler.target.live import Live, read_live
from compiler.target.rows import FRAMEWORK, completed, framework_rows, lookup_rows
from compiler.target.session import session


def introspect(dsn: str, out: Path, version: str | None = None) -> tuple[Diagnostic, ...]:
    """Write the catalog of a live database into a folder, in the layout that schema/aquamind has.

    Model facts (fields/) cannot be read from a database: those of the folder stay as they are. So do the name and,
    unless one is given, the version in target.json.

    Returns: AQ630 and AQ631, warnings and notes on what the files do not say
    Errors:  Stop AQ603 without a connection, AQ632 when it is no AquaMind, AQ633 when a file cannot be written, or what
             `session` says of a refusal of the server
    """
    with session(dsn) as cursor:
        live = read_live(cursor)
        _must_be_django(live)
        framework = framework_rows(cursor)
        wanted = _wanted(out)
        lookups = completed(lookup_rows(cursor, live, wanted), wanted, live)
    models = [(app, model) for app, model, _ in framework["content_types"]]
    files = {
        "target.json": as_tree(_target(out, live, version)),
        "rows/framework.json": as_framework(framework),
        "rows/lookups.json": as_lookups(lookups),
        **{f"tables/{app}.json": as_tree(content) for app, content in table_files(live, models, _apps(out)).items()},
    }
    try:
        _write(out, files)
    except OSError as error:
        hint = "name a folder that you may write to with -o"
        raise Stop([Diagnostic("AQ633", f"cannot write {error.filename}: {error.strerror}", hint=hint)]) from None
    return tuple(_remarks(out, live))


def _must_be_django(live: Live) -> None:
    missing = [table for table in FRAMEWORK if table not in live.shapes]
    if missing:
        message = f"this is no AquaMind database: schema public has no table {', '.join(missing)}"
        raise Stop([Diagnostic("AQ632", message, hint="name a database that the migrations of AquaMind have made")])


def _wanted(out: Path) -> Mapping[str, Mapping[str, Any]]:
    """Lookups of the folder, or of the standard target: rows that a scenario needs, whatever the database holds."""
    path = out / "rows" / "lookups.json"
    content: Mapping[str, Mapping[str, Any]] = _read(
        path if path.is_file() else data_folder("schema") / STANDARD / "rows" / "lookups.json"
    )
    return content


def _apps(out: Path) -> dict[str, str]:
    """[table] its app, of the tables that the folder names already."""
    return {table: path.stem for path in sorted((out / "tables").glob("*.json")) for table in _read(path)["tables"]}


def _target(out: Path, live: Live, version: str | None) -> Mapping[str, Any]:
    path = out / "target.json"
    known = _read(path) if path.is_file() else {}
    return {
        "name": known.get("name", out.name),
        "version": version or known.get("version", "unknown"),
        "schema": "public",
        "server": known.get("server", live.server) if version is None else live.server,
    }


def _write(out: Path, files: Mapping[str, str]) -> None:
    """The files, and no other in tables/: an app that is gone takes its file along."""
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (out / "tables").glob("*.json"):
        if f"tables/{path.name}" not in files:
            path.unlink()


def _remarks(out: Path, live: Live) -> Iterator[Diagnostic]:
    for what in _odd(live):
        yield Diagnostic(
            "AQ630",
            f"a catalog has no words for {what}",
            hint="a full dump will not have it; data mode leaves it as it is",
            severity="warning",
        )
    if not any((out / "fields").glob("*.json")):
        message = f"{out}/fields is missing: choices, digits and validators of the application are not in a database"
        hint = f"copy schema/{STANDARD}/fields where the models are the same"
        yield Diagnostic("AQ631", message, hint=hint, severity="note")


def _odd(live: Live) -> Iterable[str]:
    keyless = (f"table {name} without a primary key" for name, shape in live.shapes.items() if not shape["primary_key"])
    return (*live.odd, *keyless)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
