"""The places that users with location filtering may see: those of their geography and their company.

Those for parent fish come last, after those of all users.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from compiler.filling.world import GEOGRAPHY_CODES, World, geography_of_container
from compiler.nouns import Leg, Number, Rows, Serial, User

Place = tuple[int, int, Leg]
"""(place, its geography, its leg)"""
FILTERED = ("OPR", "SHIP_CREW")
"""Roles that see nothing but the places that they are allowed"""
LEG_OF: dict[str, tuple[Leg, ...]] = {
    "FW": ("freshwater",),
    "FM": ("sea",),
    "LG": ("freshwater", "sea"),  # logistics fetches fish from halls and rings
    "ALL": ("freshwater", "sea"),
    "": ("freshwater", "sea"),
}
"""[subsidiary] legs that its people work in"""


def links(column: str, pairs: Iterator[tuple[int, int]]) -> Rows:
    """Rows of a table that joins profiles and places, from pairs of indices."""
    rows = np.array(list(pairs), dtype=np.int64).reshape(-1, 2) + 1
    return Rows(len(rows), {"id": Serial(1), "userprofile_id": Number(rows[:, 0]), column: Number(rows[:, 1])})


def areas(world: World) -> Iterator[tuple[int, int]]:
    """(user, area)"""
    yield from _seen(world, [(at, area.geography, "sea") for at, area in enumerate(world.scenario.areas)])


def stations(world: World) -> Iterator[tuple[int, int]]:
    """(user, station)"""
    places: list[Place] = [(at, station.geography, "freshwater") for at, station in enumerate(world.stations)]
    own = len(world.scenario.stations)
    yield from (*_seen(world, places[:own]), *_seen(world, places[own:]))


def containers(world: World) -> Iterator[tuple[int, int]]:
    """(user, container)"""
    places = [(at, geography_of_container(world, at), box.leg) for at, box in enumerate(world.containers)]
    own = len(world.scenario.containers)
    yield from (*_seen(world, places[:own]), *_seen(world, places[own:]))


def may_see(world: World, user: User, geography: int, leg: Leg) -> bool:
    """Whether a place lies in the user's geography and belongs to the user's company."""
    name = world.scenario.geographies[geography].name
    return user.geography in {"ALL", "", GEOGRAPHY_CODES.get(name, name)} and leg in LEG_OF.get(user.subsidiary, ())


def _seen(world: World, places: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """(user, place) for those that each user with location filtering may see."""
    for at, user in enumerate(world.scenario.users):
        if user.role in FILTERED:
            yield from ((at, place) for place, geography, leg in places if may_see(world, user, geography, leg))
