"""Deaths are typed as shares a day: a percentage in their place kills all fish."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario

EGGS = 100_000
LEAST = 0.5
"""A stage that fewer survive was not meant so: the worst that farms report is about 0.7 for eggs and alevins."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ236 most fish die in a stage by its ordinary deaths alone (warning)."""
    for geography in scenario.geographies:
        alive, day = 1.0, 0
        for stage in geography.stages:
            own = (1.0 - min(stage.mortality_per_day, 1.0)) ** stage.days
            alive, day, rate = alive * own, day + stage.days, stage.mortality_per_day
            if own < LEAST:
                living = f"of {EGGS:,} eggs {int(alive * EGGS):,} live on day {day}"
                message = f"at {rate:g} deaths a day in {stage.name}, {living}"
                hint = f"a share of the living fish: {rate:g} % a day is {rate / 100.0:g}"
                yield Diagnostic("AQ236", message, stage.span_of("mortality_per_day"), hint, "warning")
