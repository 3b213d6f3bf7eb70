"""Mistakes that are seen in the text itself: characters that cannot be seen, and what is not YAML at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from compiler.diagnostics import Diagnostic, Span

MAX_MISTAKES = 100
CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def name_of(character: str) -> str:
    """A control character as U+0007."""
    return f"U+{ord(character):04X}"


def shorten(text: str) -> str:
    """Text fit for a message: at most 60 characters."""
    return text if len(text) <= 60 else text[:57] + "..."


def characters(text: str, file: str) -> Iterator[Diagnostic]:
    """Tabs and control characters: one diagnostic for each line that has one."""
    last, told = -1, 0
    for found in CONTROL.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        if start == last:
            continue
        last, told = start, told + 1
        line = text.count("\n", 0, start) + 1
        span = Span(file, line, found.start() - start + 1, line, found.start() - start + 2)
        if found.group() == "\t":
            yield Diagnostic(
                "AQ009",
                "a tab; YAML indents with spaces, and a tab looks different in every editor",
                span,
                "type spaces instead",
            )
        else:
            yield Diagnostic(
                "AQ010",
                f"the control character {name_of(found.group())}",
                span,
                "remove it; it cannot be seen and editors may hide it",
            )
        if told >= MAX_MISTAKES:
            return


_SYNTAX_HINTS = (
    (
        "mapping values are not allowed",
        "a colon and a space begin a value: quote text that holds one, and check the indentation",
    ),
    ("could not find expected ':'", "type `key: value`; a key needs a colon and a space after it"),
    ("did not find expected key", "indent this line like its neighbours, and close quotes and brackets above it"),
    ("did not find expected ',' or", "close the bracket, or type a comma between two entries"),
    ("did not find expected '-' indicator", "indent the dashes of one list alike"),
    ("found character that cannot start any token", "quote the text: it begins with a sign that YAML keeps for itself"),
    ("end of stream", "close the quote or bracket"),
    ("document start", "remove what stands after the end of the value, or quote the whole"),
    ("escape", "write a backslash twice, or use single quotes"),
    ("block sequence entries are not allowed", "begin the list on a line of its own"),
)


def syntax(error: yaml.MarkedYAMLError, file: str) -> Diagnostic:
    mark: Any = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = str(error.problem or error.context or "not YAML")
    context = f" {error.context}" if error.context and error.problem else ""
    hint = next(
        (hint for sign, hint in _SYNTAX_HINTS if sign in f"{problem}{context}"), "see the line and the one above it"
    )
    related: tuple[tuple[Span, str], ...] = ()
    if (
        error.context_mark
        and error.context
        and (error.context_mark.line, error.context_mark.column) != (line - 1, column - 1)
    ):
        begun: Any = error.context_mark
        related = ((Span(file, begun.line + 1, begun.column + 1, begun.line + 1, begun.column + 2), "begun here"),)
    return Diagnostic(
        "AQ001", f"not YAML: {problem}{context}", Span(file, line, column, line, column + 1), hint, related=related
    )
