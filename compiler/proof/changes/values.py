"""Values of a Scenario or a History as digests that are equal when the values are, wherever they were typed."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np

from compiler.diagnostics import Span

_PLACES = frozenset({"spans", "files", "digest"})
"""Fields that tell where things were typed, or follow from all others."""


def digest(value: Any) -> str:
    """sha256 of a value without the places where it was typed.

    >>> digest((1, 2.0)) == digest((1, 2.0)), digest(1) == digest("1")
    (True, False)
    """
    return sha256(repr(bare(value)).encode()).hexdigest()


def digests(noun: Any, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """The digest of every field of a noun, but for those that tell of places and those `without`."""
    return {name: digest(value) for name, value in parts(noun, without).items()}


def parts(noun: Any, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Every field of a noun as `bare` gives it, but for those that tell of places and those `without`."""
    kept = (name for name in _names(type(noun)) if name not in without)  # type: ignore[arg-type]
    found = {name: getattr(noun, name) for name in kept}
    return {name: bare(value) for name, value in found.items() if not isinstance(value, Span)}


def bare(value: Any) -> Any:
    """A value whose repr says all of it but for the places where it was typed."""
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, sha256(np.ascontiguousarray(value).tobytes()).hexdigest())
    if isinstance(value, dict):
        return [(key, bare(value[key])) for key in sorted(value)]
    if isinstance(value, tuple | list):
        return [bare(each) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(map(repr, value))
    if is_dataclass(value):
        return (type(value).__name__, parts(value))
    raise TypeError(f"{type(value).__name__} is no value of a scenario")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in _PLACES)
