"""Which containers may hold fish of a stage, and how many of them are enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from compiler.language.lower.places import Places
from compiler.nouns import Container, Geography, Scenario

Site = tuple[Container, ...]
"""The containers of one station or area that may hold fish of a stage."""


def geography_of(places: Places | Scenario, container: Container) -> int:
    """Index of the geography in which a container stands."""
    if container.leg == "sea":
        return places.areas[container.place].geography
    return places.stations[places.halls[container.place].station].geography


def stages_of(places: Places | Scenario, container: Container, geography: Geography) -> Iterator[int]:
    """Stages whose fish a container may hold: its hall's; in a ring every stage at sea; in a rack none."""
    for index, stage in enumerate(geography.stages):
        fits = stage.leg == "sea" or (
            container.leg == "freshwater" and stage.name in places.halls[container.place].stages
        )
        if fits and stage.leg == container.leg and not container.structural:
            yield index


def sites_of(places: Places | Scenario, geographies: Sequence[Geography]) -> Mapping[tuple[int, int], tuple[Site, ...]]:
    """By geography and stage, the stations or areas with containers for it."""
    found: dict[tuple[int, int], dict[int, list[Container]]] = {}
    for container in places.containers:
        number = geography_of(places, container)
        sea = container.leg == "sea"
        site = container.place if sea else places.halls[container.place].station
        for stage in stages_of(places, container, geographies[number]):
            found.setdefault((number, stage), {}).setdefault(site, []).append(container)
    return {key: tuple(map(tuple, sites.values())) for key, sites in found.items()}


def least(site: Site, need: int, room: Callable[[Container], float]) -> Site:
    """The containers that hold least: a batch may be given these, whatever stands beside them."""
    return tuple(sorted(site, key=room)[:need])


def enough(biomass_kg: float, sites: Sequence[Site], room: Callable[[Container], float]) -> int:
    """Containers of a batch that hold a biomass wherever it comes to, whichever of a site's containers it is given.

    Args:    room  kg that a container may hold
    Returns: at least 1; more than any site has when all of a site's together are too few
    """
    held = [sorted(map(room, site)) for site in sites]
    for need in range(1, max(map(len, held)) + 1):
        if all(sum(rooms[:need]) >= biomass_kg for rooms in held if len(rooms) >= need):
            return need
    return int(-(-biomass_kg // max(min(map(min, held)), 1e-6)))
