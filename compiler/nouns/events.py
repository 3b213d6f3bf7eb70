"""What befalls a site or a container: storms, blooms, failed pumps. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compiler.nouns.life import Leg
from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class EventKind(Typed):
    """A kind of event, drawn by place and season, or planned."""

    name: str
    leg: Leg
    scope: Literal["site", "container"]
    """What is struck: all containers of an area or a hall, or one"""
    months: tuple[int, ...]
    """In which it begins"""
    per_year: float
    """Expected number a year and place, all in its months"""
    days: tuple[int, int]
    """Fewest and most"""
    deaths: tuple[float, float]
    """Share of the fish that the mildest and the worst takes, in a container that feels it as most do"""
    appetite: float
    """Part of the appetite that the worst takes"""
    cause: str
    """Cause of these deaths, a legal choice of the target"""
    waters: tuple[tuple[str, float], ...]
    """(parameter, what the worst adds to its level)"""
    wind: float
    """What the worst adds to the wind over an area, m/s"""
    told: str
    """What the journal says of it"""


@dataclass(frozen=True, slots=True)
class PlannedEvent(Typed):
    """An event that the scenario orders, beside those that are drawn."""

    kind: str
    """Name of its kind"""
    place: str
    """Name of an area or hall, or of a container"""
    day: int
    days: int | None
    """None: as long as its kind, by chance"""
    severity: float
    """From 0 to 1, mildest to worst"""
