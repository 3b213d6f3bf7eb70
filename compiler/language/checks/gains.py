"""The target writes what a fish gains in a day as the temperature at which its one TGC would give as much."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.biology import planned_gain
from compiler.diagnostics import Diagnostic
from compiler.nouns import Batch, Scenario
from compiler.target import MOST_C, model_tgc

ROOM = 2.0
"""Water, tanks and moves let no day gain more than so many times what is planned."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ297 a day's gain that no temperature of the target expresses, once a group and stage."""
    told: set[tuple[str, int]] = set()
    for batch in scenario.batches:
        for stage, temp_c in _warmest(scenario, batch):
            if temp_c * ROOM > MOST_C and (batch.group, stage) not in told:
                told.add((batch.group, stage))
                yield _refusal(scenario, batch, stage, temp_c)


def _warmest(scenario: Scenario, batch: Batch) -> Iterator[tuple[int, float]]:
    """The stages that a batch lives, each with the temperature of its day of most gain."""
    tgc = model_tgc(scenario.geographies[batch.geography].stages[-1].tgc * batch.growth_factor)
    gains, day = planned_gain(scenario, batch, sum(run.days for run in batch.runs)), 0
    for run in batch.runs:
        yield run.stage, float(gains[day : day + run.days].max(initial=0.0)) / tgc
        day += run.days


def _refusal(scenario: Scenario, batch: Batch, number: int, temp_c: float) -> Diagnostic:
    stages = scenario.geographies[batch.geography].stages
    stage, last = stages[number], stages[-1]
    message = (
        f"{batch.number} gains as much in a day of {stage.name} as {last.name} at {temp_c:.0f} °C by its tgc of "
        f"{last.tgc:g}; the target writes such temperatures up to {MOST_C:g}"
    )
    if stage.tgc > 0.0:
        hint = f"a lower tgc of {stage.name}, or a higher one of {last.name}"
        return Diagnostic("AQ297", message, stage.span_of("tgc"), hint)
    after = stages[number + 1]
    begun = f"from {batch.begins.weight_g:g} to {after.first_weight_g:g} g in {stage.days} days"
    hint = f"a stage without tgc takes its fish {begun}: more days, or batches that begin in {after.name}"
    return Diagnostic("AQ297", message, after.span_of("first_weight_g"), hint)
