"""Breadth beyond a sample: `make test` asks a part of the parameters, `make test-all` all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def sampled(values: Iterable[T], kept: Callable[[T], bool]) -> list[object]:
    """The values as parameters; those that are not kept are slow. A tuple is a value a parameter."""
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=() if kept(value) else pytest.mark.slow)
        for value in values
    ]
