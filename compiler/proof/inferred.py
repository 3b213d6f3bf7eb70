"""An inferred library put to the test: does it read, and does it make the places that it was inferred from?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.diagnostics import Diagnostic
from compiler.filling import build_world
from compiler.language import check_meaning, check_shape, lower, parse_file, schema
from compiler.proof.likeness import Loss, losses
from compiler.target import Inventory, load_catalog

_NO_BATCH = "AQ290"
"""A library need not wish for batches."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What came of it."""

    losses: tuple[Loss, ...]
    wrong: tuple[Diagnostic, ...]
    """Errors of the library as a scenario"""
    sources: Mapping[str, str]


def hold_against(inventory: Inventory, names: Mapping[tuple[str, int], str], scenario_file: Path) -> Likeness:
    """Read a scenario that includes the library alone, and compare its places and people with the database's.

    Args: names  [table, id] what the library calls rows that it knows by another name

    Where it has errors that no Scenario comes of, there are no losses to tell.
    """
    document, wrong = parse_file(scenario_file)
    assert document
    if not wrong:
        wrong = tuple(check_shape(document, dict(schema())))
    lowered = None
    if not any(one.severity == "error" for one in wrong):
        lowered, told = lower(document)
        wrong = (*wrong, *told)
    if lowered is None:
        return Likeness((), _errors(wrong), document.sources)
    wrong = (*wrong, *check_meaning(lowered))
    world = build_world(lowered, load_catalog(lowered.target))
    return Likeness(tuple(losses(inventory, names, world)), _errors(wrong), document.sources)


def _errors(told: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(one for one in told if one.severity == "error" and one.code != _NO_BATCH)
