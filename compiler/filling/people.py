"""Who does what on the farm: users by their roles and the places that they may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, key, words
from compiler.filling.world import GEOGRAPHY_CODES, World
from compiler.nouns import Leg, User, kept

Int64 = NDArray[np.int64]

WEEK = 7


def user_id(world: World, role: str, geography: str = "", leg: Leg | None = None) -> int | None:
    """Who answers for such work: of those with the role who may see the place the one for just that place, who can log
    in if anybody can; else an admin.

    Returns: None only when the scenario has no users.
    """
    return _answering(world)(role, geography, leg)


@kept
def _answering(world: World) -> Callable[[str, str, Leg | None], int | None]:
    """Asks who does; each is sought once."""
    users = world.scenario.users

    @cache
    def seek(role: str, geography: str, leg: Leg | None) -> int | None:
        def rank(at: int) -> tuple[bool, int]:
            fit = _fitness(users[at], role, geography, leg)
            return fit > 1 and users[at].password_hash.startswith("pbkdf2_"), fit

        return max(range(len(users)), key=rank) + 1 if users else None

    return seek


def _fitness(user: User, role: str, geography: str, leg: Leg | None) -> int:
    code = GEOGRAPHY_CODES.get(geography, geography)
    company = {"freshwater": "FW", "sea": "FM", None: ""}[leg]
    own = (user.geography == code, user.subsidiary == company)
    may = user.geography in {"ALL", "", code} and user.subsidiary in {"ALL", "", company}
    if user.role == role and (may or not (geography or leg)):
        return 2 + sum(own)
    return int(user.is_superuser or user.role == "ADMIN")


def on_duty(world: World, work: tuple[str, str, Leg | None], place: str, days: Int64) -> Int64:
    """Who does such work at a place on the days, of all who are there for it, a week each: int64 [day], 0 for nobody.

    Args: work  role, geography and leg, as `user_id`
    """
    fits = [_fitness(user, *work) for user in world.scenario.users]
    crew = np.array([at + 1 for at, fit in enumerate(fits) if fit == max(fits)], dtype=np.int64)
    if not len(crew) or not len(days):
        return np.zeros(len(days), dtype=np.int64)
    week = days // WEEK
    first, last = int(week.min()), int(week.max())
    drawn = words(key(world.scenario.seed, Stream.ROTA, f"{work[0]}/{place}"), first, last - first + 1, 1)[:, 0]
    turn: Int64 = crew[(drawn[week - first] % np.uint64(len(crew))).astype(np.int64)]
    return turn


def planner_id(world: World) -> int | None:
    """The user who plans: the one named admin, as the target's own scripts want, else an administrator."""
    users = world.scenario.users
    named = next((at for at, user in enumerate(users) if user.username == "admin"), None)
    return user_id(world, "ADMIN") if named is None else named + 1
