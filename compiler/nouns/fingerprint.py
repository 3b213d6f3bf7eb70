"""A digest of what a value says: equal for equal values in any process, whoever made them and where they were typed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
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
    said: list[bytes] = []
    _say(value, (Span, *unsaid), said)
    return hashlib.blake2b(b"".join(said), digest_size=FINGERPRINT_BYTES).digest()


def _say(value: Any, unsaid: tuple[type, ...], said: list[bytes]) -> None:
    """Each value begins with its kind, and with its length where one may have another."""
    kind = type(value)
    if kind is str:
        text = value.encode("utf-8", "surrogatepass")
        said.append(b"str %d;%b" % (len(text), text))
    elif value is None or kind in (bool, int, float):
        said.append(f"{kind.__name__} {value!r};".encode())
    elif kind is bytes:
        said.append(b"bytes %d;%b" % (len(value), value))
    elif issubclass(kind, unsaid):
        said.append(b"-;")
    elif isinstance(value, np.ndarray | np.generic):
        said += [f"array {value.dtype.str} {value.shape};".encode(), value.tobytes()]
    elif isinstance(value, Set):
        said += [b"set %d;" % len(value), *sorted(fingerprint(one, *unsaid) for one in value)]
    else:
        parts, name = _parts(value, kind)
        said.append(f"{name} {len(parts)};".encode())
        for part in parts:
            _say(part, unsaid, said)


def _parts(value: Any, kind: type) -> tuple[list[Any], str]:
    """Of what a value consists, and the name of its kind."""
    if is_dataclass(kind):
        return [getattr(value, name) for name in _compared(kind)], kind.__qualname__
    if isinstance(value, Mapping):
        return [part for item in value.items() for part in item], "dict"
    if isinstance(value, tuple | list):
        return list(value), kind.__qualname__
    raise TypeError(f"{kind.__qualname__} has no fingerprint")


@cache
def _compared(kind: Any) -> tuple[str, ...]:
    """Fields by which two values differ."""
    return tuple(each.name for each in fields(kind) if each.compare)
