"""Batches whose fish are culled: how long they live, of the stages that were planned for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import StageRun, Termination


def read_termination(values: Values, runs: Sequence[StageRun]) -> Termination | None:
    """What a group of batches says of their end; None where they live until their harvest."""
    if "terminated" not in values:
        return None
    return build(Termination, values["terminated"], planned_days=sum(run.days for run in runs))


def cut(runs: tuple[StageRun, ...], end: Termination | None) -> tuple[StageRun, ...]:
    """The stages up to the day on which the fish are culled; a move that is under way then is over by that day."""
    if end is None:
        return runs
    left, found = end.after_days + 1, list[StageRun]()
    for run in runs:
        if left > 0:
            found.append(replace(run, days=min(run.days, left), overlap=min(run.overlap, max(left - run.days, 0))))
            left -= run.days
    return tuple(found)
