"""Stations, halls, areas, containers and feed stores, in canonical order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compiler.language.lower.cells import read_csv
from compiler.language.lower.reading import Notes, Path, Values, alike, complete, fill, merge, schema
from compiler.language.lower.sets import Named, beyond, expand
from compiler.nouns import Area, AreaGroup, Container, FeedStore, Hall, Leg, Station

CONTAINER_KEYS = ("type", "volume_m3", "max_biomass_kg")


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that stands somewhere; indices point into these tuples."""

    stations: tuple[Station, ...]
    halls: tuple[Hall, ...]
    areas: tuple[Area, ...]
    area_groups: tuple[AreaGroup, ...]
    containers: tuple[Container, ...]
    feed_stores: tuple[FeedStore, ...]


@dataclass(slots=True)
class _Building:
    """What has been built so far, in canonical order."""

    root: Values
    notes: Notes
    stations: list[Station]
    halls: list[Hall]
    areas: list[Area]
    groups: list[AreaGroup]
    containers: list[Container]
    stores: list[FeedStore]


def read_places(root: Values, geographies: tuple[str, ...], notes: Notes) -> Places:
    """Build all places of all geographies, given by name in canonical order."""
    build = _Building(root, notes, [], [], [], [], [], [])
    for number, name in enumerate(geographies):
        _stations(build, number, name)
        _areas(build, number, name)
    return Places(
        stations=tuple(build.stations),
        halls=tuple(build.halls),
        areas=tuple(build.areas),
        area_groups=tuple(build.groups),
        containers=tuple(build.containers),
        feed_stores=tuple(build.stores),
    )


def _has(values: Values, keys: tuple[str, ...], what: str, path: Path, notes: Notes) -> bool:
    missing = [key for key in keys if key not in values]
    if missing:
        hint = f"add {missing[0]}: under each, or for it alone"
        notes.say_once("AQ212", f"{what} has no {' and no '.join(missing)}", path, hint)
    return not missing


def _stations(build: _Building, geography: int, name: str) -> None:
    values = build.root["geographies"][name]
    path: Path = ("geographies", name, "stations")
    made = expand(values.get("stations", _nothing("stations")), path, "station", {"code": values["code"]}, build.notes)
    for station in sorted(made):
        one = made[station]
        if not _has(one, ("latitude", "longitude"), station, path, build.notes):
            continue
        build.stations.append(Station(station, geography, float(one["latitude"]), float(one["longitude"])))
        halls = one.get("halls", {})
        if "halls_csv" in one:
            halls = merge(halls, read_csv(one["halls_csv"], (*path, "each", "halls_csv"), "hall", "hall", build.notes))
        for letter in sorted(halls):
            own = (*path, "override", station, "halls", letter)
            stated = own if build.notes.states(own) else (*path, "each", "halls", letter)
            _hall(build, station, letter, complete(halls[letter], "hall"), stated)


def _nothing(kind: str) -> Values:
    empty: Values = complete({}, schema()["definitions"]["geography"]["properties"][kind])
    return empty


def _hall(build: _Building, station: str, letter: str, values: Values, path: Path) -> None:
    known = {"station": station, "hall": letter}
    if not _has(values, ("stage",), f"hall {letter} of {station}", path, build.notes):
        return
    stages, stage, notes = build.root["stages"], values["stage"], build.notes
    if stage not in stages:
        notes.say("AQ213", f"hall {letter} serves {stage}, no stage", (*path, "stage"), alike(stage, stages))
        return
    if stages[stage]["leg"] == "sea":
        notes.say("AQ218", f"hall {letter} serves {stage}, a stage at sea", (*path, "stage"), "rings of areas serve it")
        return
    unknown: list[str] = []
    name = fill(values["name"], known, unknown.append)
    for field in unknown:
        notes.say("AQ204", f"the name pattern asks for {{{field}}}", (*path, "name"), alike(field, known))
    build.halls.append(Hall(name, len(build.stations) - 1, stage, float(values["area_sqm"])))
    place = len(build.halls) - 1
    leg: Leg = "freshwater"
    trays = expand(values["containers"], (*path, "containers"), "container", known, build.notes)
    racks = _racks(values["racks"], trays, known, (*path, "racks"), build.notes)
    _containers(build, {**racks, **trays}, leg, place, name, (*path, "containers"))
    _stores(
        build,
        expand(values["feed_stores"], (*path, "feed_stores"), "feed_store", known, build.notes),
        leg,
        place,
        (*path, "feed_stores"),
    )


def _racks(racks: Values, trays: Named, known: Mapping[str, str | int], path: Path, notes: Notes) -> Named:
    """The racks of a hall; each tray without a parent gets one, the trays shared out in the order of their names."""
    made = expand(
        {
            **_nothing_set(),
            "count": racks["count"],
            "name": racks["name"],
            "each": {"structural": True, "sensors": [], **{k: racks[k] for k in CONTAINER_KEYS if k in racks}},
        },
        path,
        "container",
        known,
        notes,
    )
    names = sorted(made)
    for position, tray in enumerate(sorted(trays)):
        if names and not trays[tray].get("parent"):
            trays[tray] = {**trays[tray], "parent": names[position * len(names) // len(trays)]}
    return made


def _nothing_set() -> dict[str, Any]:
    return dict(complete({}, "containers"))


def _areas(build: _Building, geography: int, name: str) -> None:
    values, notes = build.root["geographies"][name], build.notes
    path: Path = ("geographies", name, "areas")
    made = expand(values.get("areas", _nothing("areas")), path, "area", {"code": values["code"]}, notes)
    groups = _groups(build, geography, name, made)
    for area in sorted(made):
        one = made[area]
        if not _has(one, ("latitude", "longitude", "max_biomass_kg"), area, path, notes):
            continue
        group = one.get("group") or groups.get(area, "")
        if group and group not in values["area_groups"]:
            notes.say(
                "AQ214",
                f"{area} is in the area group {group}, which is not there",
                path,
                alike(group, values["area_groups"]),
            )
        build.areas.append(
            Area(area, geography, group, float(one["latitude"]), float(one["longitude"]), float(one["max_biomass_kg"]))
        )
        place, known = len(build.areas) - 1, {"area": area}
        rings = expand(one.get("rings", _nothing_set()), (*path, "each", "rings"), "container", known, notes)
        _containers(build, rings, "sea", place, area, (*path, "each", "rings"))
        stores = expand(
            one.get("feed_stores", _nothing_set()), (*path, "each", "feed_stores"), "feed_store", known, notes
        )
        _stores(build, stores, "sea", place, (*path, "each", "feed_stores"))


def _groups(build: _Building, geography: int, name: str, areas: Named) -> dict[str, str]:
    """Note the area groups of a geography; returns the group of each area that a group lists."""
    groups, notes = build.root["geographies"][name]["area_groups"], build.notes
    group_of: dict[str, str] = {}
    values_of_areas = build.root["geographies"][name].get("areas", {})
    for group in sorted(groups):
        values, path = groups[group], ("geographies", name, "area_groups", group)
        build.groups.append(AreaGroup(group, values["code"], geography, values["parent"]))
        if values["parent"] and values["parent"] not in groups:
            notes.say(
                "AQ214",
                f"{group} lies in the area group {values['parent']}, which is not there",
                (*path, "parent"),
                alike(values["parent"], groups),
            )
        for position, area in enumerate(values["areas"]):
            if area not in areas and not beyond(values_of_areas, area, (*path, "areas", position), notes):
                notes.say(
                    "AQ215",
                    f"the group {group} lists {area}, which is no area",
                    (*path, "areas", position),
                    alike(area, areas),
                )
            if area in group_of:
                notes.say(
                    "AQ216",
                    f"{area} is in two area groups, {group_of[area]} and {group}",
                    (*path, "areas", position),
                    "leave one",
                )
            group_of[area] = group
    _no_circles(name, groups, notes)
    return group_of


def _no_circles(geography: str, groups: Values, notes: Notes) -> None:
    """Note the area groups that lie in themselves over some of their parents."""
    for group in sorted(groups):
        above, seen = groups[group]["parent"], {group}
        while above in groups and above not in seen:
            seen.add(above)
            above = groups[above]["parent"]
        if above == group:
            path = ("geographies", geography, "area_groups", group, "parent")
            notes.say("AQ219", f"the area group {group} lies in itself", path, "take one parent away")


def _containers(build: _Building, made: Named, leg: Leg, place: int, where: str, path: Path) -> None:
    start = len(build.containers)
    position = {name: start + index for index, name in enumerate(sorted(made))}
    for name in sorted(made):
        one = made[name]
        if not _has(one, CONTAINER_KEYS, name, (*path, "each"), build.notes):
            one = {"type": "", "volume_m3": 1, "max_biomass_kg": 0, **one}
        parent = one.get("parent", "")
        if parent and parent not in position:
            build.notes.say(
                "AQ217", f"{name} is held by {parent}, which is not in {where}", path, alike(parent, position)
            )
        build.containers.append(
            Container(
                name=name,
                type=one["type"],
                leg=leg,
                place=place,
                volume_m3=float(one["volume_m3"]),
                max_biomass_kg=float(one["max_biomass_kg"]),
                structural=one.get("structural", False),
                parent=position.get(parent, -1),
                sensors=tuple(sorted(one["sensors"] if "sensors" in one else build.root["waters"][leg])),
            )
        )


def _stores(build: _Building, made: Named, leg: Leg, place: int, path: Path) -> None:
    for name in sorted(made):
        one = made[name]
        if _has(one, ("capacity_kg",), name, (*path, "each"), build.notes):
            kind = one.get("type", "BARGE" if leg == "sea" else "SILO")
            build.stores.append(FeedStore(name, kind, leg, place, float(one["capacity_kg"])))
