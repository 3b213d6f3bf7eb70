"""The target lets fish of a stage grow to a weight that it takes from the stage's name."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.biology import loads
from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario
from compiler.target import cap_g


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ299 fish pass the weight at which the target's engines stop a stage of that name (warning).

    Where a stage's own window ends earlier the engines move its fish on to the next stage, and no cap is met.
    """
    heaviest: dict[str, tuple[float, str]] = {}
    for load in loads(scenario):
        stage = scenario.geographies[load.batch.geography].stages[load.stage]
        heaviest[stage.name] = max(heaviest.get(stage.name, (0.0, "")), (load.last_weight_g, load.batch.number))
    for stage in scenario.geographies[0].stages if scenario.geographies else ():
        weight_g, number = heaviest.get(stage.name, (0.0, ""))
        cap = cap_g(stage.name)
        if min(weight_g, stage.expected_max_g) > cap:
            message = (
                f"{number} will end {stage.name} at {weight_g:.1f} g, the target's states and projections let no "
                f"stage of that name pass {cap:g} g"
            )
            window = f"weight_g: [{stage.expected_min_g:g}, {cap:g}]"
            hint = f"a shorter stage, a name that the target does not know, or {window}"
            yield Diagnostic("AQ299", message, stage.span_of(), hint, "warning")
