"""Does a Document have the shape that the language's JSON Schema asks for?"""

from __future__ import annotations

from itertools import islice
from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.language.parse import Document, plain
from compiler.language.shape.quick import fits
from compiler.language.shape.words import spell

__all__ = ["check_shape", "fits", "spell"]

_MAX_MISTAKES = 100


def check_shape(document: Document, schema: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """Every difference between the document and the schema (draft 7), in the order of the files' lines.

    Dates: `{"type": "string", "format": "date"}` means an unquoted YYYY-MM-DD, every other string is text. A whole
    number is written without a decimal point. At most 100 mistakes are reported. Where whole includes are missing, no
    other key is said to be: they may bring it.
    """
    value = plain(document.root)
    if _is_sound(value, schema):
        return ()
    from compiler.language.shape.reports import report
    from compiler.language.shape.validation import mistakes

    told: dict[Diagnostic, None] = {}
    for error in mistakes(value, schema):
        told |= dict.fromkeys(islice(report(error, document.root, schema), _MAX_MISTAKES))
        if len(told) >= _MAX_MISTAKES:
            break
    told = dict.fromkeys(_without_follow_ups([*told])[:_MAX_MISTAKES])
    order = {file: rank for rank, file in enumerate(document.sources)}
    return tuple(
        sorted(told, key=lambda d: (order.get(d.span.file, 0), d.span.line, d.span.column, d.code) if d.span else ())
    )


def _is_sound(value: object, schema: dict[str, Any]) -> bool:
    """A quick yes; no where that is not certain."""
    try:
        return fits(value, schema)
    except (ValueError, TypeError):
        return False


def _without_follow_ups(told: list[Diagnostic]) -> list[Diagnostic]:
    includes = [d for d in told if d.code == "AQ102" and d.hint.startswith("include: ")]
    return [d for d in told if not includes or d.code != "AQ102" or d in includes]
