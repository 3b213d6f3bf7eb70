"""What the target computes from the events of a batch: baseline scenario, daily states, forecasts.

The engines are followed to the digit (module docstrings name their quirks), so that a target that recomputes finds what
it already holds. Switched-off tables count: the engine that finds no growth samples starts from none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compiler.filling.derive.ahead import Ahead, Outlook, look_ahead, outlook
from compiler.filling.derive.baseline import Baseline, baseline
from compiler.filling.derive.law import Ladder, ladder
from compiler.filling.derive.projection import Projection, baseline_course, project
from compiler.filling.derive.states import Seen, States, daily_states
from compiler.nouns import History, Scenario, shelved

SAMPLES, DEATHS, MEALS = "batch_growthsample", "batch_mortalityevent", "inventory_feedingevent"
TOGETHER = 16
"""So many batches are reckoned side by side, as memory holds all that is reckoned of them"""


@dataclass(frozen=True, slots=True)
class Derived:
    """Of one batch."""

    baseline: Baseline
    ladder: Ladder
    states: States


def derive(scenario: Scenario, histories: Sequence[History]) -> tuple[Derived, ...]:
    """Everything that follows from the histories, one value a batch; equal for any grouping of the batches."""
    groups = (histories[at : at + TOGETHER] for at in range(0, len(histories), TOGETHER))
    return shelved(one for some in groups for one in _derived(scenario, some))


def _derived(scenario: Scenario, histories: Sequence[History]) -> Iterator[Derived]:
    baselines = tuple(baseline(scenario, history) for history in histories)
    target = scenario.geographies[0].stages if scenario.geographies else ()
    batches = [scenario.batches[history.plan.batch] for history in histories]
    ladders = tuple(ladder(scenario.geographies[one.geography].stages, target, one.begins.stage) for one in batches)
    off = scenario.tables_off
    seen = Seen(samples=SAMPLES not in off, deaths=DEATHS not in off, meals=MEALS not in off)
    states = daily_states(histories, baselines, ladders, scenario.planned_mortality_pct, seen)
    return (Derived(*each) for each in zip(baselines, ladders, states, strict=True))


def projection_of(scenario: Scenario, history: History, derived: Derived) -> Projection:
    """The run of the batch's baseline scenario."""
    stages = scenario.geographies[scenario.batches[history.plan.batch].geography].stages
    course = baseline_course(derived.baseline, derived.ladder, scenario.planned_mortality_pct)
    return project(course, [stage.name for stage in stages])


def outlook_of(history: History, derived: Derived) -> Outlook:
    """Which stays of the batch have live projections, and how far."""
    return outlook(history, derived.baseline)


def ahead_of(scenario: Scenario, outlook: Outlook, derived: Derived) -> Ahead:
    """The live projections of the batch's open stays."""
    return look_ahead(outlook, derived.states, derived.baseline, derived.ladder, scenario.planned_mortality_pct)
