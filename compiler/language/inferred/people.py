"""Users of a live database as a scenario says them: role, geography and company, from which their places follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compiler.language.inferred.known import Content
from compiler.language.inferred.yamltext import said
from compiler.target import Inventory

_GEOGRAPHIES = ("FO", "SC")
_COMPANIES = ("BS", "FW", "FM", "LG")


def users(inventory: Inventory, target: Content, roles: tuple[str, ...], personal: bool) -> Mapping[str, Any]:
    """The users, and null for those of the library whom the database does not have; no passwords.

    Args: roles  that the language knows; personal  whether first and last names and e-mail addresses are wanted
    """
    people = sorted((row for row in inventory.rows("auth_user") if row["is_active"]), key=lambda row: row["username"])
    profiles = {row["user_id"]: row for row in inventory.rows("users_userprofile")}
    if not people:
        return {}
    known: Mapping[str, Content] = target.get("users", {})
    found: dict[str, Any] = dict.fromkeys(known)
    for row in people:
        name = said(str(row["username"]))
        found[name] = _user(row, profiles.get(row["id"], {}), roles, name in known)
        if personal:
            texts = {key: said(str(row[key])) for key in ("first_name", "last_name", "email") if row[key]}
            found[name] = {**texts, **found[name]}
    return dict(sorted(found.items()))


def _user(row: Mapping[str, Any], profile: Mapping[str, Any], roles: tuple[str, ...], is_known: bool) -> dict[str, Any]:
    """What is said of one; all of it for a user of the library, which says something already."""
    role, place, company = profile.get("role"), profile.get("geography"), profile.get("subsidiary")
    entry = {
        "superuser": bool(row["is_superuser"]),
        "staff": bool(row["is_staff"]),
        "role": role if role in roles else "VIEW",
        "geography": place if place in _GEOGRAPHIES else "ALL",
        "subsidiary": company if company in _COMPANIES else "ALL",
        "job_title": str(profile.get("job_title") or ""),
    }
    usual = {"superuser": False, "staff": False, "geography": "ALL", "subsidiary": "ALL", "job_title": ""}
    return {key: value for key, value in entry.items() if is_known or value != usual.get(key)}
