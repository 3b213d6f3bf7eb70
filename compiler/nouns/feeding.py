"""What fish eat, where it comes from, and how they are taken out. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class Feed(Typed):
    name: str
    brand: str
    size_category: str
    pellet_mm: float
    protein_pct: float
    fat_pct: float
    carbohydrate_pct: float
    price_per_kg: float
    supplier: str
    from_weight_g: float
    """Fish of this mean weight and more eat it; the stage's planned weight decides, so that all of a hall eat alike."""


@dataclass(frozen=True, slots=True)
class Harvest(Typed):
    """How a batch is taken out of the sea."""

    days: int
    """The rings of a batch are emptied over this many days, the last on the booked day."""
    grades: tuple[tuple[str, int, int], ...]
    """(product grade code, share of the fish in parts per 1000, weight relative to the mean in parts per 1000)."""
    gutted: float
    fillet: float
    estimate_sd: float
    """Relative spread of what a ring weighs around what it was reckoned to."""
    batch_estimate_sd: float
    """The same of a batch"""
    estimate_limit: float
    """No ring is farther off."""
    share_sd: float
    """Relative spread of the shares of the grades between rings."""
    yield_sd: float
    """Relative spread of gutted and fillet weight between rings."""
    waste: tuple[tuple[str, int], ...]
    """(category, parts of 1000 of what is no fillet), by category."""


@dataclass(frozen=True, slots=True)
class FeedSupply(Typed):
    reorder_share: float
    """A store is refilled when a day would leave less than this share of its capacity."""
    fill_share: float
    price_sd: float
    """Relative spread of the price of a delivery."""
    market_sd: float
    """Relative spread of the market, over the quarters, for all feeds alike."""
    days_off: tuple[int, ...]
    """Days of the week without deliveries, 1 Monday to 7 Sunday, but of what the day lacks"""
    expiry_days: int
    lot_kg: int
    """Deliveries are multiples of this where the store has room for them."""
    ahead_days: int
    """An order covers at most so many days of planned feeding, to leave little when the fish outgrow a pellet."""
    soon_days: int
    """Nothing is ordered while the stock lasts longer than this."""
