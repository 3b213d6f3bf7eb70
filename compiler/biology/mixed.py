"""Mixed batches, once the lives of the batches that their fish are of are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from compiler.biology.simulate import simulate
from compiler.nouns import BatchPlan, History, Origins, Plan, Scenario, batch_plan


def mix_all(scenario: Scenario, plan: Plan, histories: Sequence[History]) -> tuple[Scenario, tuple[History, ...]]:
    """The scenario with mixed batches as they really began, and the histories with theirs behind all that have begun.

    Args: histories  of all other batches; a mix of a mix comes after it, as its index is the larger
    A batch of whose fish none lived to be mixed has no history.
    """
    batches, lives = list(scenario.batches), {history.plan.batch: history for history in histories}
    made: list[History] = []
    for at in np.unique(plan.mixed_batch).tolist():
        own, origins = _gathered(batch_plan(plan, at), lives)
        fish = int(origins.fish.sum(dtype=np.int64))
        if not fish:
            continue
        grams = int((origins.fish.astype(np.int64) * origins.weight_cg).sum()) / fish / 100.0
        batches[at] = replace(batches[at], eggs=fish, begins=replace(batches[at].begins, weight_g=grams))
        scenario = replace(scenario, batches=tuple(batches))
        lives[at] = simulate(scenario, own, origins)
        made.append(lives[at])
    begun = sum(history.begun for history in histories)
    return scenario, (*histories[:begun], *made, *histories[begun:])


def _gathered(plan: BatchPlan, lives: dict[int, History]) -> tuple[BatchPlan, Origins]:
    """The plan of a mixed batch with only the origins that have living fish, and these."""
    found = []
    for batch, container in zip(plan.origin_batch.tolist(), plan.origin_container.tolist(), strict=True):
        stay = origin_stay(lives[batch], container, plan.start) if batch in lives else None
        fish = 0 if stay is None else int(lives[batch].stays.left[stay])
        weight_cg = 0 if stay is None else int(lives[batch].days.weight_cg[lives[batch].last_cell[stay]])
        found.append((fish, weight_cg))
    columns = np.array(found, dtype=np.int32).reshape(-1, 2)
    kept = columns[:, 0] > 0
    own = replace(plan, origin_batch=plan.origin_batch[kept], origin_container=plan.origin_container[kept])
    return own, Origins(columns[kept, 0], columns[kept, 1])


def origin_stay(history: History, container: int, day: int) -> int | None:
    """The stay whose fish left a container for a mixed batch on a day; None where they had all died before."""
    found = np.flatnonzero((history.plan.container == container) & (history.plan.end == day))
    return int(found[0]) if len(found) else None
