"""Whether a catalog may be used: where it lies, what it is digested as, and that its texts are those of a catalog."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Span, Stop
from compiler.target.grammar import LABEL, wrong_check, wrong_index, wrong_name, wrong_view

Content = Mapping[str, Any]
Fault = tuple[str, str, str]
"""(what it is, its text, what is wrong with it)"""
FOREIGN_KEY = re.compile(r"(?P<columns>.+) -> (?P<target>\w+) \((?P<target_columns>.+)\)")
PARTS = ("target.json", "tables/*.json", "rows/*.json", "fields/*.json")
"""Files of a catalog that reach a dump."""
MEND = "take the catalog again with aqc introspect, and read what it says"
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
"""What reading a catalog raises that somebody made by hand."""


FACTS: Mapping[str, type] = {"history_table": str, "history_of": str, "columns": dict}
FIELDS: Mapping[str, type] = {
    "t": str,
    "fk": str,
    "fk_col": str,
    "choices": list,
    "max_length": int,
    "digits": list,
    "validators": list,
}
"""What is read of a table and of a column in fields/; whatever else stands there is true or false."""


def is_outside(name: str) -> bool:
    """Whether a target is anything but a folder in schema/ of the package: a path, or a link to elsewhere."""
    home = data_folder("schema").resolve()
    return not re.fullmatch(r"\w[\w.-]{0,62}", name) or (home / name).resolve() != home / name


def located(target: str, folder: Path) -> str:
    """A target as it is typed in a file of the folder: the name of one of ours, or the whole path of another."""
    return target if Path(target).name == target else os.path.abspath(folder / target)


def content_digest(name: str) -> str:
    """sha256 of what the files of a catalog say, whatever their spaces and the folder's place.

    Errors: FileNotFoundError when a file is gone, Stop AQ351 when one cannot be read.
    """
    root, digest = data_folder("schema") / name, hashlib.sha256()
    for path in sorted(path for part in PARTS for path in root.glob(part)):
        try:
            content = json.dumps(read_part(path), separators=(",", ":"))
        except UNREADABLE as error:
            raise unreadable(root, error) from None
        digest.update(f"{path.relative_to(root).as_posix()}\n{content}\n".encode())
    return digest.hexdigest()


def catalog_key(name: str) -> str:
    """What tells a catalog from others: the name of one of ours, the digest of what another says.

    Errors: as `content_digest`.
    """
    return content_digest(name) if is_outside(name) else name


def read_part(path: Path) -> Any:
    """What a file of a catalog says. Errors: FileNotFoundError; Stop AQ351 when the system refuses it otherwise; those
    of UNREADABLE when it is no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Stop([Diagnostic("AQ351", f"cannot read the catalog {path}: {error.strerror}", hint=MEND)]) from None


def hold(root: Path, target: Content, apps: Iterable[Content], rows: Content) -> None:
    """Check all texts of a catalog that a dump takes as they are.

    Args:   apps  what the files in tables/ hold; rows  [table] the columns of rows/lookups.json
    Errors: Stop with an AQ351 for each text that is not what a catalog says there.
    """
    found = [*_labels(target), *(fault for content in apps for fault in _tables(content)), *_rows(rows)]
    _stop(root, found)


def hold_fields(root: Path, facts: Content) -> None:
    """Check fields/ of a catalog: what is read of them is of its kind, and names are names, which SQL is made of.

    Errors: Stop with AQ351; TypeError and those of UNREADABLE when they have another shape.
    """
    names: list[str] = []
    for table, fact in facts.items():
        columns = fact["columns"]
        _of_kinds(table, fact, FACTS)
        for column, each in columns.items():
            _of_kinds(f"{table}.{column}", {"t": None, **each}, FIELDS)
            _rules(f"{table}.{column}", each)
        others = (fact.get("history_table"), fact.get("history_of"), *(each.get("fk") for each in columns.values()))
        names += [table, *columns, *(name for name in others if name)]
    _stop(root, list(_names("a name", names)))


def _of_kinds(what: str, members: Content, kinds: Mapping[str, type]) -> None:
    """Errors: TypeError when a member that is there is not of its kind."""
    for key in members.keys() & kinds.keys():
        if not isinstance(members[key], kinds[key]):
            raise TypeError(f"{key} of {what} is {_short(members[key])}")


def _rules(what: str, field: Content) -> None:
    """Errors: TypeError when digits are not two whole numbers, or a validator is none that a value can be held to."""
    digits = field.get("digits", [1, 0])
    if len(digits) != 2 or any(type(one) is not int for one in digits):
        raise TypeError(f"digits of {what} are {_short(digits)}")
    for rule in field.get("validators", ()):
        try:
            re.compile(rule.get("regex", ""))
            float(rule.get("min", 0)), float(rule.get("max", 0))
        except (AttributeError, TypeError, ValueError, OverflowError, re.error):
            raise TypeError(f"a validator of {what} is {_short(rule)}") from None


def unreadable(root: Path, error: Exception) -> Stop:
    """Stop with AQ351 for a folder whose files say nothing that a catalog says."""
    told = f"there is no {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
    return Stop([Diagnostic("AQ351", f"{root} is no catalog: {told}", hint=MEND)])


def _labels(target: Content) -> Iterator[Fault]:
    for key in ("name", "version"):
        if not LABEL.fullmatch(target[key]):
            yield f"the {key} of the target", target[key], "letters, digits and _ . + - / : ( ) alone, at most 100"
    if type(target["server"]) is not int:
        yield "the release of the server", str(target["server"]), "a whole number"


def _tables(content: Content) -> Iterator[Fault]:
    yield from _names("a name of a table", content["tables"])
    for table, shape in content["tables"].items():
        yield from _names(f"a name in {table}", _names_of(shape))
        for what, wrong in (("checks", wrong_check), ("indexes", _wrong_index)):
            for name, text in shape.get(what, {}).items():
                yield f"{name} of {table}", text, wrong(text)
    for view, shape in content.get("views", {}).items():
        yield from _names("a name of a view", [view, *shape["columns"]])
        query = "\n".join(shape["query"])
        yield f"view {view}", query, wrong_view(query)


def _wrong_index(text: str) -> str:
    return wrong_index(text.removeprefix("UNIQUE "))


def _names_of(shape: Content) -> Iterator[str]:
    """All names that a table is made of."""
    yield from shape["columns"]
    yield from shape.get("checks", {})
    yield from shape.get("indexes", {})
    if "sequence" in shape:
        yield shape["sequence"]
    for keys in (shape["primary_key"], shape.get("uniques", {})):
        for name, columns in keys.items():
            yield from (name, *columns.split(", "))
    for name, text in shape.get("foreign_keys", {}).items():
        parts = FOREIGN_KEY.fullmatch(text)
        assert parts, "catalog.py has read it"
        yield from (name, parts["target"], *parts["columns"].split(", "), *parts["target_columns"].split(", "))


def _rows(rows: Content) -> Iterator[Fault]:
    for table, seed in rows.items():
        yield from _names("a name in rows/", [table, *seed["columns"]])
        for row in seed["rows"]:
            if not all(value is None or isinstance(value, str | int | float) for value in row):
                yield f"a row of {table}", str(row), "a row is a list of texts, numbers, true, false and null"
            elif len(row) != len(seed["columns"]):
                yield f"a row of {table}", str(row), f"it has {len(row)} values for {len(seed['columns'])} columns"


def _names(what: str, names: Iterable[str]) -> Iterator[Fault]:
    yield from ((what, name, wrong_name(name)) for name in names)


def _stop(root: Path, found: Iterable[Fault]) -> None:
    told = [
        Diagnostic(
            "AQ351", f"{what} is not what a catalog says there: {wrong}: {_short(text)}", _place(root, what, text), MEND
        )
        for what, text, wrong in found
        if wrong
    ]
    if told:
        raise Stop(told)


def _short(text: object) -> str:
    shown = json.dumps(text, ensure_ascii=True)
    return shown if len(shown) <= 120 else f"{shown[:110]}…"


def _place(root: Path, what: str, text: str) -> Span | None:
    """Where the first line of a text stands in the files of the catalog, or the name of what is empty."""
    first = text.strip("\n").split("\n")[0] or what.rsplit(" ", 1)[-1]
    written = {json.dumps(first, ensure_ascii=ascii_)[:-1] for ascii_ in (True, False)}
    for end in ('"', ""):
        for path in (path for part in PARTS for path in sorted(root.glob(part))):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
                at = max(line.find(each + end) for each in written)
                if at >= 0:
                    return Span(str(path), number, at + 1)
    return None
