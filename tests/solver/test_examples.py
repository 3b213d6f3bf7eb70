"""The examples in the docstrings of the solver are true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from compiler import solving
from compiler.language.shape import quick

MODULES = sorted(f"compiler.solving.{path.stem}" for path in Path(solving.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("name", [*(name for name in MODULES if not name.endswith("__init__")), quick.__name__])
def test_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
