"""Roles of users as a target knows them: releases before the well boats' crews have shorter columns for them."""

from __future__ import annotations

from compiler.target.catalog import Catalog

LEAST = "VIEW"
"""The role of least rights, which every release knows"""


def role_room(catalog: Catalog) -> int | None:
    """Characters that the target's column of roles holds; None where it lacks the column, or does not limit it."""
    table = catalog.tables.get("users_userprofile")
    columns = table.columns if table else ()
    return next((column.arguments[0] for column in columns if column.name == "role" and column.arguments), None)


def known_role(role: str, catalog: Catalog) -> str:
    """The role, or the least one where the target has no room for it."""
    room = role_room(catalog)
    return role if room is None or len(role) <= room else LEAST
