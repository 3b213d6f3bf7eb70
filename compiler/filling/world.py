"""The World: what every batch shares, and the ids of its rows. An id is an address: index in the Scenario + 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.brood import Brood, build_brood
from compiler.filling.fleet import Fleet, build_fleet
from compiler.filling.openwork import Left, what_is_left
from compiler.filling.upkeep import Task, build_tasks
from compiler.filling.variants import Variant, build_variants
from compiler.nouns import (
    BatchPlan,
    Column,
    Container,
    ContainerType,
    Hall,
    Moment,
    Number,
    Scenario,
    Stage,
    Station,
)
from compiler.target import Catalog, Seed, Table, known_role

GEOGRAPHY_CODES = {"Faroe Islands": "FO", "Scotland": "SC"}
"""What profiles call the geographies; the target finds them by these names."""
GENOTYPE = "Diploid"
"""What scenarios say of the fish."""
WRITTEN_DAYS = 30
"""A breeding plan is written down so long before it begins."""
QUIET_DAYS = 60
"""The farm stands this long before its first batch; static rows are dated then."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A measured quantity; its id is its position in World.parameters + 1."""

    name: str
    unit: str
    sensor_type: str


@dataclass(frozen=True, slots=True)
class World:
    """Static rows and their ids; small and picklable."""

    scenario: Scenario
    born_s: int
    """Moment of every static row, seconds since 1970-01-01 00:00 UTC"""
    seeds: Mapping[str, Seed]
    """[table] rows that every database of the target holds"""
    stamped: Mapping[str, tuple[str, ...]]
    """[table] columns of a seeded table that hold the moment of writing"""
    parameters: tuple[Parameter, ...]
    sensors: tuple[tuple[int, str], ...]
    """(container index, parameter name) in id order"""
    first_sensor: tuple[int, ...]
    """[container] id of its first sensor; the others follow in the order of Container.sensors"""
    grades: tuple[tuple[str, str], ...]
    """(code, name) of the product grades in id order"""
    suppliers: tuple[str, ...]
    """Egg suppliers in id order"""
    stages: tuple[Stage, ...]
    """Lifecycle stages in id order, as the first geography states them"""
    brood: Brood
    """Parent fish"""
    stations: tuple[Station, ...]
    """Of the scenario, then those for parent fish"""
    halls: tuple[Hall, ...]
    """Likewise"""
    containers: tuple[Container, ...]
    """Likewise"""
    tasks: tuple[Task, ...]
    """Maintenance of containers, in id order"""
    left: Left
    """What people have left open"""
    fleet: Fleet
    """Vessels and trucks; the ids of their tanks follow those of `containers`"""
    variants: tuple[Variant, ...]
    """What is asked of living batches beside their baselines, by batch"""


def build_world(
    scenario: Scenario, catalog: Catalog, plans: Sequence[BatchPlan] = (), orders: Sequence[BatchPlan] = ()
) -> World:
    """Number everything static.

    Args: plans  of the batches that have begun: they need eggs, leave containers to be cleaned, have work open
          orders  of those that are ordered, for which containers wait
    """
    born = born_day(scenario)
    brood = build_brood(scenario, {plan.batch: plan.start for plan in plans}, born)
    fleet = build_fleet(scenario, plans)
    known = {name: seed for name, seed in catalog.seeds.items() if name in catalog.tables}
    return World(
        scenario=replace(scenario, users=tuple(replace(u, role=known_role(u.role, catalog)) for u in scenario.users)),
        born_s=born * SECONDS_PER_DAY + 8 * HOUR,
        seeds=dict(catalog.seeds),
        stamped={name: _stamps(catalog.tables[name], seed) for name, seed in known.items()},
        parameters=_parameters(scenario),
        sensors=tuple((at, name) for at, box in enumerate(scenario.containers) for name in box.sensors),
        first_sensor=_first_sensors(scenario),
        grades=_grades(scenario, catalog.seeds.get("harvest_productgrade")),
        suppliers=_distinct([g.supplier for g in scenario.geographies] + [b.supplier for b in scenario.batches]),
        stages=scenario.geographies[0].stages if scenario.geographies else (),
        brood=brood,
        stations=(*scenario.stations, *brood.stations),
        halls=(*scenario.halls, *brood.halls),
        containers=(*scenario.containers, *brood.tanks),
        tasks=build_tasks(scenario, plans, brood, born),
        left=what_is_left(scenario, plans, orders, frozenset(fleet.crossings)),
        fleet=fleet,
        variants=build_variants(scenario, plans),
    )


def born_day(scenario: Scenario) -> int:
    """Day of every static row."""
    return min((b.start_day - b.early_days for b in scenario.batches), default=scenario.as_of) - QUIET_DAYS


def first_of_plan(plan: BatchPlan) -> int:
    """Day on which the first fish of a batch came, or are to come."""
    return int(plan.first.min()) if len(plan.first) else plan.start


def known_on(scenario: Scenario, plan: BatchPlan, born: int) -> int:
    """Day on which a batch is written down: when its first fish come, or, if some are still to, when it is ordered.

    Args: born  day of every static row
    """
    first = first_of_plan(plan)
    if len(plan.first) and not len(plan.ordered_day):
        return first
    return max(first - scenario.batches[plan.batch].ordered_days, born + 1)


def stamps(world: World, size: int) -> dict[str, Column]:
    """created_at and updated_at of static rows."""
    born = Moment(np.full(size, world.born_s, dtype=np.int64))
    return {"created_at": born, "updated_at": born}


def scaled(values: Iterable[float], decimals: int) -> Number:
    """Numbers of the scenario as a column: the decimal that was written, rounded half away from zero."""
    units = [Decimal(repr(value)).scaleb(decimals).to_integral_value(ROUND_HALF_UP) for value in values]
    return Number(np.array([int(unit) for unit in units], dtype=np.int64), decimals)


def references(indices: Iterable[int | None]) -> Number:
    """Ids of rows by index; None is NULL."""
    found = list(indices)
    values = np.array([0 if at is None else at + 1 for at in found], dtype=np.int64)
    null = np.array([at is None for at in found], dtype=bool)
    return Number(values, 0, null if null.any() else None)


def area_group_index(world: World, geography: int, name: str) -> int | None:
    """Index of an area group by name; None for ''. Errors: KeyError for an unknown name."""
    if not name:
        return None
    for at, group in enumerate(world.scenario.area_groups):
        if (group.geography, group.name) == (geography, name):
            return at
    raise KeyError(name)


def container_types(world: World) -> tuple[ContainerType, ...]:
    """In id order; tanks for parent fish and of carriers come last."""
    return (*world.scenario.container_types, *world.brood.tank_types, *world.fleet.tank_types)


def geography_of_container(world: World, container: int) -> int:
    """Index of the geography in which a container stands."""
    box = world.containers[container]
    if box.leg == "sea":
        return world.scenario.areas[box.place].geography
    return world.stations[world.halls[box.place].station].geography


def parameter_id(world: World, name: str) -> int:
    """Id of a measured quantity. Errors: KeyError for a name that no stage and no sensor has."""
    for at, parameter in enumerate(world.parameters):
        if parameter.name == name:
            return at + 1
    raise KeyError(name)


def sensor_id(world: World, container: int, name: str) -> int:
    """Id of the sensor of a parameter in a container. Errors: ValueError when there is none."""
    return world.first_sensor[container] + world.scenario.containers[container].sensors.index(name)


def grade_id(world: World, code: str) -> int:
    """Id of a product grade. Errors: ValueError for an unknown code."""
    return [known for known, _ in world.grades].index(code) + 1


def plan_written_s(world: World) -> NDArray[np.int64]:
    """[season] moment at which a breeding plan and its weights were written down, never before the farm was."""
    days = np.array([season.first - WRITTEN_DAYS for season in world.brood.seasons], dtype=np.int64)
    moments: NDArray[np.int64] = np.maximum(days * SECONDS_PER_DAY + 9 * HOUR, world.born_s)
    return moments


def lookup_id(world: World, table: str, key: Iterable[tuple[str, str]]) -> int:
    """Id of the fixed row of a table whose columns hold these texts. Errors: ValueError without such a row."""
    wanted = dict(key)
    seed = world.seeds[table]
    for row in seed.rows:
        values = dict(zip(seed.columns, row, strict=True))
        if all(str(values[name]) == text for name, text in wanted.items()):
            return int(str(values["id"]))
    raise ValueError(f"{table} has no row {', '.join(wanted.values())}")


def _stamps(table: Table, seed: Seed) -> tuple[str, ...]:
    """Timestamps that must be filled and that the seed leaves to us."""
    moments = (c.name for c in table.columns if c.not_null and c.base == "timestamp with time zone")
    return tuple(name for name in moments if name not in seed.columns)


def _parameters(scenario: Scenario) -> tuple[Parameter, ...]:
    """In order of their first appearance in the life of a fish, then those that only sensors name."""
    waters = [water for g in scenario.geographies for stage in g.stages for water in stage.waters]
    known = {water.parameter: Parameter(water.parameter, water.unit, water.sensor_type) for water in reversed(waters)}
    sensed = (name for box in scenario.containers for name in box.sensors)
    names = _distinct([*(water.parameter for water in waters), *sensed])
    return tuple(known.get(name, Parameter(name, "", "OTHER")) for name in names)


def _first_sensors(scenario: Scenario) -> tuple[int, ...]:
    firsts, following = [], 1
    for box in scenario.containers:
        firsts.append(following)
        following += len(box.sensors)
    return tuple(firsts)


def _grades(scenario: Scenario, seed: Seed | None) -> tuple[tuple[str, str], ...]:
    rows = [dict(zip(seed.columns, row, strict=True)) for row in seed.rows] if seed else []
    known = [(str(row["code"]), str(row["name"])) for row in rows]
    codes = {code for code, _ in known}
    extra = _distinct([code for code, _, _ in scenario.harvest.grades if code not in codes])
    return (*known, *((code, code.replace("_", " ").title()) for code in extra))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
