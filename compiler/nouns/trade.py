"""Companies and the prices between them. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.nouns.typed import Typed

SUBSIDIARIES = ("FW", "FM", "LG")
"""Fresh water, farming at sea, and the house that sells the fish: the target's codes, in the order of their ids."""


@dataclass(frozen=True, slots=True)
class Company(Typed):
    """One subsidiary of a geography."""

    subsidiary: str
    name: str
    currency: str
    """ISO 4217"""
    nav_code: str
    """Its code in the accounting system, '' for none"""


@dataclass(frozen=True, slots=True)
class Policy:
    """What one company of a geography pays another: for a grade of harvested fish, or a stage of live fish."""

    seller: str
    """Subsidiary"""
    buyer: str
    grade: str
    """Product grade that is sold at cost plus `markup_percent`; '' for live fish"""
    stage: str
    """Stage that the fish come from, sold at `price_per_kg`; '' for a grade"""
    markup_percent: float
    price_per_kg: float
    """In the buyer's currency"""
    cost_per_kg: float | None
    """What a kilogram of harvested fish cost its seller, in the buyer's currency; None: nobody says"""


@dataclass(frozen=True, slots=True)
class Trade(Typed):
    """The companies of one geography, and what passes between them."""

    companies: tuple[Company, ...]
    """In the order of SUBSIDIARIES"""
    policies: tuple[Policy, ...]
    """By grade first, then by stage; no two of one seller, buyer and grade or stage"""
    harvest_to: str
    """Subsidiary that harvested fish go to, '' for nobody's"""
    approve_days: int
    """Days until a priced transaction is posted"""
