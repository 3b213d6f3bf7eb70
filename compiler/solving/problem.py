"""What is searched: batches of one geography, their days, the legs decided together; and what a search found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from compiler.solving.profiles import Layout
from compiler.solving.proof import Reason

Status = Literal["found", "exhausted", "limit"]


@dataclass(slots=True)
class Problem:
    """Batches of one geography with the legs to be decided together. `starts[b]` are allowed days, by slip."""

    layouts: list[Layout]
    starts: list[list[int]]
    wished: list[int]
    near: list[list[int]] = field(default_factory=list)
    """[job] jobs of the same leg that may ever meet it: look-ahead checks only these."""

    def __post_init__(self) -> None:
        self.near = meetings(self)

    def slip(self, batch: int, k: int) -> int:
        return abs(self.starts[batch][k] - self.wished[batch])


@dataclass(slots=True)
class Outcome:
    """What a search found: `start[b]` and `site[leg][b]` when found; `depth` the most jobs placed at once.

    `weights` for a next run.
    """

    status: Status
    start: list[int]
    site: list[list[int]]
    slip: int
    nodes: int
    weights: list[int] = field(default_factory=list)
    deepest: dict[tuple[int, int], int] = field(default_factory=dict)
    """(leg, batch) to site of the deepest partial assignment"""
    why: Reason | None = None
    """When exhausted: why every way fails"""


def clash(one: tuple[int, int], two: tuple[int, int], join: int, fallow: int) -> bool:
    """Whether two batches in one site break fallow: neither of one generation nor far enough apart.

    >>> clash((0, 100), (30, 130), join=30, fallow=56), clash((0, 100), (31, 131), join=30, fallow=56)
    (False, True)
    >>> clash((156, 200), (0, 100), join=30, fallow=56), clash((155, 200), (0, 100), join=30, fallow=56)
    (False, True)
    """
    first, second = (one, two) if one <= two else (two, one)
    return second[0] - first[0] > join and second[0] < first[1] + fallow


def meetings(problem: Problem) -> list[list[int]]:
    """Per job the jobs of its leg that it may meet.

    Any other with windows or fallow, else those that hold a stage on the same day.
    """
    near: list[list[int]] = []
    count = len(problem.starts)
    moving = any(len(days) > 1 for days in problem.starts)
    for leg, layout in enumerate(problem.layouts):
        base, loads = leg * count, [0] * count
        for batch, days in enumerate(problem.starts):
            for load in layout.fit(batch, days[0]).loads:
                loads[batch] |= filled(load, layout)
        for batch in range(count):
            if moving or layout.leg.fallow:
                near.append([base + other for other in range(count) if other != batch])
            else:
                near.append([base + o for o, load in enumerate(loads) if o != batch and load & loads[batch]])
    return near


def filled(load: int, layout: Layout) -> int:
    """Top bit of every field that is not zero."""
    low = layout.ones * ((1 << (layout.width - 1)) - 1)
    return (load + low) & layout.guard
