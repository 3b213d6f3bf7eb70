"""A lock as it lies on the disk: read strictly, every entry with the lines that it stands on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Span, Stop
from compiler.language import Document, Node, build_tree, check_shape, plain, read_file, span_at
from compiler.proof.locks.entry import Entry, Head, Row
from compiler.proof.locks.spelling import ROWS, VERSION

FILE_NAME = "aqc.lock"
_MARKER = re.compile(r"^(<{7}|>{7}|={7}|\|{7})( .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lock:
    """What a lock file says. `shown` is its name for people; paths of `entries` are relative to its folder."""

    path: Path
    shown: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    document: Document | None = None

    @property
    def sources(self) -> Mapping[str, str]:
        return self.document.sources if self.document else {}

    def name_of(self, scenario: Path) -> str:
        """The path of a scenario as entries spell it."""
        return Path(os.path.relpath(scenario.absolute(), self.path.absolute().parent)).as_posix()

    def file_of(self, name: str) -> Path:
        """The scenario of an entry, relative to the working directory where it lies below it."""
        found = self.path.absolute().parent / name
        near = Path(os.path.relpath(found))
        return found if near.parts[:1] == ("..",) else near

    def span(self, *keys: str) -> Span:
        """Where an entry, or a value of it, stands; the first line where it does not."""
        if self.document is None:
            return Span(self.shown, 1, 1, 1, 2)
        return span_at(self.document, ("scenarios", *keys))


def read_lock(path: Path) -> Lock:
    """Errors: Stop with AQ0xx and AQ1xx: no file, no YAML, a merge conflict, an unknown version, another shape."""
    shown = str(path)
    text = read_file(path, shown, None)
    if isinstance(text, Diagnostic):
        raise Stop([text])
    sources = {shown: text}
    _stop(list(_conflicts(text, shown)), sources)
    root, mistakes = build_tree(text, shown)
    _stop(mistakes, sources)
    root = root if root and isinstance(root.value, dict) else Node("map", {}, Span(shown, 1, 1, 1, 2))
    document = Document(root, sources)
    _stop(_versions(root), sources)
    _stop(check_shape(document, _schema()), sources)
    content = cast("dict[str, Any]", plain(root))
    return Lock(path, shown, {name: _entry(values) for name, values in content["scenarios"].items()}, document)


def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data_folder("schema") / "lock.schema.json").read_text(encoding="utf-8"))
    return found


def _stop(told: Any, sources: Mapping[str, str]) -> None:
    if told:
        raise Stop(told, sources)


def _conflicts(text: str, shown: str) -> Iterator[Diagnostic]:
    """AQ526 at the first marker; the others are of the same merge."""
    marks = list(_MARKER.finditer(text))
    if marks:
        line, wide = text.count("\n", 0, marks[0].start()) + 1, len(marks[0].group())
        count = sum(mark.group().startswith("<") for mark in marks)
        message = f"a merge left {count or 1} conflict{'s' * (count > 1)} here"
        hint = f"take either side, then renew it: git checkout --ours {shown}; aqc lock"
        yield Diagnostic("AQ526", message, Span(shown, line, 1, line, wide + 1), hint)


def _versions(root: Node) -> tuple[Diagnostic, ...]:
    """AQ527 for a file of another version; what has none is told by the schema."""
    assert isinstance(root.value, dict)
    node = root.value.get("aqc-lock")
    if node is None or node.value == VERSION or node.kind != "int":
        return ()
    message = f"the lock is of version {node.value}, and this aqc reads version {VERSION}"
    return (
        Diagnostic("AQ527", message, node.span, "use the release of aqc that wrote it, or write it anew: aqc lock"),
    )


def _entry(values: Mapping[str, Any]) -> Entry:
    tables = {name: Row(row["rows"], row.get("sha256")) for name, row in values["tables"].items()}
    known = {name: values[name] for name in ("seed", "algorithm", "catalog", "plan")}
    head = Head(as_of=str(values["as_of"]), scenario=values.get("scenario", ""), **known)
    return Entry(head, tables, values["holds"] == ROWS)
