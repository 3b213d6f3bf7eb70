"""A batch as the scenario wishes for it: when and how it begins, its stages, its fish. A part of the Scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from compiler.diagnostics import Span
from compiler.nouns.life import Leg
from compiler.nouns.typed import Typed

Mixed = Literal["no", "event", "composition"]
"""Not at all; by an act of mixing; only by what the batch is made of"""


@dataclass(frozen=True, slots=True)
class StageRun(Typed):
    """A stage of one batch, as booked."""

    stage: int
    days: int
    need: int
    """Containers of one pool, the same ones throughout."""
    overlap: int
    """Days after the stage on which the source is still held: the next stage's move_days, 0 for the last."""


@dataclass(frozen=True, slots=True)
class Beginning(Typed):
    """How a batch begins: as eggs in the first stage, or as fish that are bought in any."""

    stage: int
    """Index of its first stage"""
    weight_g: float
    """Mean weight on delivery"""
    days: int
    """Days over which its containers are filled"""
    price_per_fish: float | None
    """In the geography's currency; None where nobody wrote it down"""
    bought: bool
    """The group says how it begins"""
    overdue: int
    """Containers whose fish are late while others are to come at as_of"""
    skipped: int
    """Containers that were left out while others are to come at as_of"""
    in_two: int
    """Containers that are filled by two deliveries"""


@dataclass(frozen=True, slots=True)
class Termination(Typed):
    """The end of a batch whose fish are all culled."""

    after_days: int
    """From its start to the day on which they are."""
    reason: str
    planned_days: int
    """That its life was planned to last."""


@dataclass(frozen=True, slots=True)
class Batch(Typed):
    number: str
    geography: int
    start_day: int
    early_days: int
    late_days: int
    ordered_days: int
    """So long before its start it is ordered"""
    cancelled: str
    """Why the order was cancelled before anything came, '' where it was not"""
    terminated: Termination | None
    """None of a batch that lives until its harvest"""
    eggs: int
    """Eggs, or fish, that are delivered"""
    dead_on_arrival: int
    supplier: str
    egg_price_per_thousand: float | None
    """In the geography's currency; None where nobody wrote it down, or fish were bought"""
    egg_quality: int
    """Score of its deliveries of eggs, 1 to 5 (best)"""
    begins: Beginning
    growth_factor: float
    """The batch effect on every TGC, about 1."""
    harvest_weight_g: float
    runs: tuple[StageRun, ...]
    """From the stage that it begins in to the last, or to the day on which its fish are culled"""
    pins: tuple[tuple[Leg, str], ...]
    """(leg, name of the station or area)."""
    group: str
    """Key under `batches:` that made it."""
    span: Span
    """The line that made it: its pin, its start, or its group."""
    harvest_range_g: tuple[float, float] = field(repr=False)
    """Between which its harvest weight was drawn."""
    mixed: Mixed = field(repr=False)
    """Whether it is made of fish of other batches, which a mix takes together, and how that is recorded"""
