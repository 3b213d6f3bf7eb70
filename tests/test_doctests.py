"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

import compiler.exact
import compiler.solving

MODULES = [
    f"{package.__name__}.{found.name}"
    for package in (compiler.exact, compiler.solving)
    for found in iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0


def test_arithmetic_has_examples() -> None:
    module = import_module("compiler.exact.arithmetic")
    found = {test.name.rsplit(".", 1)[-1] for test in doctest.DocTestFinder().find(module) if test.examples}
    public = {name for name, value in vars(module).items() if callable(value) and not name.startswith("_")}
    assert {name for name in public if getattr(module, name).__module__ == module.__name__} == found
