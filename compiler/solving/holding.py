"""When the stages of a batch hold containers: the one place that knows which days count.

A stage begins when the stages before it are over. It holds its containers over its days and, while the move to the next
stage goes on, over its overlap; then they are cleaned over the turnaround of their pool. Nothing counts at or after
`today`. Only the independent checker (check.py) says this once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from compiler.solving.instance import Batch, Instance, Leg, Run


class Stage(Protocol):
    """A stage of an instance or of a scenario."""

    @property
    def days(self) -> int: ...
    @property
    def overlap(self) -> int: ...


S = TypeVar("S", bound=Stage)


def offsets(runs: Iterable[S]) -> Iterator[tuple[S, int]]:
    """Each stage with the days from the start of the batch to its own first day.

    >>> [offset for _, offset in offsets([Run("fry", 90, 10, 2), Run("parr", 80, 10), Run("smolt", 70, 10)])]
    [0, 90, 170]
    """
    day = 0
    for run in runs:
        yield run, day
        day += run.days


def held(run: Stage) -> int:
    """Days that a stage holds its containers: there are fish in them, or still some.

    >>> held(Run("fry", 90, 10, 2))
    92
    """
    return run.days + run.overlap


def blocked(run: Stage, turnaround: int) -> int:
    """Days after which another batch may come: those held, and the cleaning.

    >>> blocked(Run("fry", 90, 10, 2), turnaround=7)
    99
    """
    return held(run) + turnaround


def runs_in_leg(batch: Batch, leg: Leg, start: int, today: int) -> list[tuple[Run, int, int]]:
    """(run, first day, day after the last day of the stage) of the stages in a leg that begin before `today`."""
    return [
        (run, start + offset, start + offset + run.days)
        for run, offset in offsets(batch.runs)
        if run.stage in leg.stages and start + offset < today
    ]


def lived(instance: Instance, batches: Iterable[Batch]) -> Instance:
    """The instance without the legs in which none of the batches lives a stage: they ask for no site there."""
    stages = {run.stage for batch in batches for run in batch.runs}
    legs = tuple(leg for leg in instance.legs if not stages.isdisjoint(leg.stages))
    return instance if len(legs) == len(instance.legs) else replace(instance, legs=legs)
