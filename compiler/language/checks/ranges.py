"""Ranges run from low to high, and a harvest range leaves room for its target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.language.checks._places import section
from compiler.language.lower.reading import span_at
from compiler.language.parse import Document, plain
from compiler.nouns import Scenario

PAIRS = {"eggs", "harvest_weight_g", "rings", "weight_g", "dead_on_arrival", "tgc_range", "feeding_hours", "wait_days"}


def check(scenario: Scenario, document: Document) -> Iterator[Diagnostic]:
    """AQ262 a range runs backwards, AQ261 a harvest range too narrow, AQ267 a sensor's low above its high."""
    yield from _backwards(plain(document.root), (), document)
    margin = section(document, "growth")["target_margin"]
    for name, group in sorted(section(document, "batches").items()):
        low, high = group["harvest_weight_g"]
        if low <= high and low * (1 + margin) > high * (1 - margin):
            need = low * (1 + margin) / (1 - margin)
            message = f"{low:g} to {high:g} g leaves no room for a target {margin * 100:g} % inside both ends"
            hint = f"harvest_weight_g: [{low:g}, {need:.0f}] or wider, or a smaller growth.target_margin"
            yield Diagnostic("AQ261", message, span_at(document, ("batches", name, "harvest_weight_g")), hint)


def _backwards(value: Any, path: tuple[str, ...], document: Document) -> Iterator[Diagnostic]:
    if not isinstance(value, Mapping):
        return
    for key, part in value.items():
        here = (*path, key)
        in_group = len(path) == 3 and path[0] == "batches" and path[2] == "containers"
        if (key in PAIRS or in_group) and isinstance(part, list) and part[0] > part[-1]:
            yield Diagnostic(
                "AQ262",
                f"{key} runs from {part[0]:g} down to {part[1]:g}",
                span_at(document, here),
                f"write [{part[1]:g}, {part[0]:g}]",
            )
        if (
            path[:1] == ("waters",)
            and isinstance(part, Mapping)
            and part.get("low", 0) > part.get("high", part.get("low", 0))
        ):
            message = f"{key} is at least {part['low']:g} and at most {part['high']:g}"
            yield Diagnostic("AQ267", message, span_at(document, (*here, "low")), "low is the smaller one")
        yield from _backwards(part, here, document)
