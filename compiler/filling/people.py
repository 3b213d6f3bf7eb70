"""Who does what on the farm: users by their roles and the places that they may see."""

from __future__ import annotations

from compiler.filling.world import GEOGRAPHY_CODES, World
from compiler.nouns import Leg, User


def user_id(world: World, role: str, geography: str = "", leg: Leg | None = None) -> int | None:
    """Who does such work: of those with the role who may see the place the one for just that place; else an admin.

    Returns: None only when the scenario has no users.
    """
    users = world.scenario.users
    code = GEOGRAPHY_CODES.get(geography, geography)
    company = {"freshwater": "FW", "sea": "FM", None: ""}[leg]

    def fitness(user: User) -> int:
        own = (user.geography == code, user.subsidiary == company)
        may = user.geography in {"ALL", "", code} and user.subsidiary in {"ALL", "", company}
        if user.role == role and (may or not (geography or leg)):
            return 2 + sum(own)
        return int(user.is_superuser or user.role == "ADMIN")

    return users.index(max(users, key=fitness)) + 1 if users else None


def planner_id(world: World) -> int | None:
    """The user who plans: the one named admin, as the target's own scripts want, else an administrator."""
    users = world.scenario.users
    named = next((at for at, user in enumerate(users) if user.username == "admin"), None)
    return user_id(world, "ADMIN") if named is None else named + 1
