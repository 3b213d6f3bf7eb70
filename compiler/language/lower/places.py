"""Stations, halls, areas, containers and feed stores, in canonical order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from compiler.diagnostics import Span
from compiler.exact import Stream, one_uniform
from compiler.language.lower.cells import read_csv
from compiler.language.lower.reading import Notes, alike, complete, fill
from compiler.language.lower.sets import Named, beyond, expand
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values, merge
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
    farm = _Building(root, notes, [], [], [], [], [], [])
    for number, name in enumerate(geographies):
        _stations(farm, number, name)
        _areas(farm, number, name)
    return Places(
        stations=tuple(farm.stations),
        halls=tuple(farm.halls),
        areas=tuple(farm.areas),
        area_groups=tuple(farm.groups),
        containers=tuple(_told_apart(farm)),
        feed_stores=tuple(farm.stores),
    )


def _told_apart(farm: _Building) -> Iterator[Container]:
    """The containers, those of one name in several places told apart: chance must not be the same for both."""
    named = Counter(one.name for one in farm.containers)
    for one in farm.containers:
        place = (farm.areas if one.leg == "sea" else farm.halls)[one.place].name
        yield one if named[one.name] == 1 else replace(one, entity=f"{place}/{one.name}")


def _has(values: Values, keys: tuple[str, ...], what: str, span: Span, notes: Notes) -> bool:
    missing = [key for key in keys if key not in values]
    if missing:
        hint = f"add {missing[0]}: under each, or for it alone"
        notes.say_once("AQ212", f"{what} has no {' and no '.join(missing)}", span, hint)
    return not missing


def _where(values: Values, name: str, many: Values) -> dict[str, Any]:
    """Latitude and longitude of a place: as said, or at most `spread_km` north or south, east or west of there.

    By its name alone, so that the map is the same for every seed. A degree of longitude is taken as half one of
    latitude, as it is at 60 degrees. What is said of it alone, and not of each of `many`, is where it lies.
    """
    found: dict[str, Any] = {}
    each: Values | None = many.get("each")
    for lane, (column, limit, km_a_degree) in enumerate((("latitude", 90.0, 111.2), ("longitude", 180.0, 55.6))):
        common = each is not None and column in each and values.at(column) == each.at(column)
        km = float(values["spread_km"]) if common else 0.0
        off = km / km_a_degree * (2.0 * one_uniform(0, Stream.LOWERING, f"place/{name}", 0, lane) - 1.0)
        found[column] = min(max(float(values[column]) + off, -limit), limit)
    return found


def _stations(farm: _Building, geography: int, name: str) -> None:
    values, notes = farm.root["geographies"][name], farm.notes
    made = expand(values["stations"], "station", {"code": values["code"]}, notes)
    for station in sorted(made):
        one = made[station]
        if not _has(one, ("latitude", "longitude"), station, values.at("stations"), notes):
            continue
        farm.stations.append(
            build(Station, one, name=station, geography=geography, **_where(one, station, values["stations"]))
        )
        halls: Values = one["halls"]
        if "halls_csv" in one:
            halls = merge(halls, read_csv(one["halls_csv"], one.at("halls_csv"), "hall", "hall", notes))
        for letter in sorted(halls):
            _hall(farm, station, letter, complete(halls[letter], "hall"))


def _hall(farm: _Building, station: str, letter: str, values: Values) -> None:
    known, notes = {"station": station, "hall": letter}, farm.notes
    if not _has(values, ("stage",), f"hall {letter} of {station}", values.span, notes):
        return
    stages = _served(farm, letter, values)
    if not stages:
        return
    unknown: list[str] = []
    name = fill(values["name"], known, unknown.append)
    for field in unknown:
        notes.say("AQ204", f"the name pattern asks for {{{field}}}", values.at("name"), alike(field, known))
    farm.halls.append(build(Hall, values, name=name, station=len(farm.stations) - 1, stages=stages))
    _fill(farm, "freshwater", values, "containers", known)


def _served(farm: _Building, letter: str, values: Values) -> tuple[str, ...]:
    """The stages of a hall in the order of life; none when it names one that it cannot serve."""
    stages, named = farm.root["stages"], values["stage"]
    wrong = False
    for position, stage in enumerate(named if isinstance(named, list) else [named]):
        span = values.at("stage", position) if isinstance(named, list) else values.at("stage")
        if stage not in stages:
            farm.notes.say("AQ213", f"hall {letter} serves {stage}, no stage", span, alike(stage, stages))
        elif stages[stage]["leg"] == "sea":
            hint = "rings of areas serve it"
            farm.notes.say("AQ218", f"hall {letter} serves {stage}, a stage at sea", span, hint)
        wrong = wrong or stage not in stages or stages[stage]["leg"] == "sea"
    served = set(named) if isinstance(named, list) else {named}
    return () if wrong else tuple(sorted(served, key=lambda name: (stages[name]["order"], name)))


def _fill(farm: _Building, leg: Leg, values: Values, key: str, known: Mapping[str, str | int]) -> None:
    """Put the containers (under `key`) and feed stores into the hall or area that was built last."""
    made = expand(values[key], "container", known, farm.notes)
    if leg == "freshwater":
        made = {**_racks(values["racks"], made, known, farm.notes), **made}
    _containers(farm, made, leg, values.at(key), values[key]["each"].span)
    stores = expand(values["feed_stores"], "feed_store", known, farm.notes)
    _stores(farm, stores, leg, values["feed_stores"]["each"].span)


def _racks(racks: Values, trays: Named, known: Mapping[str, str | int], notes: Notes) -> Named:
    """The racks of a hall; each tray without a parent gets one, the trays shared out in the order of their names."""
    like = {"structural": True, "sensors": [], **{key: racks[key] for key in CONTAINER_KEYS if key in racks}}
    each = Values(like, racks.span, racks.spans)
    entries = Values({"count": racks["count"], "name": racks["name"], "each": each}, racks.span, racks.spans)
    made = expand(complete(entries, "containers"), "container", known, notes)
    names = sorted(made)
    for position, tray in enumerate(sorted(trays)):
        if names and not trays[tray]["parent"]:
            held = Values({"parent": names[position * len(names) // len(trays)]}, trays[tray].span)
            trays[tray] = merge(trays[tray], held)
    return made


def _areas(farm: _Building, geography: int, name: str) -> None:
    values, notes = farm.root["geographies"][name], farm.notes
    made = expand(values["areas"], "area", {"code": values["code"]}, notes)
    groups, known = _groups(farm, geography, values, made), values["area_groups"]
    for area in sorted(made):
        one = made[area]
        if not _has(one, ("latitude", "longitude", "max_biomass_kg"), area, values.at("areas"), notes):
            continue
        group = one["group"] or groups.get(area, "")
        if group and group not in known:
            message = f"{area} is in the area group {group}, which is not there"
            notes.say("AQ214", message, one.at("group"), alike(group, known))
        farm.areas.append(
            build(Area, one, name=area, geography=geography, group=group, **_where(one, area, values["areas"]))
        )
        _fill(farm, "sea", one, "rings", {"area": area})


def _groups(farm: _Building, geography: int, place: Values, areas: Named) -> dict[str, str]:
    """Note the area groups of a geography; returns the group of each area that a group lists."""
    groups, notes = place["area_groups"], farm.notes
    group_of: dict[str, str] = {}
    for group in sorted(groups):
        values: Values = groups[group]
        farm.groups.append(build(AreaGroup, values, name=group, geography=geography))
        if values["parent"] and values["parent"] not in groups:
            message = f"{group} lies in the area group {values['parent']}, which is not there"
            notes.say("AQ214", message, values.at("parent"), alike(values["parent"], groups))
        for position, area in enumerate(values["areas"]):
            span = values.at("areas", position)
            if area not in areas and not beyond(place["areas"], area, span, notes):
                notes.say("AQ215", f"the group {group} lists {area}, which is no area", span, alike(area, areas))
            if area in group_of:
                message = f"{area} is in two area groups, {group_of[area]} and {group}"
                notes.say("AQ216", message, span, "leave one")
            group_of[area] = group
    _no_circles(groups, notes)
    _one_fallow(groups, notes)
    return group_of


def _one_fallow(groups: Values, notes: Notes) -> None:
    """Note the area groups with a fallow that lie in another with one: their areas would rest by two rules."""
    above = {group: groups[group]["parent"] for group in groups}
    for group in sorted(groups):
        outer = [over for over in groups_of(group, above)[1:] if "fallow_days" in groups[over]]
        if "fallow_days" in groups[group] and outer:
            span = groups.at(group, "fallow_days")
            message = f"{group} and the area group {outer[0]}, in which it lies, both have fallow_days"
            notes.say("AQ233", message, span, "leave one: areas rest together with all of their group, or of one in it")


def groups_of(group: str, above: Mapping[str, str]) -> list[str]:
    """A group and those that it lies in, from the inside out; `above` names the parent of each.

    >>> groups_of("fjord", {"fjord": "north", "north": ""})
    ['fjord', 'north']
    """
    found: list[str] = []
    while group in above and group not in found:
        found.append(group)
        group = above[group]
    return found


def _no_circles(groups: Values, notes: Notes) -> None:
    """Note the area groups that lie in themselves over some of their parents."""
    for group in sorted(groups):
        above, seen = groups[group]["parent"], {group}
        while above in groups and above not in seen:
            seen.add(above)
            above = groups[above]["parent"]
        if above == group:
            span = groups.at(group, "parent")
            notes.say("AQ219", f"the area group {group} lies in itself", span, "take one parent away")


def _containers(farm: _Building, made: Named, leg: Leg, span: Span, each: Span) -> None:
    """Put containers into the hall or area that was built last. `span`, `each`: where their set and its pattern are."""
    place = len(farm.areas if leg == "sea" else farm.halls) - 1
    where = (farm.areas if leg == "sea" else farm.halls)[place].name
    start = len(farm.containers)
    position = {name: start + index for index, name in enumerate(sorted(made))}
    for name in sorted(made):
        one = made[name]
        if not _has(one, CONTAINER_KEYS, name, each, farm.notes):
            one = merge(Values({"type": "", "volume_m3": 1, "max_biomass_kg": 0}, one.span), one)
        parent = one["parent"]
        if parent and parent not in position:
            message = f"{name} is held by {parent}, which is not in {where}"
            farm.notes.say(
                "AQ217", message, one.at("parent") if "parent" in one.spans else span, alike(parent, position)
            )
        sensors = one["sensors"] if "sensors" in one else farm.root["waters"][leg]
        at = {"leg": leg, "place": place, "parent": position.get(parent, -1)}
        farm.containers.append(
            build(Container, one, None, name=name, entity=name, sensors=tuple(sorted(sensors)), **at)
        )


def _stores(farm: _Building, made: Named, leg: Leg, each: Span) -> None:
    """Put feed stores into the hall or area that was built last: barges at sea, silos in halls unless they say more."""
    place = len(farm.areas if leg == "sea" else farm.halls) - 1
    for name in sorted(made):
        one = made[name]
        if _has(one, ("capacity_kg",), name, each, farm.notes):
            kind = one.get("type", "BARGE" if leg == "sea" else "SILO")
            farm.stores.append(build(FeedStore, one, name=name, type=kind, leg=leg, place=place))
