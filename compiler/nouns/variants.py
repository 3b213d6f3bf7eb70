"""What if: scenarios beside the baseline of a living batch. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class Terms(Typed):
    """What a run reckons with, in parts of what the baseline does."""

    mortality_times: float
    growth_times: float
    feed_times: float
    feed_from_g: float
    """Feed conversion is another from this mean weight on, 0: always."""


@dataclass(frozen=True, slots=True)
class CaseRun(Typed):
    """A run of a case."""

    label: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class ModelChange(Typed):
    """Models that take over before a day of the scenario, its first being 1."""

    day: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class Case(Typed):
    """One question that is asked of each chosen batch."""

    name: str
    begins: Literal["present", "anew"]
    """With the living fish of as_of in their stage, or with the batch's first day"""
    later_days: int
    """A case that begins anew begins so long after the batch did"""
    days: int | None
    """It lasts at most so long; None: to the end of the planned life"""
    warmer_c: float
    """Added to the water of the stages that eat, degrees Celsius"""
    constrained: bool
    """The scenario names the set of constraints where its first weight lies in one of their ranges"""
    owner: str
    """Role of the user who owns it"""
    runs: tuple[CaseRun, ...]
    """In the order in which they were made; the scenario keeps the models of the last"""
    change: ModelChange | None


@dataclass(frozen=True, slots=True)
class Variants(Typed):
    """The cases, and of which batches they are asked."""

    count: int
    """So many living batches a geography"""
    named: tuple[str, ...]
    """Or these, by number"""
    least_days: int
    """Of a batch with fewer days ahead nothing is asked."""
    cases: tuple[Case, ...]
    """By name"""
    limits: tuple[tuple[str, tuple[float, float]], ...]
    """(stage code of the target, least and greatest weight in g) of its constraints"""
