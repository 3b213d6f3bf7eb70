"""A difference as a comment on a pull request: Markdown that GitHub and GitLab render, a summary and folded details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.cli.diff import words
from compiler.cli.diff.words import Facts

MARKER = "<!-- aqc diff: {} -->"
"""The first line, by which a comment is found and updated; the file is that of the farm after the change."""
_CUT = 100
"""Rows of a table and entries of a list, so that a comment is never longer than GitHub takes."""


def render(facts: Facts) -> str:
    """The whole comment."""
    facts = words.visible(facts)
    file = facts["after"]["file"]
    parts = [MARKER.format(file.replace("--", "—")), f"**aqc diff** {code(file)}: {plain(words.summary(facts))}", ""]
    if facts["breaking"]:
        parts += ["> **Breaking**", ">", *(f"> - {plain(words.breaking(one))}" for one in facts["breaking"]), ""]
    for title, body in _sections(facts):
        if body:
            parts += [f"<details><summary>{title}</summary>", "", *body, "", "</details>", ""]
    return "\n".join(parts)


def _sections(facts: Facts) -> Iterator[tuple[str, Sequence[str]]]:
    yield f"Lines ({len(facts['lines'])})", _table(("key", "before", "after", "line"), map(_line, facts["lines"]))
    batches = ("", "batch", "change", "because of")
    yield f"Batches ({len(facts['batches'])})", _table(batches, map(_batch, facts["batches"]))
    yield "Containers and sites", _list(words.places(facts["places"]))
    if not facts["same"]:
        yield "The farm", [*_table(("", "with fish", "at most"), map(_usage, facts["usage"])), "", _bottleneck(facts)]
        yield "Whose data change", _list(words.data(facts["data"]))
    if facts["tables"]:
        tables = _table(("table", "rows before", "after", ""), map(_rows, facts["tables"]["differ"]))
        yield "Tables", [plain(words.totals(facts["tables"])), "", *tables]


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> list[str]:
    """A table, or nothing without rows."""
    found = [f"| {' | '.join(row)} |" for row in rows]
    cut = [f"| … and {len(found) - _CUT:,} more |" + " |" * (len(head) - 1)] if len(found) > _CUT else []
    top = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return [*top, *found[:_CUT], *cut] if found else []


def _list(entries: Iterator[str]) -> list[str]:
    found = [f"- {plain(text)}" for text in entries]
    return [*found[:_CUT], *([f"- … and {len(found) - _CUT:,} more"] if len(found) > _CUT else [])]


def _line(line: Facts) -> Sequence[str]:
    return (code(line["key"]), *(code(words.value(line[side])) for side in ("before", "after")), code(line["place"]))


def _batch(entry: Facts) -> Sequence[str]:
    sign = "+" if entry["before"] is None else "−" if entry["after"] is None else "~"
    told = f"{', '.join(entry['kinds'])}: {words.batch(entry)}"
    return sign, plain(entry["batch"]), plain(told), plain(words.because(entry))


def _usage(one: Facts) -> Sequence[str]:
    return tuple(map(plain, words.usage(one)))


def _bottleneck(facts: Facts) -> str:
    return f"Bottleneck: {plain(words.bottleneck(facts['bottleneck']))}"


def _rows(one: Facts) -> Sequence[str]:
    was, now = one["before"]["rows"], one["after"]["rows"]
    return code(one["table"]), f"{was:,}", f"{now:,}", f"{now - was:+,}"


def code(text: str) -> str:
    """Text as code, also in a cell of a table.

    >>> code("a|b")
    '`a\\\\|b`'
    """
    flat = " ".join(text.split()).replace("|", "\\|")
    fence = "``" if "`" in flat else "`"
    return f"{fence}{flat}{fence}" if flat else ""


def plain(text: str) -> str:
    """Text in which nothing is taken for Markdown, HTML, or somebody's name.

    >>> plain("<b> *x* @y")
    '&lt;b&gt; \\\\*x\\\\* @\\u200by'
    """
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{sign}" if sign in "\\`*_[]|#~" else sign for sign in flat).replace("@", "@\u200b")
