"""JSON as PostgreSQL prints jsonb: one text a value, on every machine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

_JSON_ESCAPES = {code: f"\\u{code:04x}" for code in range(1, 32)} | str.maketrans(
    {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)

_SPECIAL = re.compile(r'["\\\x00-\x1f]')
"""What text rarely holds: to look for it is quicker than to translate."""


def jsonb(value: object) -> str:
    """A JSON value as the server prints jsonb: keys by length, then by bytes; a space after each colon and comma.

    Errors: ValueError for what jsonb does not hold (NaN, NUL, other types).
    """
    if isinstance(value, str):
        return _json_text(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal):
        return _json_number(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join([head + jsonb(value[key]) for key, head in _in_order(tuple(value))]) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(jsonb, value)) + "]"
    raise ValueError(f"jsonb cannot hold a {type(value).__name__}")


@lru_cache(maxsize=1024)
def _in_order(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The keys as the server orders them, each with its text: objects of the same kind have the same keys."""
    ordered = sorted(keys, key=lambda key: (len(key.encode()), key.encode()))
    return tuple((key, f"{_json_text(key)}: ") for key in ordered)


def _json_text(text: str) -> str:
    if not _SPECIAL.search(text):
        return f'"{text}"'
    if "\0" in text:
        raise ValueError(f"NUL character in {text!r}")
    return f'"{text.translate(_JSON_ESCAPES)}"'


def _json_number(value: int | float | Decimal) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"jsonb cannot hold {number}")
    return format(number if number else abs(number), "f")
