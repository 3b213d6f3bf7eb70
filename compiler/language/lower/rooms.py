"""Which containers may hold fish of a stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.language.lower.places import Places
from compiler.nouns import Container, Geography, Scenario


def geography_of(places: Places | Scenario, container: Container) -> int:
    """Index of the geography in which a container stands."""
    if container.leg == "sea":
        return places.areas[container.place].geography
    return places.stations[places.halls[container.place].station].geography


def stages_of(places: Places | Scenario, container: Container, geography: Geography) -> Iterator[int]:
    """Stages whose fish a container may hold: its hall's; in a ring every stage at sea; in a rack none."""
    for index, stage in enumerate(geography.stages):
        fits = stage.leg == "sea" or (
            container.leg == "freshwater" and places.halls[container.place].stage == stage.name
        )
        if fits and stage.leg == container.leg and not container.structural:
            yield index


def smallest_rooms(places: Places | Scenario, geographies: Sequence[Geography]) -> dict[tuple[int, int], Container]:
    """By geography and stage, the container that holds least: what any batch must make do with."""
    rooms: dict[tuple[int, int], Container] = {}
    for container in places.containers:
        number = geography_of(places, container)
        for stage in stages_of(places, container, geographies[number]):
            old = rooms.get((number, stage))
            if old is None or (container.max_biomass_kg, container.volume_m3) < (old.max_biomass_kg, old.volume_m3):
                rooms[number, stage] = container
    return rooms
