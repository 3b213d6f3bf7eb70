"""Readings are kept between `low` and `high`: a level far outside leaves nothing but the limit.

The slow noise of a thermometer is that of the water itself, in which fish live and grow.
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.biology import usual
from compiler.diagnostics import Diagnostic
from compiler.nouns import Geography, Scenario, Stage, Water

MOST_SD_C = 5.0
"""Water deviates by no more, in standard deviations: that of the sea, which `sea_temp_sd_c` states, neither."""
FAR_SD = 3.0
"""Noise reaches so many standard deviations, and the daily wave, of 1.5 in the fullest container, goes with it."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ234 a sensor that always reads its limit, AQ235 water of any temperature, once a quantity."""
    told: set[tuple[str, str]] = set()
    for geography in scenario.geographies:
        for stage in geography.stages:
            for water in stage.waters:
                if (stage.leg, water.parameter) not in told:
                    found = [*_stuck(scenario, geography, stage, water), *_wild(stage, water)]
                    yield from found
                    told |= {(stage.leg, water.parameter)} if found else set()


def _wild(stage: Stage, water: Water) -> Iterator[Diagnostic]:
    if water.follows_temperature and water.temperature:
        message = (
            f"{water.parameter} of {stage.name} is the water's, and {water.temperature:g} more for each degree of it"
        )
        hint = "temperature: 0, or follows_temperature: false"
        yield Diagnostic("AQ235", message, water.span_of("temperature"), hint)
    if water.follows_temperature and water.shared_sd > MOST_SD_C:
        message = (
            f"the water of {stage.name} deviates from its temperature by {water.shared_sd:g} °C, "
            f"{MOST_SD_C:g} are the most"
        )
        hint = f"shared_sd: {MOST_SD_C:g} or less; own_sd is the noise of the thermometer alone"
        yield Diagnostic("AQ235", message, water.span_of("shared_sd"), hint)


def _stuck(scenario: Scenario, geography: Geography, stage: Stage, water: Water) -> Iterator[Diagnostic]:
    lowest, highest = usual(geography, stage, water, scenario.water_course)
    shared_sd = 0.0 if water.follows_temperature else water.shared_sd
    noise = FAR_SD * (shared_sd + water.own_sd) + 1.5 * abs(water.rhythm)
    for key, limit, outside in (
        ("low", water.low, highest + noise <= water.low < water.high),
        ("high", water.high, lowest - noise >= water.high > water.low),
    ):
        if outside:
            level, side = (highest, "highest") if key == "low" else (lowest, "lowest")
            message = (
                f"{water.parameter} of {stage.name} has {level:g} {water.unit} as its {side} level; "
                f"a sensor with {key} {limit:g} reads nothing else"
            )
            hint = f"{key}: {level:g}, or what the water is said to have"
            yield Diagnostic("AQ234", message, water.span_of(key), hint)
