"""How batches begin: with a weight that the first stage agrees with, and all of them before the stage is over."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario

FAR = 2.0
"""Eggs that weigh more than so many times what their stage says, or less than its inverse, are not those meant."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ228 a first weight that does not act, AQ229 a delivery as long as the stage."""
    told: set[str] = set()
    for batch in scenario.batches:
        begins, stage = batch.begins, scenario.geographies[batch.geography].stages[batch.begins.stage]
        if batch.group in told:
            continue
        if not begins.bought and not 1 / FAR <= stage.first_weight_g / begins.weight_g <= FAR:
            told.add(batch.group)
            message = (
                f"{stage.name} begins with {stage.first_weight_g:g} g, but the eggs of {batch.group} weigh "
                f"{begins.weight_g:g} g, and with those its batches begin"
            )
            said = f"{{stage: {stage.name}, fish: {batch.eggs}, weight_g: {stage.first_weight_g:g}}}"
            hint = f"begins: {said} instead of eggs"
            yield Diagnostic("AQ228", message, stage.span_of("first_weight_g"), hint)
        early = batch.terminated is not None and batch.terminated.after_days < begins.days
        if begins.days > 1 and begins.days >= batch.runs[0].days and not early:
            told.add(batch.group)
            message = f"{batch.number} is delivered over {begins.days} days, {stage.name} lasts {batch.runs[0].days}"
            key = "days" if begins.bought else "move_days"
            yield Diagnostic("AQ229", message, begins.span_of("days"), f"{key}: {max(batch.runs[0].days // 4, 1)}")
