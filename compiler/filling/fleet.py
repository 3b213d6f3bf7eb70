"""The fleet: vessels and trucks with their tanks, and which transfers to the sea they carry leg by leg.

The target calls such transfers dynamic. Of each geography the newest completed ones are told so, the ones under way,
and the next to come, one for each route. No two that are told share a day: every tank carries one load at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from compiler.nouns import (
    CARRIER_TYPES,
    BatchPlan,
    Carrier,
    CarrierKind,
    ContainerType,
    Scenario,
    Stage,
    Water,
    told_kind,
)

TABLE = "infrastructure_transportcarrier"
Route = Literal["DIRECT_STATION_TO_VESSEL", "VIA_TRUCK_TO_VESSEL"]
DIRECT: Route = "DIRECT_STATION_TO_VESSEL"
BY_TRUCK: Route = "VIA_TRUCK_TO_VESSEL"
LEGS = ("STATION_TO_VESSEL", "STATION_TO_TRUCK", "TRUCK_TO_VESSEL", "VESSEL_TO_RING")
STATION_TO_VESSEL, STATION_TO_TRUCK, TRUCK_TO_VESSEL, VESSEL_TO_RING = range(4)
OPEN = -1
"""The time of what is not over at as_of"""


@dataclass(frozen=True, slots=True)
class Tank:
    """A tank of a carrier."""

    name: str
    carrier: int
    """Index into Fleet.carriers"""
    volume_m3: float
    max_biomass_kg: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """How the fish of a batch come to the sea."""

    route: Route
    vessel_tanks: tuple[int, ...]
    """Indices into Fleet.tanks"""
    truck_tanks: tuple[int, ...]
    """None of a direct route; without those of a truck that did not come"""
    absent: str
    """Name of that truck, '' where all came"""
    day: int
    """On which it is to begin, of one that is planned; -1 of one that has begun"""


class Load(NamedTuple):
    """Fish of one source in one tank, for some hours of a day."""

    tank: int
    """Index into Fleet.tanks"""
    fish: int
    weight_cg: int
    filled_s: int
    """Seconds since 1970-01-01 00:00 UTC at which the first fish came"""
    emptied_s: int
    """OPEN of the one that is aboard at as_of"""


class Leg(NamedTuple):
    """One handoff. Ends are indices of stays, or -1 - index of a load."""

    kind: int
    """Index into LEGS"""
    source: int
    dest: int
    fish: int
    dead: int
    before: int
    """Fish in the source just before"""
    weight_cg: int
    start_s: int
    done_s: int
    """OPEN of a handoff that is not over; `dest` is then a tank"""


@dataclass(frozen=True, slots=True)
class Voyage:
    """A transfer that is told leg by leg."""

    crossing: Crossing
    change: int
    """Index into transitions(part)"""
    loads: tuple[Load, ...]
    legs: tuple[Leg, ...]
    """By time, so that the first into a ring is that of its first move"""

    @property
    def completed(self) -> tuple[Leg, ...]:
        """Handoffs that are over."""
        return tuple(leg for leg in self.legs if leg.done_s != OPEN)


@dataclass(frozen=True, slots=True)
class Fleet:
    """All carriers of the farm, by geography. Tanks follow all other containers."""

    carriers: tuple[Carrier, ...]
    geography: tuple[int, ...]
    """[carrier]"""
    tanks: tuple[Tank, ...]
    """By carrier"""
    tank_types: tuple[ContainerType, ...]
    waters: tuple[tuple[tuple[Stage, Water], ...], ...]
    """[geography] what the target wants to know before fish are handed over, with the last stage that knows of it"""
    crossings: Mapping[int, Crossing]
    """By index of a batch"""


def build_fleet(scenario: Scenario, plans: Sequence[BatchPlan]) -> Fleet:
    """The fleet of a farm; none where no geography has carriers, or their table is off.

    Args: plans  of the batches that have begun
    """
    law = scenario.carrying
    if law is None or TABLE in scenario.tables_off:
        return Fleet((), (), (), (), tuple(() for _ in scenario.geographies), {})
    owned = [(at, one) for at, geography in enumerate(scenario.geographies) for one in geography.carriers]
    tanks: list[Tank] = []
    for at, (_, carrier) in enumerate(owned):
        size = law.size(carrier.kind)
        room = size.volume_m3, size.volume_m3 * size.density_kg_m3
        tanks += [Tank(carrier.tank(n), at, *room) for n in range(size.tanks)]
    kinds = {carrier.kind for _, carrier in owned}
    types = [
        ContainerType(name, "TANK", law.size(kind).volume_m3) for kind, name in CARRIER_TYPES.items() if kind in kinds
    ]
    carriers, homes = tuple(carrier for _, carrier in owned), tuple(at for at, _ in owned)
    waters = tuple(_waters(scenario, at) if at in homes else () for at in range(len(scenario.geographies)))
    crossings: dict[int, Crossing] = {}
    for geography in sorted(set(homes)):
        dock = _Dock(carriers, homes, tanks, geography)
        own = [plan for plan in plans if scenario.batches[plan.batch].geography == geography]
        crossings |= dict(_told(scenario, law.told, own, dock))
        crossings |= dict(_planned(scenario, law.planned_days, own, dock))
    return Fleet(carriers, homes, tuple(tanks), tuple(types), waters, crossings)


def _waters(scenario: Scenario, geography: int) -> tuple[tuple[Stage, Water], ...]:
    """Oxygen, temperature and CO2."""
    found: dict[str, tuple[Stage, Water]] = {}
    for stage in scenario.geographies[geography].stages:
        found |= {told_kind(water.parameter): (stage, water) for water in stage.waters}
    return tuple(found[kind] for kind in ("oxygen", "temperature", "CO2") if kind in found)


@dataclass(frozen=True, slots=True)
class _Dock:
    """The carriers of one geography."""

    carriers: tuple[Carrier, ...]
    homes: tuple[int, ...]
    tanks: Sequence[Tank]
    geography: int

    def of(self, kind: CarrierKind) -> list[int]:
        return [at for at, one in enumerate(self.carriers) if one.kind == kind and self.homes[at] == self.geography]

    def crossing(self, by_truck: bool, short: bool, day: int) -> Crossing:
        """One by all carriers; `short`: by all trucks but the last, where there are several."""
        trucks = self.of("TRUCK") if by_truck else []
        missing = trucks.pop() if short and len(trucks) > 1 else None
        vessels, by = (tuple(at for at, one in enumerate(self.tanks) if one.carrier in some)
                       for some in (self.of("VESSEL"), trucks))  # fmt: skip
        absent = "" if missing is None else self.carriers[missing].name
        return Crossing(BY_TRUCK if by else DIRECT, vessels, by, absent, day)


def planned_on(scenario: Scenario, plan: BatchPlan, crossing: Crossing) -> int:
    """Day on which a crossing that is to come was written down: when all its fish stood where they wait for it."""
    day = max(crossing.day - scenario.activities.planned_days, int(plan.first[plan.open].max()))
    return min(day, scenario.as_of - 1)


def sea_moves(scenario: Scenario, plan: BatchPlan) -> np.ndarray:
    """Moves of a batch from fresh water into the sea: bool [move]."""
    sea = np.array([scenario.containers[box].leg == "sea" for box in plan.container.tolist()], dtype=bool)
    moves: np.ndarray = ~sea[plan.move_source] & sea[plan.move_dest] if len(sea) else np.zeros(0, dtype=bool)
    return moves


def _told(scenario: Scenario, number: int, plans: Sequence[BatchPlan], dock: _Dock) -> Iterator[tuple[int, Crossing]]:
    """Those under way, then the newest completed ones of which no two share a day; the first of these by truck."""
    found = []
    for plan in plans:
        days = plan.move_day[sea_moves(scenario, plan)]
        due = zip(plan.container[plan.due_source].tolist(), plan.due_container.tolist(), strict=True)
        waits = ("freshwater", "sea") in {tuple(scenario.containers[box].leg for box in ends) for ends in due}
        if len(days):
            found.append(
                (not waits, -int(days.max()), scenario.batches[plan.batch].number, int(days.min()), plan.batch)
            )
    held: list[tuple[int, int]] = []
    completed = 0
    for over, last, _, first, batch in sorted(found):
        free = all(-last < begin or end < first for begin, end in held)
        if not free or (over and completed == number):
            continue
        held.append((first, -last))
        yield batch, dock.crossing(by_truck=over and not completed, short=True, day=-1)
        completed += over


def _planned(scenario: Scenario, days: int, plans: Sequence[BatchPlan], dock: _Dock) -> Iterator[tuple[int, Crossing]]:
    """The next batches that wholly stand in the last stage before the sea, one for each route."""
    stages = scenario.geographies[dock.geography].stages
    sea = next((at for at, stage in enumerate(stages) if stage.leg == "sea"), 0)
    found = []
    for plan in plans:
        runs, here = scenario.batches[plan.batch].runs, set(plan.stage[plan.open].tolist())
        begins = max(plan.start + sum(run.days for run in runs if run.stage < sea), scenario.as_of)
        if here == {sea - 1} and begins - scenario.as_of <= days and not sea_moves(scenario, plan).any():
            found.append((begins, scenario.batches[plan.batch].number, plan.batch))
    routes = 2 if dock.of("TRUCK") else 1
    for at, (begins, _, batch) in enumerate(sorted(found)[:routes]):
        yield batch, dock.crossing(by_truck=at == 1, short=False, day=begins)
