"""Draft 7 over values that have dates: a date is an unquoted YYYY-MM-DD, all else without a type of its own is text."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator, ValidationError, validators


def _type(validator: Any, types: str | list[str], value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    names = [types] if isinstance(types, str) else types
    if not any(_is(validator, value, name, schema) for name in names):
        yield ValidationError("type")


def _is(validator: Any, value: object, name: str, schema: dict[str, Any]) -> bool:
    if isinstance(value, datetime.date):
        return name == "string" and schema.get("format") == "date"
    if name == "integer" and isinstance(value, float):
        return False
    return bool(validator.is_type(value, name))


def _format(validator: Any, name: str, value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    if name == "date" and isinstance(value, str):
        yield ValidationError("format")


def _names(validator: Any, names: dict[str, Any], value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    for key in value if isinstance(value, dict) else ():
        if not validator.evolve(schema=names).is_valid(key):
            yield ValidationError("propertyNames", instance=key)


_extend: Any = validators.extend
_Validator: Any = _extend(Draft7Validator, {"type": _type, "format": _format, "propertyNames": _names})


def mistakes(value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    """Every mistake of a plain value (dates as datetime.date) against a schema of draft 7."""
    yield from _Validator(schema).iter_errors(value)
