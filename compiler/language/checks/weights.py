"""Can the fish become what the scenario wants of them?"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.biology import Load, loads
from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario

FAR = 1.6
"""A stage that ends at this many times its window's end, or below its inverse, was not meant so."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ258 the harvest weight is out of reach, AQ244 it is reached before the last stage.

    AQ259 a stage ends far from its weight window: a warning.
    """
    told: set[tuple[str, int]] = set()
    for load in loads(scenario):
        stages = scenario.geographies[load.batch.geography].stages
        found = _harvest(scenario, load) if load.stage == len(stages) - 1 else _window(scenario, load)
        for diagnostic in found:
            if (load.batch.group, load.stage) not in told:
                yield diagnostic
            told.add((load.batch.group, load.stage))


def _harvest(scenario: Scenario, load: Load) -> Iterator[Diagnostic]:
    batch, stage = load.batch, scenario.geographies[load.batch.geography].stages[load.stage]
    low, high = batch.harvest_range_g
    fewest = stage.move_days + scenario.harvest.days
    if batch.terminated:
        return
    soon = low <= load.first_weight_g or batch.runs[load.run].days < fewest
    if soon and stage.tgc > 0:
        begun = f"{batch.number} will weigh {load.first_weight_g:.0f} g when it comes to {stage.name}"
        message = f"{begun} and stays {fewest} days or more, its harvest begins at {low:g} g"
        meant = f"grams, as [{low * 1000:g}, {high * 1000:g}]" if high < 20 else "grams, such as [4800, 6200]"
        yield Diagnostic("AQ244", message, batch.span_of("harvest_range_g"), f"harvest_weight_g is in {meant}")
    if load.last_weight_g < low:
        reached = f"{load.last_weight_g:.0f} g after {stage.days} days in {stage.name}"
        message = f"{batch.number} will weigh {reached}, its harvest begins at {low:g} g"
        hint = "a lower harvest_weight_g, more days, a higher tgc or warmer water"
        span = stage.span_of("tgc")
        related = ((span, f"it grows by {stage.tgc:g} here"),)
        yield Diagnostic("AQ258", message, batch.span_of("harvest_weight_g"), hint, related=related)


def _window(scenario: Scenario, load: Load) -> Iterator[Diagnostic]:
    stage = scenario.geographies[load.batch.geography].stages[load.stage]
    low, high = stage.expected_min_g, stage.expected_max_g
    above = load.last_weight_g > high * FAR
    if above or load.last_weight_g < low:
        place = "above" if above else "below"
        message = (
            f"fish end {stage.name} at {load.last_weight_g:.2f} g, far {place} its window of {low:g} to {high:g} g"
        )
        span = stage.span_of("tgc")
        yield Diagnostic("AQ259", message, span, "check tgc, temp_c and days of the stage", "warning")
