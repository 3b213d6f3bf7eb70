"""Fish are expected to grow about as planned, by which they are placed and harvested, whatever they eat on a day."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.biology import Pace, paces
from compiler.diagnostics import Diagnostic
from compiler.nouns import Batch, Scenario, Stage

MOST = 1.1
"""In any stage: a third more weight, for more of which containers and the target's stages have no room"""
LEAST = 0.6
"""In the life of a batch that is to be harvested"""
MONTH_DAYS = 30
"""Batches of a group that begin in one month of the year fare alike: the first of them stands for all"""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ113 fish that are expected to gain far more or less than planned, once a group, at the stage farthest off."""
    worst: dict[str, tuple[float, Batch, Pace]] = {}
    months = {(batch.group, batch.start_day // MONTH_DAYS % 12): batch for batch in reversed(scenario.batches)}
    for batch in reversed(months.values()):
        lived = list(paces(scenario, batch))
        planned = sum(pace.planned for pace in lived)
        gained = sum(pace.planned * pace.factor for pace in lived)
        slow = not batch.terminated and gained < LEAST * planned
        for pace in lived:
            off = LEAST / max(pace.factor, 1e-6) if slow else pace.factor / MOST
            if off > worst.get(batch.group, (1.0,))[0]:
                worst[batch.group] = off, batch, pace
    for _, batch, pace in worst.values():
        yield _refusal(scenario, batch, scenario.geographies[batch.geography].stages[pace.stage], pace)


def _refusal(scenario: Scenario, batch: Batch, stage: Stage, pace: Pace) -> Diagnostic:
    faster = pace.factor > 1.0
    message = f"{batch.number} is expected to gain {pace.factor * 100:.0f} % of its planned length in {stage.name}"
    if (pace.season > pace.eaten * pace.made_up) == faster:
        mean = f"at sea its seasons are {pace.season * 100:.0f} % of the year's mean"
        hint = "factors nearer to 1, the highest where the water is coldest"
        return Diagnostic("AQ113", f"{message}: {mean}", scenario.span_of("season_monthly"), hint)
    if faster:
        fits = max(1.0 / (pace.eaten * pace.season) - 1.0, 0.0)
        why = (
            f"it eats {pace.eaten * 100:.0f} % of what it would in calm water, and catch_up adds {pace.made_up - 1:.0%}"
        )
        return Diagnostic("AQ113", f"{message}: {why}", scenario.appetite.span_of("catch_up"), f"catch_up: {fits:.2f}")
    key = "fast_days" if stage.fast_days > stage.ramp_days else "ramp_days"
    why = f"it eats {pace.eaten * 100:.0f} % of what it would in calm water"
    return Diagnostic("AQ113", f"{message}: {why}", stage.span_of(key), f"fewer {key}")
