"""Does the scenario make sense? One rule a file, each `check(scenario)`; all run, all mistakes are told."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario


def rules() -> tuple[str, ...]:
    """Names of the rules: the files of this folder that do not begin with an underscore."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")))


def check_meaning(scenario: Scenario) -> tuple[Diagnostic, ...]:
    """Everything that contradicts itself, cannot be, or is unlikely; in the order of the lines of the scenario."""
    found: dict[Diagnostic, None] = {}
    for rule in rules():
        found |= dict.fromkeys(import_module(f"{__name__}.{rule}").check(scenario))
    order = {file: rank for rank, file in enumerate(scenario.files)}
    return tuple(sorted(found, key=lambda d: _place(d, order)))


def _place(found: Diagnostic, order: dict[str, int]) -> tuple[int, int, int, str, str]:
    if found.span is None:
        return (len(order), 0, 0, found.code, found.message)
    return (order.get(found.span.file, len(order)), found.span.line, found.span.column, found.code, found.message)
