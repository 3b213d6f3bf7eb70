"""Who may view everything in the admin site, and the permissions that it takes."""

from __future__ import annotations

from compiler.filling.world import World


def viewers(world: World) -> list[int]:
    """Ids of the users in the group."""
    return [at for at, user in enumerate(world.scenario.users, 1) if user.views_all]


def permissions(world: World) -> list[int]:
    """Ids of the framework's permissions to view, none where nobody is in the group."""
    seed = world.seeds.get("auth_permission")
    if seed is None or not viewers(world):
        return []
    rows = (dict(zip(seed.columns, row, strict=True)) for row in seed.rows)
    return [int(str(row["id"])) for row in rows if str(row["codename"]).startswith("view_")]
