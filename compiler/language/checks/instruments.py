"""Scales, boards and feeders are fine enough for what they are to weigh."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.biology import loads
from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario

PARTS = 40
"""A scale or a feeder tells at least so many steps: rounding is then small beside what fish differ."""
PARTS_OF_LENGTH = 20
"""A board tells at least so many"""
LEAST_G = 0.01
LEAST_CM = 0.01
LEAST_KG = 0.01
"""Finer than these no scale, board or feeder can be said to be: who has such fish and meals has them."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ114 a scale, a board or a feeder too coarse for the lightest fish, or the smallest ration, that it is for."""
    sampled = [(weight_g, name) for weight_g, name in _sampled(scenario)]
    if sampled:
        weight_g, name = min(sampled)
        yield from _scale(scenario, weight_g, name)
        yield from _board(scenario, weight_g, name)
    yield from _feeder(scenario)


def _sampled(scenario: Scenario) -> Iterator[tuple[float, str]]:
    """(mean weight of the lightest fish that are weighed one by one, g; the stage)."""
    for load in loads(scenario):
        stage = scenario.geographies[load.batch.geography].stages[load.stage]
        lightest = max(load.first_weight_g, stage.sample_from_g)
        if stage.sample_every_days and load.last_weight_g >= lightest:
            yield lightest, stage.name


def _scale(scenario: Scenario, weight_g: float, name: str) -> Iterator[Diagnostic]:
    step = scenario.netting.scale_g[0]
    if step > LEAST_G and step * PARTS > weight_g:
        fits = max(_floored(weight_g / PARTS), LEAST_G)
        message = f"the finest scale reads steps of {step:g} g, fish are weighed in {name} from {weight_g:.2f} g on"
        hint = f"{fits:g} before the others, or a larger from_weight_g"
        yield Diagnostic("AQ114", message, scenario.netting.span_of("scale_g"), hint)


def _board(scenario: Scenario, weight_g: float, name: str) -> Iterator[Diagnostic]:
    step, length_cm = scenario.netting.board_cm, (100.0 * weight_g) ** (1.0 / 3.0)
    if step > LEAST_CM and step * PARTS_OF_LENGTH > length_cm:
        fits = max(_floored(length_cm / PARTS_OF_LENGTH), LEAST_CM)
        message = f"lengths are read in steps of {step:g} cm, fish are measured in {name} from {length_cm:.1f} cm on"
        hint = f"board_cm: {fits:g}, or a larger from_weight_g"
        yield Diagnostic("AQ114", message, scenario.netting.span_of("board_cm"), hint)


def _feeder(scenario: Scenario) -> Iterator[Diagnostic]:
    """Rations of the first day in a stage, of the mean container."""
    step, found = scenario.feeder_kg[0], []
    for load in loads(scenario):
        stage, run = scenario.geographies[load.batch.geography].stages[load.stage], load.batch.runs[load.run]
        if stage.fcr > 0.0 and stage.meal_hours and load.last_weight_g > load.first_weight_g:
            ends = (weight_g ** (1.0 / 3.0) for weight_g in (load.first_weight_g, load.last_weight_g))
            first, last = ends
            gain_g = 3.0 * first * first * (last - first) / run.days
            fish = load.biomass_kg * 1000.0 / load.last_weight_g / run.need
            found.append((fish * gain_g * stage.fcr / 1000.0, stage.name))
    if found and step > LEAST_KG and step * PARTS > min(found)[0]:
        kg, name = min(found)
        fits = max(_floored(kg / PARTS), LEAST_KG)
        message = f"the finest feeder weighs {step:g} kg, a container eats {kg:.2f} kg a day when {name} begins"
        yield Diagnostic("AQ114", message, scenario.span_of("feeder_kg"), f"{fits:g} before the others")


def _floored(value: float) -> float:
    """A round number not above it."""
    digits = 10.0 ** int(f"{value:e}".split("e")[1])
    return max(int(value / digits + 1e-9), 1) * digits
