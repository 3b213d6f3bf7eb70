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
    """Tabs and control characters: one diagnostic for each line that has one, MAX_MISTAKES at most."""
    position, line = 0, 1
    for _ in range(MAX_MISTAKES):
        found = CONTROL.search(text, position)
        if found is None:
            return
        line += text.count("\n", position, found.start())
        column = found.start() - text.rfind("\n", 0, found.start())
        yield _refuse(found.group(), Span(file, line, column, line, column + 1))
        position = text.find("\n", found.start())
        if position < 0:
            return


def _refuse(character: str, span: Span) -> Diagnostic:
    if character == "\t":
        message = "a tab; YAML indents with spaces, and a tab looks different in every editor"
        return Diagnostic("AQ009", message, span, "type spaces instead")
    message = f"the control character {name_of(character)}"
    return Diagnostic("AQ010", message, span, "remove it; it cannot be seen and editors may hide it")


_SYNTAX_HINTS = (
    (
        "mapping values are not allowed",
        "a colon and a space begin a value: quote text that holds one, and check the indentation",
    ),
    ("could not find expected ':'", "type `key: value`; a key needs a colon and a space after it"),
    ("did not find expected key", "indent this line like its neighbours, and close quotes and brackets above it"),
    ("expected ',' or", "close the bracket, or type a comma between two entries"),
    ("did not find expected '-' indicator", "indent the dashes of one list alike"),
    ("found character that cannot start any token", "quote the text: it begins with a sign that YAML keeps for itself"),
    ("end of stream", "close the quote or bracket"),
    ("document start", "remove what stands after the end of the value, or quote the whole"),
    ("scanning an alias", "quote the text: a star begins an alias"),
    ("scanning an anchor", "quote the text: an ampersand begins an anchor"),
    ("escape", "write a backslash twice, or use single quotes"),
    ("block sequence entries are not allowed", "begin the list on a line of its own"),
)


def syntax(error: yaml.YAMLError, file: str) -> Diagnostic:
    """What PyYAML says when the text is not YAML, with where it began to be so."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Diagnostic("AQ001", f"not YAML: {error}", Span(file, 1, 1, 1, 2), "save the file as UTF-8 text")
    context = f" {error.context}" if error.context and error.problem else ""
    problem = f"{error.problem or error.context or 'no reason given'}{context}"
    hint = next((hint for sign, hint in _SYNTAX_HINTS if sign in problem), "see the line and the one above it")
    span = _at(error.problem_mark or error.context_mark, file)
    begun = _at(error.context_mark, file) if error.context_mark and error.context else span
    related = ((begun, "begun here"),) if begun != span else ()
    return Diagnostic("AQ001", f"not YAML: {problem}", span, hint, related=related)


def _at(mark: Any, file: str) -> Span:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Span(file, line, column, line, column + 1)
