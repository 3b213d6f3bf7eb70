"""A digest of what a value says: equal for equal values in any process, whoever made them and where they were typed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np

from compiler.diagnostics import Span

FINGERPRINT_BYTES = 16


def fingerprint(value: object, *unsaid: type) -> bytes:
    """The digest of dataclasses, arrays, mappings, sequences, sets, numbers, texts, and whatever these are made of.

    Args:   unsaid  types whose values say nothing
    Errors: TypeError for a value of another type: what is not known to be digested wholly is not digested

    >>> fingerprint({"a": (1, 2.5)}) == fingerprint({"a": (1, 2.5)}) != fingerprint({"a": (1, 2)})
    True
    """
    whole = hashlib.blake2b(digest_size=FINGERPRINT_BYTES)
    for said in _said(value, (Span, *unsaid)):
        whole.update(said)
    return whole.digest()


def _said(value: Any, unsaid: tuple[type, ...]) -> Iterator[bytes]:
    """Each value begins with its kind, and with its length where one may have another."""
    kind = type(value)
    if value is None or kind in (bool, int, float):
        yield f"{kind.__name__} {value!r};".encode()
    elif kind is str:
        text = value.encode("utf-8", "surrogatepass")
        yield b"str %d;" % len(text) + text
    elif kind is bytes:
        yield b"bytes %d;" % len(value) + value
    elif issubclass(kind, unsaid):
        yield b"-;"
    elif isinstance(value, np.ndarray | np.generic):
        yield f"array {value.dtype.str} {value.shape};".encode()
        yield value.tobytes()
    elif isinstance(value, Set):
        yield b"set %d;" % len(value) + b"".join(sorted(fingerprint(one, *unsaid) for one in value))
    else:
        yield from _parts(value, kind, unsaid)


def _parts(value: Any, kind: type, unsaid: tuple[type, ...]) -> Iterator[bytes]:
    if is_dataclass(kind):
        parts = [getattr(value, name) for name in _compared(kind)]
    elif isinstance(value, Mapping):
        parts, kind = [part for item in value.items() for part in item], dict
    elif isinstance(value, tuple | list):
        parts = list(value)
    else:
        raise TypeError(f"{kind.__qualname__} has no fingerprint")
    yield f"{kind.__qualname__} {len(parts)};".encode()
    for part in parts:
        yield from _said(part, unsaid)


@cache
def _compared(kind: Any) -> tuple[str, ...]:
    """Fields by which two values differ."""
    return tuple(each.name for each in fields(kind) if each.compare)
