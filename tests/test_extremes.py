"""Zero, or less, of anything either works or is refused at its line: a sample of all numbers that a scenario states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.diagnostics import Diagnostic
from compiler.language import Document, Node, check_meaning, check_shape, lower, parse_file, schema, with_value

FARM = Path(__file__).parent / "checks" / "farm.yaml"
FREE = (
    "geographies",
    "stages",
    "batches",
    "halls",
    "feeds",
    "methods",
    "grades",
    "users",
    "container_types",
    "sea",
    "freshwater",
)
"""Keys under which entries bear names: the numbers of one entry stand for those of all."""
SAMPLE = 3
"""One number in so many is tried here."""


def numbers(
    node: Node, keys: tuple[str, ...] = (), shape: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every number of a scenario outside lists: its keys, and what is alike among entries of one kind."""
    if isinstance(node.value, dict):
        for key, below in node.value.items():
            named = bool(keys) and keys[-1] in FREE
            yield from numbers(below, (*keys, key), (*shape, "*" if named else key))
    elif isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield keys, shape


def sampled() -> list[tuple[str, ...]]:
    """The keys of one number of each kind, every third."""
    document, _ = parse_file(FARM)
    assert document
    kinds: dict[tuple[str, ...], tuple[str, ...]] = {}
    for keys, shape in numbers(document.root):
        kinds.setdefault(shape, keys)
    return [keys for _, keys in sorted(kinds.items())][::SAMPLE]


@pytest.fixture(scope="module")
def farm() -> Document:
    document, mistakes = parse_file(FARM)
    assert document and not mistakes
    return document


def said(document: Document, keys: tuple[str, ...], value: int) -> tuple[Diagnostic, ...]:
    """Everything that shape, lowering and checks say of the farm with another number."""
    changed = Document(with_value(document.root, keys, value), document.sources, document.paths)
    shape = check_shape(changed, dict(schema()))
    scenario, lowered = lower(changed) if not shape else (None, ())
    return (*shape, *lowered, *(check_meaning(scenario) if scenario else ()))


@pytest.mark.parametrize("keys", sampled(), ids=".".join)
def test_zero_or_less_works_or_is_refused_at_a_line(farm: Document, keys: tuple[str, ...]) -> None:
    for value in (0, -1):
        found = said(farm, keys, value)
        assert [one for one in found if one.span is None or not one.message or not one.hint] == []


def test_the_sample_is_no_handful() -> None:
    assert len(sampled()) > 50
