"""Geographies, stations, halls, areas and what stands in them, as a scenario says them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from compiler.language.inferred.known import Base, alike
from compiler.language.inferred.sets import Entry, folded, numbered
from compiler.language.inferred.yamltext import csv_text, number, said
from compiler.target import Inventory, load_catalog

Row = Mapping[str, Any]
_MOST = 99_999_999
_MANY = 8
"""So many things without a pattern go into a CSV file."""
_KG_PER_M3 = 20
"""What a container is taken to hold where the database says 0: an ordinary density of grow-out."""
FRESHWATER = "FRESHWATER"


@dataclass(slots=True)
class Building:
    """What is being written: the rows by their places, names that are taken, and CSV files by name."""

    inventory: Inventory
    base: Base
    stem: str
    """Of the library's file, which CSV files lie beside in a folder of that name"""
    hall_stages: Mapping[int, tuple[str, ...]]
    """[id of a hall] stages that it serves"""
    inside: dict[tuple[str, int], list[Row]] = field(default_factory=dict)
    """[column, id] active containers and feed stores in a hall or area"""
    taken: set[str] = field(default_factory=set)
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    """[table, id] names as they are said"""
    files: dict[str, str] = field(default_factory=dict)

    def named(self, table: str, row: Row, within: str = "") -> str:
        """The name of a station, hall or area, of which there is but one in a scenario."""
        room = room_of(self.base, table)
        choices = (plain_name(str(row["name"]), room, rest) for rest in _others(within))
        name = next(choice for choice in choices if choice not in self.taken)
        self.taken.add(name)
        self.names[table, row["id"]] = name
        return name


def _others(within: str) -> Iterator[tuple[str, str]]:
    """What may stand before and behind a name that is taken."""
    yield "", ""
    yield f"{within} ", ""
    yield from ((f"{within} ", f" ({n})") for n in count(2))


def room_of(base: Base, table: str) -> int:
    """Characters that a name may have: those of containers stand in the names of their sensors, too."""
    catalog = load_catalog()
    room = int(re.sub(r"\D", "", catalog.tables[table].column("name").type))
    if table != "infrastructure_container":
        return room
    longest = max(len(name.replace(" ", "")) for leg in ("freshwater", "sea") for name in base.waters(leg))
    return min(room, int(re.sub(r"\D", "", catalog.tables["infrastructure_sensor"].column("name").type)) - longest - 1)


def plain_name(name: str, room: int, around: tuple[str, str] = ("", "")) -> str:
    """A name as it is said, cut so that it has room, between what tells it from others."""
    before, behind = around
    return said(f"{before}{said(name)}"[: room - len(behind)] + behind)


def is_active(row: Row) -> bool:
    """Rows of tables without the column are."""
    return bool(row.get("active", True))


def sort_in(farm: Building) -> None:
    """Find out what stands where."""
    for table in ("infrastructure_container", "infrastructure_feedcontainer"):
        for row in farm.inventory.rows(table):
            for column in ("hall_id", "area_id"):
                if is_active(row) and row.get(column) is not None:
                    farm.inside.setdefault((f"{table}.{column}", row[column]), []).append(row)
    for row in filter(is_active, farm.inventory.rows("infrastructure_sensor")):
        farm.inside.setdefault(("sensor", row["container_id"]), []).append(row)


def stations(farm: Building, geography: Row, code: str) -> Entry:
    """The stations of a geography."""
    made: dict[str, Entry] = {}
    for row in farm.inventory.rows("infrastructure_freshwaterstation"):
        is_own = row["geography_id"] == geography["id"] and row.get("station_type", FRESHWATER) == FRESHWATER
        if is_own and is_active(row):
            name = farm.named("infrastructure_freshwaterstation", row, said(str(geography["name"])))
            made[name] = {**_where(row), "halls": _halls(farm, row, name)}
    return folded(dict(sorted(made.items())), {"code": code})


def areas(farm: Building, geography: Row, code: str) -> Entry:
    """The areas of a geography."""
    made: dict[str, Entry] = {}
    usual = _usual(farm.inventory.rows("infrastructure_area"), "max_biomass", 9_999_999_999) or 20_000_000
    for row in farm.inventory.rows("infrastructure_area"):
        if row["geography_id"] == geography["id"] and is_active(row):
            name = farm.named("infrastructure_area", row, said(str(geography["name"])))
            licence = number(row["max_biomass"], 0, 9_999_999_999) or usual
            rings, stores, _ = _filled(farm, "area_id", row, name, {"area": name})
            made[name] = {**_where(row), "max_biomass_kg": licence, "rings": rings, "feed_stores": stores}
            made[name] = {key: value for key, value in made[name].items() if value != {}}
    return folded(dict(sorted(made.items())), {"code": code})


def area_groups(farm: Building, geography: Row) -> Entry:
    """The area groups of a geography, with the names of their areas."""
    rows = [row for row in farm.inventory.rows("infrastructure_areagroup") if row["geography_id"] == geography["id"]]
    own: dict[str, Row] = {}
    for row in filter(is_active, rows):
        own[free(farm, "infrastructure_areagroup", own, row)] = row
    names = {row["id"]: name for name, row in own.items()}
    members: dict[int, list[str]] = {}
    for row in farm.inventory.rows("infrastructure_area"):
        if name := farm.names.get(("infrastructure_area", row["id"])):
            members.setdefault(row.get("area_group_id") or 0, []).append(name)
    found: Entry = {}
    for name, row in sorted(own.items()):
        parent = names.get(row.get("parent_id") or 0, "")
        found[name] = {"code": said(str(row["code"])), **({"parent": parent} if parent and parent != name else {})}
        if row["id"] in members:
            found[name]["areas"] = sorted(members[row["id"]])
    return found


def _where(row: Row) -> Entry:
    return {"latitude": number(row["latitude"], -90, 90), "longitude": number(row["longitude"], -180, 180)}


def _halls(farm: Building, station: Row, site: str) -> Entry:
    made: Entry = {}
    for row in farm.inventory.rows("infrastructure_hall"):
        if row["freshwater_station_id"] != station["id"] or not is_active(row):
            continue
        name = farm.named("infrastructure_hall", row, site)
        letter, pattern = _letter(name, site)
        if letter in made:
            letter, pattern = name, "{hall}"
        boxes, stores, racks = _filled(farm, "hall_id", row, name, {"station": site})
        stages = farm.hall_stages[row["id"]]
        hall: Entry = {**({"name": pattern} if pattern else {}), "stage": stages[0] if len(stages) == 1 else [*stages]}
        if row.get("area_sqm") is not None and number(row["area_sqm"], 1, _MOST) != 1000:
            hall["area_sqm"] = number(row["area_sqm"], 1, _MOST)
        sets = {"containers": boxes, "racks": racks, "feed_stores": stores}
        made[letter] = hall | {key: value for key, value in sets.items() if value}
    return dict(sorted(made.items()))


def _letter(name: str, site: str) -> tuple[str, str]:
    """The key of a hall, and its name pattern where that is not the usual one."""
    rest = name.removeprefix(site)
    if rest == name or not rest.strip(" -_"):
        return name, "{hall}"
    if rest.startswith("-Hall-") and rest != "-Hall-":
        return rest.removeprefix("-Hall-"), ""
    letter = rest.lstrip(" -_")
    between = rest[: len(rest) - len(letter)]
    return letter, f"{{station}}{between}{{hall}}"


def _filled(farm: Building, column: str, place: Row, name: str, known: Mapping[str, str]) -> tuple[Entry, Entry, Entry]:
    """Containers, feed stores and racks of a hall or area."""
    boxes = _containers(farm, farm.inside.get((f"infrastructure_container.{column}", place["id"]), []), column)
    racks = _racks(boxes, known) if column == "hall_id" else {}
    stores: dict[str, Entry] = {}
    usual = "SILO" if column == "hall_id" else "BARGE"
    for row in farm.inside.get((f"infrastructure_feedcontainer.{column}", place["id"]), []):
        kind = str(row["container_type"])
        kind = kind if kind in ("SILO", "BARGE") else "OTHER"
        entry: Entry = {"type": kind} if kind != usual else {}
        stores[free(farm, "infrastructure_feedcontainer", stores, row)] = entry | {
            "capacity_kg": number(row["capacity_kg"], 1, _MOST)
        }
    made = _listed(farm, name, folded(dict(sorted(boxes.items())), known))
    return made, folded(dict(sorted(stores.items())), known), racks


def _racks(boxes: dict[str, Entry], known: Mapping[str, str]) -> Entry:
    """Take the racks of a hall out of its containers, where trays are shared out among them as the language does it."""
    racks = sorted(name for name, box in boxes.items() if box.get("structural"))
    trays = sorted(name for name in boxes if name not in racks)
    pattern, kinds = numbered(racks, known), {repr(boxes[name]) for name in racks}
    parents = [racks[at * len(racks) // len(trays)] for at in range(len(trays))] if racks else []
    is_even = [boxes[name].get("parent") for name in trays] == parents
    first = boxes[racks[0]] if racks else {}
    if not racks or not pattern or pattern[1] != racks or len(kinds) != 1 or not is_even or first.get("sensors") != []:
        return {}
    for name in trays:
        del boxes[name]["parent"]
    for name in racks:
        del boxes[name]
    size = {key: first[key] for key in ("type", "volume_m3", "max_biomass_kg") if first[key] != 0}
    return {"count": len(racks), "name": pattern[0], **size}


def _listed(farm: Building, name: str, entries: Entry) -> Entry:
    """The set, its many further ones in a CSV file."""
    rest = entries.get("named", {})
    text = csv_text(rest) if len(rest) > _MANY else None
    if text is None:
        return entries
    file = f"{farm.stem}/{''.join(sign if sign.isalnum() else '-' for sign in name)[:80]}.csv"
    if file.casefold() in {known.casefold() for known in farm.files}:
        return entries
    farm.files[file] = text
    return {key: value for key, value in entries.items() if key != "named"} | {"csv": file}


def free(farm: Building, table: str, taken: Mapping[str, object], row: Row) -> str:
    """A name that nothing in the same place has."""
    room, n = room_of(farm.base, table), 1
    name = plain_name(str(row["name"]), room)
    while name in taken:
        n += 1
        name = plain_name(str(row["name"]), room, ("", f" ({n})"))
    farm.names[table, row["id"]] = name
    return name


def _containers(farm: Building, rows: Sequence[Row], column: str) -> dict[str, Entry]:
    made: dict[str, Entry] = {}
    names: dict[int, str] = {}
    types = {row["id"]: said(str(row["name"])) for row in farm.inventory.rows("infrastructure_containertype")}
    leg = "freshwater" if column == "hall_id" else "sea"
    for row in rows:
        if row["container_type_id"] not in types:
            continue
        name = names[row["id"]] = free(farm, "infrastructure_container", made, row)
        entry: Entry = {"type": types[row["container_type_id"]], "volume_m3": number(row["volume_m3"], 0.01, _MOST)}
        is_rack = row.get("hierarchy_role") == "STRUCTURAL"
        holds = number(row["max_biomass_kg"], 0, _MOST)
        entry["max_biomass_kg"] = holds if holds or is_rack else _likely(farm, row)
        entry |= {"structural": True} if is_rack else {}
        sensors = _sensors(farm, row, name, leg)
        made[name] = entry | ({} if sensors == sorted(farm.base.waters(leg)) else {"sensors": sensors})
    for row in rows:
        if row["id"] not in names:
            continue
        if held := names.get(row.get("parent_container_id") or 0):
            made[names[row["id"]]]["parent"] = held
    return made


def _likely(farm: Building, row: Row) -> int | float:
    """What a container holds of which the database says 0 kg."""
    same = [one for one in farm.inventory.rows("infrastructure_container")
            if one["container_type_id"] == row["container_type_id"]]  # fmt: skip
    return _usual(same, "max_biomass_kg", _MOST) or number(number(row["volume_m3"], 0, _MOST) * _KG_PER_M3, 1, _MOST)


def _usual(rows: Sequence[Row], column: str, most: int) -> int | float:
    """The most frequent value that is not 0, the least of several; 0 for none."""
    seen = Counter(number(row[column], 0, most) for row in rows if row[column])
    return min(seen, key=lambda value: (-seen[value], value), default=0)


def _sensors(farm: Building, row: Row, box: str, leg: str) -> list[str]:
    """What the sensors of a container measure, of what the library's water has; their names follow from it."""
    waters = farm.base.waters(leg)
    by_type = Counter(water.get("sensor_type", "OTHER") for water in waters.values())
    found: set[str] = set()
    for sensor in farm.inside.get(("sensor", row["id"]), []):
        end = alike(str(sensor["name"]).removeprefix(str(row["name"])))
        measured = alike(farm.inventory.measured.get(sensor["id"], ""))
        kind = str(sensor["sensor_type"])
        for name, water in waters.items():
            is_only = kind != "OTHER" and kind == water.get("sensor_type") and by_type[kind] == 1
            if name not in found and (alike(name) in (end, measured) or (is_only and not measured)):
                found.add(name)
                farm.names["infrastructure_sensor", sensor["id"]] = f"{box}-{name.replace(' ', '')}"
                break
    return sorted(found)
