"""What is watched in all sea areas day by day, in runs of days that are short where areas are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.world import World
from compiler.nouns import Climate, Geography, Scenario

RUN_ROWS = 1 << 16
"""A run has about so many rows, a day at least: some six megabytes of text"""


@dataclass(frozen=True, slots=True)
class Watched:
    """Rows of some days, by time, then area."""

    first: int
    days: int
    areas: Sequence[int]
    """Indices of sea areas: those of geographies that state their climate"""
    times: int
    """Rows of an area a day"""

    def __len__(self) -> int:
        return self.days * self.times * len(self.areas)

    def by_geography(self, scenario: Scenario) -> Iterator[tuple[Geography, Climate, list[int]]]:
        """Each with the places of its areas in `areas`."""
        owners = [scenario.areas[at].geography for at in self.areas]
        for owner in sorted(set(owners)):
            geography = scenario.geographies[owner]
            assert geography.climate is not None
            yield geography, geography.climate, [place for place, one in enumerate(owners) if one == owner]


def watched(world: World, times: int) -> tuple[Watched, ...]:
    """From the day of the static rows to the end of history. Args: times  rows of an area a day"""
    scenario = world.scenario
    areas = [at for at, one in enumerate(scenario.areas) if scenario.geographies[one.geography].climate is not None]
    first, end = world.born_s // SECONDS_PER_DAY, scenario.as_of
    days = max(RUN_ROWS // max(times * len(areas), 1), 1)
    return tuple(Watched(at, min(days, end - at), areas, times) for at in range(first, end, days))
