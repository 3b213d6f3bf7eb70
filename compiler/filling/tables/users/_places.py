"""The places that users with location filtering may see: those of their geography and their company."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.world import GEOGRAPHY_CODES, World, geography_of_container
from compiler.nouns import Leg, Number, Rows, Serial, User

FILTERED = ("OPR", "SHIP_CREW")
"""Roles that see nothing but the places that they are allowed"""
LEG_OF: dict[str, tuple[Leg, ...]] = {
    "FW": ("freshwater",),
    "FM": ("sea",),
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
    for at, user in _filtered(world):
        for place, area in enumerate(world.scenario.areas):
            if may_see(world, user, area.geography, "sea"):
                yield at, place


def stations(world: World) -> Iterator[tuple[int, int]]:
    """(user, station)"""
    for at, user in _filtered(world):
        for place, station in enumerate(world.scenario.stations):
            if may_see(world, user, station.geography, "freshwater"):
                yield at, place


def containers(world: World) -> Iterator[tuple[int, int]]:
    """(user, container)"""
    geographies = [geography_of_container(world, at) for at in range(len(world.scenario.containers))]
    for at, user in _filtered(world):
        for place, box in enumerate(world.scenario.containers):
            if may_see(world, user, geographies[place], box.leg):
                yield at, place


def may_see(world: World, user: User, geography: int, leg: Leg) -> bool:
    """Whether a place lies in the user's geography and belongs to the user's company."""
    name = world.scenario.geographies[geography].name
    return user.geography in {"ALL", "", GEOGRAPHY_CODES.get(name, name)} and leg in LEG_OF.get(user.subsidiary, ())


def _filtered(world: World) -> Iterator[tuple[int, User]]:
    yield from ((at, user) for at, user in enumerate(world.scenario.users) if user.role in FILTERED)
