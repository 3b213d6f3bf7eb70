"""The farm's own parent fish, and the upkeep of its containers. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.nouns.typed import Typed

TANK_TYPE = "Broodstock Tanks"
"""The kind of container that parent fish live in; the target knows it by the word in its name."""


def broodstock_names(code: str, tanks: int) -> tuple[str, str, tuple[str, ...]]:
    """What the station for parent fish of a geography is called, its hall, and its tanks.

    >>> broodstock_names("FI", 2)
    ('FI-BS-01', 'FI-BS-01-A', ('FI-BS-01-A-T01', 'FI-BS-01-A-T02'))
    """
    station = f"{code}-BS-01"
    return station, f"{station}-A", tuple(f"{station}-A-T{n:02}" for n in range(1, tanks + 1))


@dataclass(frozen=True, slots=True)
class Broodstock(Typed):
    """The parent fish that each geography with a freshwater station keeps, in a station of their own."""

    own_batches: int
    """At most so many batches a geography are of eggs of its own fish."""
    spawning_months: tuple[int, ...]
    """In the order of the season, such as 11, 12, 1."""
    eggs_a_pair: tuple[int, int]
    females_a_male: int
    """So many females are crossed with one male."""
    stripping_days: int
    """The pairs of a batch are stripped over so many days before it starts."""
    kept_days: int
    """Fish come to the station so long before they are stripped."""
    moved_days: int
    """They are moved into the spawning tanks so long before it."""
    paired_days: int
    """They are paired so long before it."""
    next_fish: int
    """Fish of the coming season, beside those that have spawned."""
    next_pairs: int
    """Pairs of these that are decided on."""
    graded_share: float
    """Share of these that was moved from one tank to another."""
    health_permille: tuple[tuple[str, int], ...]
    """(health, parts per 1000) of these."""
    weight_kg: tuple[float, float]
    growth_percent: tuple[int, int]
    """Of the mean, slowest and fastest."""
    tanks: int
    """The greater half for fish that wait, the others for those that spawn."""
    volume_m3: float
    max_biomass_kg: float
    priorities: tuple[tuple[str, int], ...]
    """(trait, weight) of a plan, in any unit."""


@dataclass(frozen=True, slots=True)
class Upkeep(Typed):
    """Tasks of maintenance."""

    cleaned_days: int
    """A container is clean at most so long after it was emptied."""
    repaired_share: float
    """Share of the containers that are repaired after that, where the next fish come late enough."""
    open_share: float
    """Share of what was due in the last `open_days` that is not done yet."""
    open_days: int
    written_days: int
    """What is stated ahead is written down so long before it is due."""
    inspected_days: int
    """Tanks for parent fish are inspected so long after the breeding plan of the year begins."""
