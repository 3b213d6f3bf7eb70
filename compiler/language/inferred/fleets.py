"""Parent fish and carriers: what a scenario says of them by numbers and patterns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from compiler.language.inferred.places import FRESHWATER, is_active
from compiler.language.inferred.sets import numbered
from compiler.language.inferred.yamltext import number, said
from compiler.nouns import CARRIER_TYPES, TANK_TYPE, broodstock_names
from compiler.target import Inventory

Row = Mapping[str, Any]
_KINDS = (
    ("VESSEL", "vessels", 20, "vessel_name", "imo_number", "imo_number"),
    ("TRUCK", "trucks", 50, "truck_name", "licence_plate", "license_plate"),
)
"""Kind in the database; keys of number, most, name pattern and sign; column of the sign."""


def broodstock(inventory: Inventory, codes: Mapping[int, str]) -> dict[str, Any] | None:
    """Tanks of the stations for parent fish, where these are such as the language makes; None where they are not.

    Args: codes  [id of a geography]
    """
    rows = [row for row in inventory.rows("infrastructure_freshwaterstation") if is_active(row)]
    keeping = {row["geography_id"] for row in rows if row.get("station_type", FRESHWATER) == FRESHWATER}
    own = [row for row in rows if row.get("station_type") == "BROODSTOCK"]
    places = {row["id"]: row["freshwater_station_id"] for row in inventory.rows("infrastructure_hall")}
    tanks: dict[int, list[Row]] = {row["id"]: [] for row in own}
    for box in inventory.rows("infrastructure_container"):
        if (station := places.get(box.get("hall_id") or 0)) in tanks and is_active(box):
            tanks[station].append(box)
    expected = [row["name"] == broodstock_names(codes[row["geography_id"]], 0)[0] for row in own]
    alike = {(len(boxes), *_size(boxes[0])) for boxes in tanks.values() if boxes}
    whole = {row["geography_id"] for row in own} == keeping and len(own) == len(keeping)
    if not own or not whole or not all(expected) or len(alike) != 1 or not all(tanks.values()):
        return None
    ((count, volume, most),) = alike
    return {
        "tanks": count,
        "volume_m3": number(volume, 0.01, 99_999_999),
        "max_biomass_kg": number(most, 0, 99_999_999),
    }


def _size(box: Row) -> tuple[float, float]:
    """Volume and biomass that it may hold."""
    return float(box["volume_m3"] or 0), float(box["max_biomass_kg"] or 0)


def carriers(inventory: Inventory, geography: Row, code: str) -> dict[str, Any]:
    """Vessels and trucks of a geography."""
    own = [row for row in inventory.rows("infrastructure_transportcarrier")
           if row["geography_id"] == geography["id"] and is_active(row)]  # fmt: skip
    found: dict[str, Any] = {}
    for kind, count, most, name, sign, column in _KINDS:
        rows = sorted((row for row in own if row["carrier_type"] == kind), key=lambda row: str(row["name"]))
        if rows and (kind == "VESSEL" or found):  # without a vessel trucks bring fish nowhere
            found[count] = min(len(rows), most)
            found |= _pattern(name, [said(str(row["name"])) for row in rows], code)
            found |= _pattern(sign, [str(row.get(column) or "") for row in rows], code)
    contacts = {str(row.get("captain_contact") or "").replace(str(row["name"]), "{name}") for row in own}
    contact = contacts.pop() if len(contacts) == 1 else ""
    is_pattern = "{name}" in contact and not set("{}") & set(contact.replace("{name}", ""))
    if is_pattern:  # all else may be somebody's telephone
        found["contact"] = contact
    return found


def _pattern(key: str, texts: Sequence[str], code: str) -> dict[str, str]:
    pattern = numbered(texts, {"code": code})
    if len(texts) == 1 and not pattern and not set("{}") & set(texts[0]):
        return {key: texts[0]} if texts[0] else {}
    return {key: pattern[0]} if pattern and len(pattern[1]) == len(texts) else {}


def sizes(inventory: Inventory, known: Mapping[str, Any]) -> dict[str, Any]:
    """Tanks of carriers by kind, where they are others than the library's `known`."""
    kinds = {row["id"]: row["carrier_type"] for row in inventory.rows("infrastructure_transportcarrier")}
    tanks: dict[int, list[Row]] = {}
    for box in inventory.rows("infrastructure_container"):
        if box.get("carrier_id") in kinds and is_active(box):
            tanks.setdefault(box["carrier_id"], []).append(box)
    found: dict[str, Any] = {}
    for key, kind in (("vessel", "VESSEL"), ("truck", "TRUCK")):
        seen = Counter((len(boxes), *_size(boxes[0]))
                       for at, boxes in sorted(tanks.items()) if kinds[at] == kind)  # fmt: skip
        if seen:
            count, volume, most = seen.most_common(1)[0][0]
            size = {"tanks": count, "volume_m3": number(volume, 0.01, 99_999_999),
                    "density_kg_m3": number(round(most / volume, 4) if volume else 1, 0.1, 1000)}  # fmt: skip
            if size != {name: known.get(key, {}).get(name) for name in size}:
                found[key] = size
    return found


def made_types(inventory: Inventory, has_brood: bool) -> frozenset[str]:
    """Container types that come with parent fish and carriers, and are not to be said."""
    kinds = {row["carrier_type"] for row in inventory.rows("infrastructure_transportcarrier") if is_active(row)}
    aboard = {name for kind, name in CARRIER_TYPES.items() if kind in kinds}
    return frozenset(aboard | ({TANK_TYPE} if has_brood else set()))
