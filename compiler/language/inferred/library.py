"""The files of an inferred library, from an Inventory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.language.inferred import fish, fleets, halls, people, places
from compiler.language.inferred.known import TARGET, Base, Content, base_of, geography_facts, target_content
from compiler.language.inferred.yamltext import number, said, yaml_text
from compiler.language.lower.reading import schema
from compiler.target import Inventory

_SEA = "no table says these: code, currency, supplier, the sea and prices; correct what is not so"


@dataclass(frozen=True, slots=True)
class Inferred:
    """Library files by their paths relative to the folder of the library."""

    library: str
    """Path of the places and users: <stem>.yaml"""
    batches: str | None
    """Path of the living batches, which includes `library`; None where there are none"""
    files: Mapping[str, str]
    as_of: str
    """The day after the last on which somebody wrote down fish; '' where nobody did"""
    names: Mapping[tuple[str, int], str]
    """[table, id] what rows are called in the library, of those whose names it had to choose"""
    told: tuple[Diagnostic, ...]
    """AQ552 to AQ555"""


def infer(inventory: Inventory, stem: str, personal: bool = False) -> Inferred:
    """Write the library. The same database gives the same text, in whatever order it keeps its rows.

    Args: stem  name of the library's file without .yaml; personal  whether people's names and e-mails are wanted
    """
    base = base_of([batch.species for batch in inventory.living] + list(inventory.species))
    legs = halls.legs_of(inventory, base)
    stages, guesses = halls.stages_of_halls(inventory, base, legs)
    farm = places.Building(inventory, base, stem, stages)
    places.sort_in(farm)
    codes = _codes(inventory)
    brood = fleets.broodstock(inventory, codes)
    content, unsure = _content(farm, codes, brood, legs, personal)
    head = [
        f"{stem}: the places and users of an AquaMind database, as `aqc infer` read them.",
        "Species, laws and passwords are those of the included library; no password was read.",
        *(["", f"Of {', '.join(unsure)} {_SEA}."] if unsure else []),
    ]
    groups, missed = fish.batches(farm, {name: legs.get(name, str(one["leg"])) for name, one in base.stages.items()})
    files = {f"{stem}.yaml": yaml_text(head, content), **farm.files}
    as_of = (inventory.last_day + timedelta(days=1)).isoformat() if inventory.last_day else ""
    if groups:
        head = [f"{stem}: the living batches of the same database" + (f", seen on {as_of}." if as_of else ".")]
        files[f"{stem}-batches.yaml"] = yaml_text(head, {"include": [f"{stem}.yaml"], "batches": groups})
    told = (*inventory.told, *guesses, *missed)
    return Inferred(f"{stem}.yaml", f"{stem}-batches.yaml" if groups else None, files, as_of, farm.names, told)


def _content(
    farm: places.Building,
    codes: Mapping[int, str],
    brood: dict[str, Any] | None,
    legs: Mapping[str, str],
    personal: bool,
) -> tuple[dict[str, Any], list[str]]:
    """The library itself, and the geographies of which it had to assume much."""
    inventory, base, target = farm.inventory, farm.base, target_content()
    content: dict[str, Any] = {"include": [base.file, TARGET]}
    types = _container_types(farm, target, fleets.made_types(inventory, brood is not None))
    content |= {"container_types": types} if types else {}
    known = base.content["broodstock"]
    if brood is None:
        content["broodstock"] = None
    elif differing := {key: value for key, value in brood.items() if value != known.get(key)}:
        content["broodstock"] = differing
    if sizes := fleets.sizes(inventory, base.content["carriers"]):
        content["carriers"] = sizes
    if legs:
        content["stages"] = {name: {"leg": leg} for name, leg in legs.items()}
    unsure: list[str] = []
    content["geographies"] = {}
    for row in sorted(inventory.rows("infrastructure_geography"), key=lambda row: str(row["name"])):
        name = places.free(farm, "infrastructure_geography", content["geographies"], row)
        content["geographies"][name] = _geography(farm, row, codes[row["id"]], legs)
        unsure += [] if geography_facts(name) else [name]
    roles = tuple(schema()["properties"]["users"]["additionalProperties"]["properties"]["role"]["enum"])
    if users := people.users(inventory, target, roles, personal):
        content["users"] = users
    return content, unsure


def _geography(farm: places.Building, row: Mapping[str, Any], code: str, legs: Mapping[str, str]) -> dict[str, Any]:
    facts = dict(geography_facts(said(str(row["name"]))))
    currency = str(farm.inventory.currencies.get(row["id"]) or facts.get("currency") or "EUR")
    measured = farm.inventory.sea_c.get(row["id"])
    sea = [number(round(mean, 1), -2, 30) for mean in measured] if measured else None
    content: dict[str, Any] = {
        "code": code,
        "currency": currency if len(currency) == 3 else "EUR",
        "supplier": facts.pop("supplier", "Unknown supplier"),
        "sea_temp_monthly_c": sea
        or facts.get("sea_temp_monthly_c")
        or geography_facts("Faroe Islands")["sea_temp_monthly_c"],
    }
    sets = {
        "stations": places.stations(farm, row, code),
        "areas": places.areas(farm, row, code),
        "area_groups": places.area_groups(farm, row),
        "carriers": fleets.carriers(farm.inventory, row, code),
    }
    content |= {
        key: value for key, value in facts.items() if key not in (*content, "stages", "trade", "lice", "climate")
    }
    has_sea = bool(sets["areas"])
    content |= {key: facts[key] for key in ("lice", "climate") if key in facts and has_sea}
    if "trade" in facts:
        content["trade"] = _trade(facts["trade"], farm.base, has_sea and bool(sets["stations"]), has_sea)
    if stages := _stages(farm, row, facts.get("stages", {}), legs):
        content["stages"] = stages
    return content | {key: value for key, value in sets.items() if value}


def _trade(trade: Content, base: Base, has_both: bool, has_sea: bool) -> dict[str, Any]:
    """The companies; prices only between those that there are."""
    found = {key: value for key, value in trade.items() if key not in ("transfers", "grades")}
    if has_sea:
        found["grades"] = trade["grades"]
    if has_both:
        found["transfers"] = {name: one for name, one in trade["transfers"].items() if name in base.stages}
    return found


def _stages(farm: places.Building, row: Mapping[str, Any], facts: Content, legs: Mapping[str, str]) -> dict[str, Any]:
    """Growth as the library has it here, and no more containers of a batch than the largest hall or area has."""
    found = {name: dict(values) for name, values in facts.items() if name in farm.base.stages}
    own = {
        one["id"] for one in farm.inventory.rows("infrastructure_freshwaterstation") if one["geography_id"] == row["id"]
    }
    sizes: Counter[str] = Counter()
    for hall in farm.inventory.rows("infrastructure_hall"):
        if hall["freshwater_station_id"] in own and places.is_active(hall):
            for stage in farm.hall_stages[hall["id"]]:
                sizes[stage] = max(sizes[stage], _holding(farm, "hall_id", hall["id"]))
    for area in farm.inventory.rows("infrastructure_area"):
        if area["geography_id"] == row["id"] and places.is_active(area):
            for stage, values in farm.base.stages.items():
                if legs.get(stage, values["leg"]) == "sea":
                    sizes[stage] = max(sizes[stage], _holding(farm, "area_id", area["id"]))
    for stage, values in farm.base.stages.items():
        if isinstance(values.get("containers"), int) and 0 < sizes[stage] < values["containers"]:
            found.setdefault(stage, {})["containers"] = sizes[stage]
    return found


def _holding(farm: places.Building, column: str, place: int) -> int:
    boxes = farm.inside.get((f"infrastructure_container.{column}", place), [])
    return sum(box.get("hierarchy_role") != "STRUCTURAL" for box in boxes)


def _container_types(farm: places.Building, target: Content, made: frozenset[str]) -> dict[str, Any]:
    """Those that the library lacks or has otherwise, and null for those that the database lacks."""
    known: Mapping[str, Content] = target["container_types"]
    most: dict[int, float] = {}
    for box in farm.inventory.rows("infrastructure_container"):
        at = box["container_type_id"]
        most[at] = max(most.get(at, 0), float(box["volume_m3"] or 0)) if places.is_active(box) else most.get(at, 0)
    own: dict[str, dict[str, Any]] = {}
    for row in farm.inventory.rows("infrastructure_containertype"):
        kind = str(row["category"])
        largest = max(float(row["max_volume_m3"] or 0), most.get(row["id"], 0))
        entry = {"category": kind if kind in ("TANK", "PEN", "TRAY") else "OTHER",
                 "max_volume_m3": number(largest, 0.01, 99_999_999)}  # fmt: skip
        own.setdefault(said(str(row["name"])), entry)
    kept = {name: entry for name, entry in own.items() if name not in made}
    found: dict[str, Any] = {name: None for name in known if name not in kept}
    found |= {name: entry for name, entry in kept.items() if entry != dict(known.get(name, {}))}
    return dict(sorted(found.items()))


def _codes(inventory: Inventory) -> dict[int, str]:
    """[id of a geography] its code: as its station for parent fish says, else the library, its batches, its sites."""
    found: dict[int, str] = {}
    for row in sorted(inventory.rows("infrastructure_geography"), key=lambda row: str(row["name"])):
        plain = next(_code_signs(inventory, row), "") or "".join(word[0] for word in str(row["name"]).split()) or "X"
        code, n = said(plain), 1
        while code in found.values():
            n += 1
            code = f"{said(plain)}{n}"
        found[row["id"]] = code
    return found


def _code_signs(inventory: Inventory, row: Mapping[str, Any]) -> Any:
    stations = [one for one in inventory.rows("infrastructure_freshwaterstation") if one["geography_id"] == row["id"]]
    for one in stations:
        if one.get("station_type") == "BROODSTOCK" and (match := re.fullmatch(r"(.+)-BS-01", str(one["name"]))):
            yield match[1]
    if known := geography_facts(str(row["name"])).get("code"):
        yield known
    sites = [*stations, *(one for one in inventory.rows("infrastructure_area") if one["geography_id"] == row["id"])]
    heads = Counter(str(one["name"]).split("-", 1)[0] for one in sites if "-" in str(one["name"])[1:])
    yield from sorted(heads, key=lambda head: (-heads[head], head))[:1]
