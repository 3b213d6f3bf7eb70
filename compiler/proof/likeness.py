"""Places of a live database held against those that a library makes: every row and value that is not the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from compiler.filling import World, WorldTable, find_tables
from compiler.nouns import Column, Number, Rows, Same, Serial, Text, Word
from compiler.target import Inventory

Key = tuple[object, ...]
Row = Mapping[str, Any]
TABLES = {
    "infrastructure_geography": ((), ("description",)),
    "infrastructure_freshwaterstation": (
        ("geography_id",), ("station_type", "latitude", "longitude", "description", "active")),
    "infrastructure_hall": (("freshwater_station_id",), ("area_sqm", "description", "active")),
    "infrastructure_areagroup": (("geography_id",), ("code", "active", "parent_id")),
    "infrastructure_area": (
        ("geography_id",), ("latitude", "longitude", "max_biomass", "active", "area_group_id")),
    "infrastructure_containertype": ((), ("category", "max_volume_m3", "description")),
    "infrastructure_transportcarrier": (
        (),
        ("carrier_type", "geography_id", "capacity_m3", "license_plate", "imo_number", "captain_contact", "active")),
    "infrastructure_container": (
        ("hall_id", "area_id", "carrier_id"),
        ("volume_m3", "max_biomass_kg", "active", "container_type_id", "hierarchy_role", "parent_container_id",
         "feed_recommendations_enabled")),
    "infrastructure_feedcontainer": (("hall_id", "area_id"), ("container_type", "capacity_kg", "active")),
    "infrastructure_sensor": (("container_id",), ("sensor_type", "manufacturer", "active")),
    "users_userprofile": ((), ("geography", "role", "subsidiary", "job_title")),
    "users_userprofile_allowed_areas": (("userprofile_id", "area_id"), ()),
    "users_userprofile_allowed_containers": (("userprofile_id", "container_id"), ()),
    "users_userprofile_allowed_stations": (("userprofile_id", "freshwaterstation_id"), ()),
}  # fmt: skip
"""[table] columns that with the name make the natural key, and those that are compared. In an order in which what is
referred to comes first. Ids, times, serial numbers and days of installation are made anew."""
POINTS_TO = {
    "geography_id": "infrastructure_geography",
    "freshwater_station_id": "infrastructure_freshwaterstation",
    "freshwaterstation_id": "infrastructure_freshwaterstation",
    "hall_id": "infrastructure_hall",
    "area_id": "infrastructure_area",
    "area_group_id": "infrastructure_areagroup",
    "parent_id": "infrastructure_areagroup",
    "container_type_id": "infrastructure_containertype",
    "container_id": "infrastructure_container",
    "carrier_id": "infrastructure_transportcarrier",
    "parent_container_id": "infrastructure_container",
    "userprofile_id": "users_userprofile",
}
"""[column] the table of the row that it means."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A row or a value that the database has and the library does not make, or the other way round."""

    table: str
    id: int
    """In the database; 0 for what only the library makes"""
    name: str
    column: str
    """'' for a whole row"""
    database: str
    library: str
    """'' where there is nothing"""


def losses(inventory: Inventory, names: Mapping[tuple[str, int], str], world: World) -> Iterator[Loss]:
    """All differences, by table and in the order of the database.

    Args: names  [table, id] what the library calls rows that it knows by another name
    """
    tables = find_tables()
    theirs, ours = _Side(names), _Side({})
    for table, (within, columns) in TABLES.items():
        own = tables.get(table)
        if table not in inventory.tables or not isinstance(own, WorldTable):
            continue
        users = {row["id"]: row for row in inventory.rows("auth_user")}
        known = theirs.take(table, within, [_named(row, users) for row in inventory.rows(table)])
        accounts = {at + 1: {"username": user.username} for at, user in enumerate(world.scenario.users)}
        made = ours.take(table, within, [_named(row, accounts) for row in _dicts(own.rows(world))])
        yield from _differing(table, columns, (theirs, known), (ours, made))


class _Side:
    """Rows of one side, by natural keys."""

    def __init__(self, names: Mapping[tuple[str, int], str]) -> None:
        self.names = names
        self.keys: dict[tuple[str, int], Key] = {}
        """[table, id]"""

    def take(self, table: str, within: tuple[str, ...], rows: list[Row]) -> dict[Key, Row]:
        """Key all rows of a table; a second of one key has its number behind."""
        found: dict[Key, Row] = {}
        for row in rows:
            name = self.names.get((table, row["id"]), row.get("name", ""))
            key: Key = (*(self.value(row, column) for column in within), name)
            n = 1
            while key in found:
                n += 1
                key = (*key[: len(within) + 1], n)
            found[key] = row
            self.keys[table, row["id"]] = key
        return found

    def value(self, row: Row, column: str) -> object:
        """A value to compare by: numbers as they are, references by the key of what they mean."""
        value = row.get(column)
        if value is None or isinstance(value, bool):
            return value
        if column in POINTS_TO:
            return self.keys.get((POINTS_TO[column], int(value)))
        return Decimal(str(value)).normalize() if isinstance(value, int | float | Decimal) else str(value)


def _differing(
    table: str, columns: tuple[str, ...], theirs: tuple[_Side, Mapping[Key, Row]], ours: tuple[_Side, Mapping[Key, Row]]
) -> Iterator[Loss]:
    (side, known), (own, made) = theirs, ours
    for key, row in known.items():
        if key not in made:
            yield Loss(table, row["id"], _shown(key), "", "there", "")
            continue
        if "name" in row and row["name"] != made[key].get("name"):
            yield Loss(table, row["id"], _shown(key), "name", str(row["name"]), str(made[key].get("name")))
        for column in columns:
            if column not in row:
                continue
            one, other = side.value(row, column), own.value(made[key], column)
            if (one or None) != (other or None) or (isinstance(one, bool) and one != other):
                yield Loss(table, row["id"], _shown(key), column, _text(one), _text(other))
    yield from (Loss(table, 0, _shown(key), "", "", "made") for key in made if key not in known)


def _named(row: Row, accounts: Mapping[int, Row]) -> Row:
    """A row; of a profile, with the login name as its name."""
    return {**row, "name": accounts[row["user_id"]]["username"]} if row.get("user_id") in accounts else row


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return _shown(value)
    return "null" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _shown(key: Key) -> str:
    """A key for people: names from the outside in."""
    return " / ".join(_shown(part) if isinstance(part, tuple) else str(part) for part in key if part not in (None, ""))


def _dicts(rows: Rows) -> Iterator[Row]:
    columns = {name: _values(column, rows.size) for name, column in rows.columns.items()}
    if enabled := columns.get("feed_recommendations_enabled"):
        columns["feed_recommendations_enabled"] = [value == "t" for value in enabled]
    for at in range(rows.size):
        yield {name: values[at] for name, values in columns.items()}


def _values(column: Column, size: int) -> list[Any]:
    """The values of a column; none of those that are not compared."""
    if isinstance(column, Same):
        return [column.value] * size
    if isinstance(column, Serial):
        return list(range(column.first, column.first + size))
    if isinstance(column, Text):
        return list(column.values)
    if isinstance(column, Word):
        return [column.vocabulary[code] for code in column.codes.tolist()]
    if isinstance(column, Number):
        null = np.zeros(size, dtype=bool) if column.null is None else column.null
        scaled = [Decimal(value).scaleb(-column.decimals) for value in column.values.tolist()]
        return [None if gone else value for value, gone in zip(scaled, null.tolist(), strict=True)]
    return [None] * size
