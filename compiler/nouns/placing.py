"""How batches are placed. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compiler.diagnostics import Span
from compiler.nouns.life import Leg
from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class LegRule(Typed):
    leg: Leg
    turnaround_days: int
    fallow_days: int
    join_days: int
    geography: int
    """Index of the geography that has this rule of its own; -1: all that have none."""


@dataclass(frozen=True, slots=True)
class SolveOptions(Typed):
    mode: Literal["place all", "saturate", "ladder"]
    legs: tuple[LegRule, ...]
    node_limit: int
    saturate_leg: Leg
    saturate_share: float
    """Stop at this share of the leg's container-days, 1 for as many as fit."""
    saturate_days: int
    """Length of the window before `as_of` in which the share is counted."""
    span: Span

    def rule(self, leg: Leg, geography: int) -> LegRule:
        """The rule of a leg in a geography: its own, else that of all; none of anything when nobody says."""
        found = [rule for rule in self.legs if rule.leg == leg and rule.geography in (geography, -1)]
        return max(found, key=lambda rule: rule.geography, default=LegRule(leg, 0, 0, 0, -1))
