"""Does a Document have the shape that the language's JSON Schema asks for? And the schema's defaults."""

from __future__ import annotations

from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.parse import Document, plain
from compiler.shaping.places import follow

_MAX_MISTAKES = 100


def check_shape(document: Document, schema: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """Every difference between the document and the schema (draft 7), in the order of the files' lines.

    Dates: `{"type": "string", "format": "date"}` means an unquoted YYYY-MM-DD, every other string is text. A whole
    number is written without a decimal point. At most 100 mistakes are reported.
    """
    from compiler.shaping.reports import report
    from compiler.shaping.validation import mistakes

    told: dict[Diagnostic, None] = {}
    for error in mistakes(plain(document.root), schema):
        told |= dict.fromkeys(report(error, document.root, schema))
        if len(told) >= _MAX_MISTAKES:
            break
    told = dict.fromkeys([*told][:_MAX_MISTAKES])
    order = {file: rank for rank, file in enumerate(document.sources)}
    return tuple(
        sorted(told, key=lambda d: (order.get(d.span.file, 0), d.span.line, d.span.column, d.code) if d.span else ())
    )


def with_defaults(value: object, schema: dict[str, Any], root: dict[str, Any] | None = None) -> object:
    """A plain value with the schema's `default` wherever a key is absent, at any depth; the argument is not changed.

    Defaults of allOf parts apply; those inside anyOf and oneOf do not, as no form is chosen here. A map that is absent
    is filled only when its own schema says `default: {}`.
    """
    top = schema if root is None else root
    schema = follow(schema, top)
    if isinstance(value, list):
        return [with_defaults(item, schema.get("items", {}), top) for item in value]
    if not isinstance(value, dict):
        return value
    filled = dict(value)
    parts = [schema, *(follow(part, top) for part in schema.get("allOf", ()))]
    for part in parts:
        for key, child in part.get("properties", {}).items():
            child = follow(child, top)
            if key not in filled and "default" in child:
                filled[key] = child["default"]
    return {key: with_defaults(child, _child_schema(key, parts), top) for key, child in filled.items()}


def _child_schema(key: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    for part in parts:
        child = part.get("properties", {}).get(key, part.get("additionalProperties"))
        if isinstance(child, dict):
            return child
    return {}
