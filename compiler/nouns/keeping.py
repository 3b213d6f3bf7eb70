"""What people of the farm write down of a batch, and plan. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class Cure(Typed):
    """A treatment beside vaccinations and delousings."""

    name: str
    """What is done"""
    kind: str
    """treatment_type of the target"""
    stages: tuple[str, ...]
    """Whose fish are treated"""
    days_ago: int
    """Before as_of"""
    duration_days: int
    withholding_days: int
    dosage: str
    outcome: str
    share: float
    """Of the containers"""


@dataclass(frozen=True, slots=True)
class Journal(Typed):
    """The journal of a batch."""

    every_days: int
    """Days between routine entries; 0: none."""
    severity_times: tuple[float, float]
    """An outbreak with so many times the usual deaths is medium, then high."""
    severity_shares: tuple[float, float]
    """An event that takes such a share of the fish is medium, then high."""


@dataclass(frozen=True, slots=True)
class Defect(Typed):
    """A kind of mistakes that the scenario orders for rows of some tables."""

    kind: str
    """duplicates, late_corrections, swapped_containers, typing_errors or wrong_units"""
    permille: float
    """Of the rows"""
    tables: tuple[str, ...]
    days: tuple[int, int] | None
    """Fewest and most from the entry to its correction; None of kinds that nobody corrects"""


@dataclass(frozen=True, slots=True)
class Laboratory(Typed):
    """Samples sent to the laboratory."""

    fish: int
    """Fish in a sample."""
    least_positive: int
    """Fewest of them that are positive in an outbreak of a disease."""
    screened_days: int
    """A batch is screened so long before it leaves its last freshwater stage."""
    sent_days: int
    """A sample is sent so long after it was taken."""
    result_days: tuple[int, int]
    """Fewest and most days from sending to the results."""


@dataclass(frozen=True, slots=True)
class ByHand(Typed):
    """Work that somebody plans beside the templates."""

    name: str
    """What is written on it"""
    type: str
    status: str
    due_days: int
    """After as_of, before it where negative"""
    share: float
    """Of the living batches"""


@dataclass(frozen=True, slots=True)
class Activities(Typed):
    """Planned activities of a batch."""

    overdue_share: float
    """Share of those of the last `overdue_days` that is not done yet."""
    overdue_days: int
    harvest_days: int
    """A batch whose last ring is emptied within so many days has a harvest planned for each ring."""
    planned_days: int
    """Such a harvest is written down so long before the last day of the data."""
    by_hand: tuple[ByHand, ...]
    """By name"""


@dataclass(frozen=True, slots=True)
class OpenWork(Typed):
    """Transfer workflows that people have not finished, beside those of moves under way; numbers are a geography."""

    planned: int
    """Stage changes of the next days, ready to be carried out."""
    drafts: int
    """Stage changes that are written down and not planned."""
    empty_drafts: int
    """Drafts without any action."""
    redistributions: int
    """Plans to divide the fish of one container, ready to be carried out."""
    emergencies: int
    """Plans to move the fish of one container out of danger, ready to be carried out."""
    cancellations: int
    skipped: int
    """Stage changes of the past of which an action was left out."""
    failed: int
    """Stage changes of the past of which an action failed, and was done again."""
    within_days: int
    """What is planned begins within so many days."""
    early_days: int
    """A stage change may be brought forward by so many days."""
    written_days: int
    """Work is written down so long before as_of."""
    reasons: tuple[str, ...]
    """Why work is cancelled."""
    skip_reasons: tuple[str, ...]
    """Why an action is left out."""
    fail_reasons: tuple[str, ...]
    """Why an action fails."""
    graded_share: float
    """Share of a container's fish that such an action was to take."""
