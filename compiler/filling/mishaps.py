"""What did not go smoothly: stage changes of the past of which an action failed and was done again, or was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compiler.exact import Stream, one_uniform
from compiler.nouns import BatchPlan, Scenario

Mishaps = Mapping[tuple[int, int], frozenset[str]]
"""[batch, stage that the fish moved into] FAILED, SKIPPED: what became of one of the actions"""


def mishaps(scenario: Scenario, plans: Sequence[BatchPlan]) -> Mishaps:
    """Which stage changes of the past had an action that failed or was left out."""
    law, found = scenario.open_work, dict[tuple[int, int], frozenset[str]]()
    for geography in range(len(scenario.geographies)):
        here = [plan for plan in plans if scenario.batches[plan.batch].geography == geography]
        over = [(plan.batch, stage) for plan in here for stage in _changed(plan)]
        for kind, most in (("FAILED", law.failed), ("SKIPPED", law.skipped)):
            ranked = sorted(over, key=lambda at: rank(scenario, f"{scenario.batches[at[0]].number}/{at[1]}/{kind}"))
            for at in ranked[:most]:
                found[at] = found.get(at, frozenset()) | {kind}
    return found


def drawn(scenario: Scenario, reasons: Sequence[str], entity: str) -> str:
    """One of the reasons, by chance."""
    return reasons[int(len(reasons) * one_uniform(scenario.seed, Stream.OPEN_WORK, f"{entity}/reason"))]


def rank(scenario: Scenario, entity: str) -> float:
    return one_uniform(scenario.seed, Stream.OPEN_WORK, entity)


def _changed(plan: BatchPlan) -> list[int]:
    """Stages into which all fish of the stage before have moved."""
    waiting = set((plan.stage[plan.due_source] + 1).tolist())
    return sorted(set(plan.stage[plan.move_dest].tolist()) - waiting)
