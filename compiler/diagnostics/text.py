"""Diagnostics for people: position, message, the line with a caret under the place, what to type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from compiler.diagnostics.diagnostic import Diagnostic, Span
from compiler.diagnostics.widths import printable, visible, width

_WIDEST = 100
"""Columns of source shown; longer lines are cut around the place."""
_STYLES = {"error": "1;31", "warning": "1;33", "note": "1;36", "caret": "1;32", "place": "1", "faint": "2"}


def render_text(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], colour: bool = False) -> str:
    """One paragraph for each diagnostic, a line that counts them, and lines of what is accepted and why."""
    shown = [diagnostic for diagnostic in diagnostics if diagnostic.accepted is None]
    paragraphs = ["\n".join(_paragraph(diagnostic, sources, colour)) + "\n" for diagnostic in shown]
    counted = [f"{_count(shown)}\n"] if shown else []
    return "\n".join([*paragraphs, *counted]) + "".join(_accepted(diagnostics))


def place(span: Span) -> str:
    """file:line:column."""
    return f"{visible(span.file)}:{span.line}:{span.column}"


def _paragraph(diagnostic: Diagnostic, sources: Mapping[str, str], colour: bool) -> Iterator[str]:
    where = _paint(f"{place(diagnostic.span)}: ", "place", colour) if diagnostic.span else ""
    kind = _paint(f"{diagnostic.severity} {diagnostic.code}", diagnostic.severity, colour)
    yield f"{where}{kind}: {_indent(diagnostic.message)}"
    if diagnostic.span:
        yield from _excerpt(diagnostic.span, sources, colour)
    for span, message in diagnostic.related:
        yield f"  {place(span)}: {_paint('note', 'note', colour)}: {visible(message)}"
        yield from _excerpt(span, sources, colour)
    if diagnostic.hint:
        yield f"  {_paint('hint', 'note', colour)}: {_indent(diagnostic.hint)}"


def _indent(text: str) -> str:
    """Safe text whose further lines stand under the first."""
    return "\n    ".join(visible(line) for line in text.split("\n"))


def _excerpt(span: Span, sources: Mapping[str, str], colour: bool) -> Iterator[str]:
    """The source line and the caret line; nothing when the text is not at hand."""
    lines = _lines(sources[span.file]) if span.file in sources else ()
    if not 1 <= span.line <= len(lines):
        return
    before, marked, after = _parts(lines[span.line - 1], span)
    caret = "^" + "~" * (max(width(marked), 1) - 1)
    margin = f"{span.line:>5} |"
    blank = " " * (len(margin) - 1) + "|"
    yield f"{_paint(margin, 'faint', colour)} {before}{marked}{after}".rstrip()
    yield f"{_paint(blank, 'faint', colour)} {' ' * width(before)}{_paint(caret, 'caret', colour)}"


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


def _parts(line: str, span: Span) -> tuple[str, str, str]:
    """What stands before, under and after the mark, safe to print and cut to _WIDEST columns."""
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line) if span.end_line > span.line else start + 1
    end = min(max(end, start), len(line))
    marked = _fill(line[start:end].rstrip() or line[start:end], _WIDEST // 2)
    room = _WIDEST - width(marked)
    after = _fill(
        line[end:] if len(marked) <= _WIDEST // 2 else "", max(room - width(visible(line[:start][-room:])), room // 2)
    )
    before = _fill(line[:start], room - width(after), from_end=True)
    return before, marked, after


def _fill(text: str, columns: int, from_end: bool = False) -> str:
    """As much of the text as fits, with an ellipsis where it was cut."""
    kept: list[str] = []
    used = 0
    for character in reversed(text) if from_end else text:
        shown = printable(character)
        used += width(shown)
        if used > columns - 1 and len(kept) < len(text) - 1:
            kept.append("…")
            break
        kept.append(shown)
    return "".join(reversed(kept)) if from_end else "".join(kept)


def _count(diagnostics: Sequence[Diagnostic]) -> str:
    parts = []
    for severity, plural in (("error", "errors"), ("warning", "warnings"), ("note", "notes")):
        number = sum(diagnostic.severity == severity for diagnostic in diagnostics)
        if number:
            parts.append(f"{number} {severity if number == 1 else plural}")
    return ", ".join(parts)


def _accepted(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """A line for each reason, with how much is accepted for it."""
    found = Counter((one.code, one.accepted) for one in diagnostics if one.accepted)
    for (code, accepted), times in found.items():
        if accepted:
            yield f"accepted: {times} × {code}, {_indent(accepted.reason)}  {place(accepted.span)}\n"


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour else text
