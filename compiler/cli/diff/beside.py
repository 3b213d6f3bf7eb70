"""A difference as diagnostics: what each changed line does, for annotations beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from compiler.cli.diff import words
from compiler.cli.diff.words import Facts
from compiler.diagnostics import Diagnostic, Span


def annotate(facts: Facts, head: str | None = None) -> list[Diagnostic]:
    """AQ534, a note, for the whole and for each changed line; AQ535, a warning, for what breaks; none without a change.

    Args: head  the revision that places after the change name, which annotations of it do not
    """
    return [] if facts["same"] else list(_told(words.visible(facts), f"{head}:" if head else ""))


def _told(facts: Facts, revision: str) -> Iterator[Diagnostic]:
    top = _span({"place": f"{facts['after']['file']}:1", "column": 1, "end_line": 1, "end_column": 2}, revision)
    lines = {line["key"]: _span(line, revision) for line in facts["lines"]}
    yield Diagnostic("AQ534", words.summary(facts), top, severity="note")
    for one in facts["breaking"]:
        where = lines.get(one["what"], top)
        yield Diagnostic("AQ535", words.breaking(one), where, "tell those whose scripts rely on it", "warning")
    for line in facts["lines"]:
        yield Diagnostic("AQ534", _line(line, facts), lines[line["key"]], severity="note")


def _line(line: Facts, facts: Facts) -> str:
    was, now = words.value(line["before"]), words.value(line["after"])
    said = f"{line['key']}: {was or 'nothing'} → {now or 'nothing'}"
    own = [entry for entry in facts["batches"] if line["place"] in entry["because"]]
    parts = [f"{entry['batch']} {', '.join(entry['kinds'])}" for entry in own]
    return f"{said}; {words.names(parts)}" if parts else said


def _span(line: Facts, revision: str) -> Span:
    """The value of a line whose place is file:line."""
    file, _, number = line["place"].removeprefix(revision).rpartition(":")
    return Span(Path(file).as_posix(), int(number), line["column"], line["end_line"], line["end_column"])
