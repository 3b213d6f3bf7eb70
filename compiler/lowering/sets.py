"""Sets of named things: counted by a pattern, named one by one, read from a CSV file, and overridden by name."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from compiler.diagnostics import Span
from compiler.lowering.reading import Notes, Path, Values, alike, fill, merge

Named = dict[str, dict[str, Any]]
"""Values of each thing by its name."""


def expand(entries: Values, path: Path, known: Mapping[str, str | int], notes: Notes) -> Named:
    """All things of a set, each with what `each`, its own entry and its override say.

    Args: known  values for the name pattern beside {n}      path  where the set stands
    """
    made: Named = {}
    if entries["count"] and "name" not in entries:
        notes.say(
            "AQ201",
            f"{entries['count']} are counted but no name pattern says how they are called",
            (*path, "count"),
            'add a pattern such as name: "C{n:02}"',
        )
        return made
    for name in _counted(entries, path, known, notes):
        made[name] = dict(entries["each"])
    own = dict(entries["named"])
    if "csv" in entries:
        own |= read_csv(entries["csv"], (*path, "csv"), "name", notes)
    for name, values in own.items():
        if name in made:
            notes.say(
                "AQ202",
                f"{name} is made by the pattern and named again",
                (*path, "named", name),
                f"say what differs under override: {{{name}: …}}",
            )
        made[name] = merge(entries["each"], values)
    for name, values in entries["override"].items():
        if name not in made and beyond(entries, name, (*path, "override", name), notes):
            continue
        if name not in made:
            notes.say("AQ203", f"override of {name}, which is not there", (*path, "override", name), alike(name, made))
            continue
        made[name] = merge(made[name], values)
    return made


def _counted(entries: Values, path: Path, known: Mapping[str, str | int], notes: Notes) -> list[str]:
    missing: list[str] = []
    names = [fill(entries["name"], {**known, "n": n}, missing.append) for n in range(1, entries["count"] + 1)]
    for field in sorted(set(missing)):
        notes.say("AQ204", f"the name pattern asks for {{{field}}}", (*path, "name"), alike(field, [*known, "n"]))
    if not missing and len(set(names)) < len(names):
        notes.say(
            "AQ205",
            f"the pattern {entries['name']!r} gives {len(names)} things {len(set(names))} different names",
            (*path, "name"),
            "add the number: {n:02}",
        )
    return list(dict.fromkeys(names))


def beyond(entries: Values, name: str, path: Path, notes: Notes) -> bool:
    """True for a name that an included file mentions and that the pattern would make if more were counted.

    So a scenario may count fewer stations than the library that it includes knows by name.
    """
    shape = "".join(
        r"\d+" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{[^}]*\})", entries.get("name", ""))
    )
    return notes.at(path).file != notes.document.root.span.file and re.fullmatch(shape, name) is not None


def read_csv(name: str, path: Path, key: str, notes: Notes) -> Named:
    """Rows of a CSV file by the column `key`.

    Dots in a column's name nest, `;` separates list items, empty cells say nothing.
    """
    here = notes.at(path)
    origin = notes.document.paths.get(here.file)
    file = (origin.parent if origin else FilePath()) / name
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        notes.say("AQ206", f"cannot read {name}: {reason}", here, f"the path is relative to {here.file}")
        return {}
    reader = csv.DictReader(text.splitlines())
    if key not in (reader.fieldnames or ()):
        notes.say(
            "AQ207",
            f"{name} has no column {key!r}",
            here,
            f"its columns are {', '.join(reader.fieldnames or ('none',))}",
        )
        return {}
    rows: Named = {}
    for row in reader:
        label = (row.get(key) or "").strip()
        if not label or label in rows or None in row:
            what = (
                f"repeats {label}"
                if label in rows
                else "has more cells than columns"
                if None in row
                else f"has no {key}"
            )
            notes.say(
                "AQ208",
                f"line {reader.line_num} of {name} {what}",
                Span(name, reader.line_num, 1),
                "one line for each name",
            )
            continue
        rows[label] = _nested({k: v for k, v in row.items() if k != key and v is not None and v.strip()})
    return rows


def _nested(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        *above, last = column.strip().split(".")
        at = values
        for step in above:
            at = at.setdefault(step, {})
        at[last] = [scalar(part) for part in cell.split(";")] if ";" in cell or last == "sensors" else scalar(cell)
    return values


def scalar(cell: str) -> str | int | float | bool:
    """A cell's value: an integer, a number, true or false, otherwise text."""
    cell = cell.strip()
    if cell in ("true", "false"):
        return cell == "true"
    if re.fullmatch(r"[-+]?\d[\d_]*", cell):
        return int(cell)
    if re.fullmatch(r"[-+]?\d[\d_]*\.\d+", cell):
        return float(cell)
    return cell
