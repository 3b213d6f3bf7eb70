"""Mistakes that are seen in the text itself: characters that cannot be seen, and what is not YAML at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
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


def composed(text: str) -> str:
    """The text in Unicode's normal form C, in which an accent is part of its letter: one name has one spelling."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def shorten(text: str) -> str:
    """Text fit for a message: at most 60 characters."""
    return text if len(text) <= 60 else text[:57] + "..."


def control_character(text: str, file: str, besides: str) -> Diagnostic | None:
    """The first character that cannot be seen, but for those of `besides`, which a format has a use for."""
    found = next((found for found in CONTROL.finditer(text) if found.group() not in besides), None)
    if found is None:
        return None
    line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
    return _refuse(found.group(), Span(file, line, column, line, column + 1))


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


@dataclass(frozen=True, slots=True)
class _Fault:
    """What PyYAML says (`sign`) in our words. `at_begin`: where the broken thing begins tells more than its end."""

    sign: str
    message: str
    hint: str
    at_begin: bool = False


_FAULTS = (
    _Fault("expected ':'", "a line without a colon", "type `key: value`, with a space after the colon", True),
    _Fault("end of stream", "a quote or bracket is never closed", "close it, or quote the text that holds it", True),
    _Fault(
        "mapping values are not allowed",
        "a second colon on the line, or a line that is indented too far",
        "quote text that holds a colon and a space, or indent the line like its neighbours",
    ),
    _Fault(
        "expected ',' or", "a list or map in brackets goes on here", "close the bracket, or type a comma before this"
    ),
    _Fault("'-' indicator", "this does not belong to the list around it", "indent the dashes of one list alike"),
    _Fault(
        "expected key",
        "this does not belong to the map around it",
        "indent the line like its neighbours, and quote the whole of a text that begins with a quote",
    ),
    _Fault(
        "expected <block end>", "this does not belong to the value around it", "indent the line like its neighbours"
    ),
    _Fault("cannot start any token", "text cannot begin with this sign", "put the text in quotes"),
    _Fault(
        "scanning an alias", "a star begins an alias, and this is no name", "quote the text: a star begins an alias"
    ),
    _Fault("scanning an anchor", "an ampersand begins an anchor, and this is no name", "put the text in quotes"),
    _Fault("escape", "no such escape after the backslash", "write the backslash twice, or use single quotes"),
    _Fault("sequence entries", "a list cannot begin here", "begin the list on a line of its own"),
    _Fault("block scalar", "no text may stand on the line of | or >", "begin the text on the next line"),
)


def syntax(error: yaml.YAMLError, file: str, text: str) -> Diagnostic:
    """What PyYAML finds when the text is not YAML, with where it began to be so."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Diagnostic("AQ001", f"not YAML: {error}", Span(file, 1, 1, 1, 2), "save the file as UTF-8 text")
    said = " ".join(part for part in (error.problem, error.context) if part)
    fault = next((fault for fault in _FAULTS if fault.sign in said), _Fault("", said, "see the line and the one above"))
    span = _at(error.problem_mark or error.context_mark, file, text)
    begun = _at(error.context_mark, file, text) if error.context_mark and error.context else span
    related = ((begun, "it begins here"),) if begun.line != span.line and not fault.at_begin else ()
    return Diagnostic(
        "AQ001", f"not YAML: {fault.message}", begun if fault.at_begin else span, fault.hint, related=related
    )


def _at(mark: Any, file: str, text: str) -> Span:
    """The place of a mark; of one behind the last line, where nothing can be shown, the end of that line."""
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.rstrip("\n").split("\n")
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    return Span(file, line, column, line, column + 1)
