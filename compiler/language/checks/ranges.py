"""A harvest range leaves room for its target, and a sensor's limits are the right way round."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from compiler.diagnostics import Diagnostic
from compiler.nouns import Batch, Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ261 a harvest range too narrow, once a group; AQ267 a sensor's low above its high."""
    groups = {batch.group: batch for batch in reversed(scenario.batches)}
    for batch in groups.values():
        yield from _narrow(batch, scenario.target_margin)
    waters = [water for place in scenario.geographies for stage in place.stages for water in stage.waters]
    for water in waters:
        if water.low > water.high:
            message = f"{water.parameter} is at least {water.low:g} and at most {water.high:g}"
            yield Diagnostic("AQ267", message, water.span_of("low"), "low is the smaller one")


def _narrow(batch: Batch, margin: float) -> Iterator[Diagnostic]:
    low, high = batch.harvest_range_g
    if low * (1 + margin) > high * (1 - margin):
        need = ceil(low * (1 + margin) / (1 - margin))
        message = f"{low:g} to {high:g} g leaves no room for a target {margin * 100:g} % inside both ends"
        hint = f"harvest_weight_g: [{low:g}, {need}] or wider, or a smaller growth.target_margin"
        yield Diagnostic("AQ261", message, batch.span_of("harvest_range_g"), hint)
