"""Carriers: the fleet, transfers to the sea leg by leg, and what the database says of them. Each law is broken here."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor
from told import copied

from compiler.exact import SECONDS_PER_DAY
from compiler.filling import Farm, rows_of
from compiler.filling.fleet import (
    BY_TRUCK,
    DIRECT,
    OPEN,
    STATION_TO_TRUCK,
    STATION_TO_VESSEL,
    TRUCK_TO_VESSEL,
    VESSEL_TO_RING,
    Voyage,
    build_fleet,
    sea_moves,
)
from compiler.filling.part import Part, transitions
from compiler.filling.voyages import tell
from compiler.nouns import Column, Manifest, Same, Serial, Word, take
from compiler.pipeline import Lived, compile_scenario, farm_of, live, plan_scenario
from compiler.proof.verify import check_laws
from compiler.server import client as servers

HERE = Path(__file__).parent
ACTION, STAY = "batch_transferaction", "batch_batchcontainerassignment"
READINGS, FLOW = "environmental_environmentalreading", "batch_batchtransferworkflow"
LEG = f"(select min(id) from {ACTION} where leg_type = '%s')"
ABOARD = "select id from infrastructure_container where carrier_id is not null"
LOAD = f"(select min(id) from {STAY} where container_id in ({ABOARD}))"
DONE = f"(select id from {FLOW} where is_dynamic_execution and status = 'COMPLETED' and not is_intercompany limit 1)"
BREAKS: Mapping[str, tuple[str, str, set[str]]] = {
    # what happened: (SQL, the law that says so, other laws that it cannot but break too)
    "a completed transfer has an open handoff": (
        f"update {ACTION} set status = 'IN_PROGRESS' where id = {LEG % 'VESSEL_TO_RING'}",
        "dynamic-totals",
        {"legs-conserve-fish", "stays-filled-by-actions", "stay-fish-conserved", "handoffs-recorded",
         "summaries-follow-the-meals", "transfer-workflows", "carriers-within-capacity", "transfers-coherent"},
    ),
    "a transfer says nothing of how it went": (
        f"update {FLOW} set notes = '' where id = {DONE}",
        "dynamic-totals",
        set(),
    ),
    "what was planned has moved": (
        f"update {FLOW} set total_transferred_count = 1 where is_dynamic_execution and status = 'PLANNED'",
        "dynamic-totals",
        {"transfer-workflows"},
    ),
    "fish fall off a truck": (
        f"update {ACTION} set transferred_count = transferred_count - 1 where id = {LEG % 'TRUCK_TO_VESSEL'}",
        "legs-conserve-fish",
        {"dynamic-totals", "transfers-coherent", "stay-fish-conserved", "transfer-workflows"},
    ),
    "fish leave a vessel before they came": (
        f"update {ACTION} set executed_at = executed_at - interval '10 hours' where id = {LEG % 'VESSEL_TO_RING'}",
        "legs-conserve-fish",
        {"handoffs-recorded", "carriers-within-capacity"},
    ),
    "fish take another route": (
        f"update {FLOW} set dynamic_route_mode = 'DIRECT_STATION_TO_VESSEL' where id = {DONE}",
        "legs-conserve-fish",
        set(),
    ),
    "a tank is too small": (
        "update infrastructure_container set max_biomass_kg = 100 where id = "
        f"(select container_id from {STAY} where id = {LOAD})",
        "carriers-within-capacity",
        set(),
    ),
    "a vessel is smaller than its tanks": (
        "update infrastructure_transportcarrier set capacity_m3 = 10 where id = 1",
        "carriers-within-capacity",
        set(),
    ),
    "a tank carries two loads at once": (
        f"update {STAY} set container_id = (select min(id) from infrastructure_container where carrier_id = "
        f"(select min(id) from infrastructure_transportcarrier where carrier_type = 'TRUCK')) where id = {LOAD}",
        "carriers-within-capacity",
        {"transfers-coherent", "legs-conserve-fish", "handoffs-recorded", "readings-coherent"},
    ),
    "fish stay aboard at night": (
        f"update {STAY} set departure_date = departure_date + 1 where id = {LOAD}",
        "carriers-empty-at-night",
        {"containers-held-once", "transfers-coherent", "growth-states-once", "states-reproduced"},
    ),
    "nothing is known of those aboard": (
        f"delete from batch_actualdailyassignmentstate where container_id in ({ABOARD})",
        "carriers-empty-at-night",
        {"growth-states-once", "states-reproduced", "derived-states"},
    ),
    "those aboard are forgotten": (
        f"update {STAY} set population_count = population_count - 1 where is_active and container_id in ({ABOARD})",
        "legs-conserve-fish",
        {"stay-fish-conserved", "batch-fish-conserved", "biomass-identity", "states-end-in-the-stay"},
    ),
    "a ring has no tag of oxygen": (
        "delete from historian_tag_link where id = (select min(k.id) from historian_tag_link k "
        "join infrastructure_container c on c.id = container_id where area_id is not null)",
        "handoffs-can-start",
        {"handoffs-recorded"},
    ),
    "a vessel has never been read": (
        f"delete from {READINGS} where container_id = ({ABOARD} limit 1)",
        "handoffs-can-start",
        {"handoffs-recorded"},
    ),
    "nobody wrote down the water of a handoff": (
        f"delete from {READINGS} where notes like '[transfer\\_snapshot] action=' || {LEG % 'TRUCK_TO_VESSEL'} || ';%'",
        "handoffs-recorded",
        set(),
    ),
    "a reading of nobody stands in a ring": (
        f"update {READINGS} set batch_id = null, batch_container_assignment_id = null where id = 1",
        "readings-coherent",
        set(),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied("carried.yaml", tmp_path_factory.mktemp("carried"))


@pytest.fixture(scope="module")
def lived(path: Path) -> Lived:
    return live(plan_scenario(path))


@pytest.fixture(scope="module")
def farm(lived: Lived) -> Farm:
    return farm_of(lived)


@pytest.fixture(scope="module")
def told(farm: Farm) -> list[tuple[Part, Voyage]]:
    return [(part, part.voyage) for part in farm.parts if part.voyage]


def test_one_is_over_by_truck_one_under_way_and_one_planned(farm: Farm, told: list[tuple[Part, Voyage]]) -> None:
    routes = {part.world.scenario.batches[part.history.plan.batch].number: one.crossing for part, one in told}
    assert {number: one.route for number, one in routes.items()} == {"FI-2022-001": BY_TRUCK, "FI-2023-001": DIRECT}
    assert routes["FI-2022-001"].absent == "FI-Truck-06"
    ahead = [one for one in farm.world.fleet.crossings.values() if one.day >= farm.world.scenario.as_of]
    assert [one.route for one in ahead] == [DIRECT]


def test_every_fish_takes_every_leg_once(told: list[tuple[Part, Voyage]]) -> None:
    for part, one in told:
        moves = part.history.moves
        crossed = transitions(part)[one.change].moves
        fish, dead = Counter[int](), 0
        for leg in one.completed:
            fish[leg.kind] += leg.fish
            dead += leg.dead
        kinds = {STATION_TO_TRUCK, TRUCK_TO_VESSEL} if one.crossing.truck_tanks else {STATION_TO_VESSEL}
        landed, aboard = int(moves.fish[crossed].sum()), part.aboard.fish if part.aboard else 0
        assert fish == {**dict.fromkeys(kinds, landed + aboard), VESSEL_TO_RING: landed}
        assert dead == int(moves.dead[crossed].sum())


def test_each_ring_gets_what_the_plan_says(told: list[tuple[Part, Voyage]]) -> None:
    for part, one in told:
        plan, crossed = part.history.plan, sea_moves(part.world.scenario, part.history.plan)
        wanted, came = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        for move in np.flatnonzero(crossed).tolist():
            wanted[int(plan.move_dest[move]), int(plan.move_day[move])] += int(part.history.moves.fish[move])
        for leg in one.completed:
            if leg.kind == VESSEL_TO_RING:
                came[leg.dest, leg.done_s // SECONDS_PER_DAY] += leg.fish
        assert came == wanted


def test_loads_keep_within_their_tanks_and_come_one_after_the_other(told: list[tuple[Part, Voyage]]) -> None:
    for part, one in told:
        tanks, until = part.world.fleet.tanks, Counter[int]()
        for load in sorted(one.loads, key=lambda load: load.filled_s):
            assert load.fish * load.weight_cg <= 100_000 * tanks[load.tank].max_biomass_kg
            assert until[load.tank] <= load.filled_s and (load.filled_s < load.emptied_s or load.emptied_s == OPEN)
            until[load.tank] = load.emptied_s if load.emptied_s != OPEN else sys.maxsize
        assert all(leg.start_s < leg.done_s for leg in one.completed)


def test_what_is_under_way_has_one_open_handoff_and_nothing_from_the_future(told: list[tuple[Part, Voyage]]) -> None:
    for part, one in told:
        under_way = len(transitions(part)[one.change].waiting) > 0
        assert sum(leg.done_s == OPEN for leg in one.legs) == under_way
        assert max(max(leg.start_s, leg.done_s) for leg in one.legs) < part.world.scenario.as_of * SECONDS_PER_DAY


def test_somebody_is_aboard_and_no_fish_is_lost(lived: Lived, farm: Farm, told: list[tuple[Part, Voyage]]) -> None:
    for part, one in told:
        simulated = next(each for each in lived.histories if each.plan.batch == part.history.plan.batch)
        left, all_left = (each.stays.left[each.plan.open].sum() for each in (part.history, simulated))
        assert (part.aboard is not None) == (sum(load.emptied_s == OPEN for load in one.loads) > 0)
        if part.aboard:
            assert one.loads[part.aboard.load].fish == part.aboard.fish > 0
            assert all_left - left == part.aboard.fish
            assert part.seen.stays.left[part.seen.plan.open].sum() == all_left
            assert len(part.derived.states.population) == len(part.history.days.count) + 1
        else:
            assert part.history is simulated
    assert sum(part.aboard is not None for part, _ in told) == 1


def test_other_batches_change_no_load(lived: Lived, told: list[tuple[Part, Voyage]]) -> None:
    part, one = told[0]
    alone = replace(part, world=replace(part.world, fleet=build_fleet(lived.scenario, [part.history.plan])))
    assert tell(alone) == one


def test_tanks_of_carriers_come_last_and_shift_no_other(lived: Lived, farm: Farm) -> None:
    off = frozenset({"infrastructure_transportcarrier", "historian_tag", "historian_tag_link"})
    bare = farm_of(replace(lived, scenario=replace(lived.scenario, tables_off=off | lived.scenario.tables_off)))
    for table in ("infrastructure_container", "infrastructure_containertype", "infrastructure_sensor"):
        (before,), (now,) = (list(rows_of(one, table, 0, 1)) for one in (bare, farm))
        assert 0 < before.size < now.size
        for name, column in before.columns.items():
            kept, whole = (take(one, np.arange(before.size)) for one in (now.columns[name], column))
            assert texts(kept) == texts(whole), f"{table}.{name}"


def texts(column: Column) -> list[str]:
    """The values of a column, whatever its kind."""
    if isinstance(column, Same | Serial):
        return [repr(column)]
    if isinstance(column, Word):
        return [str(column.vocabulary[code]) for code in column.codes.tolist()]
    null = getattr(column, "null", None)
    absent = [False] * len(column.values) if null is None else null.tolist()
    values = [str(value) for value in column.values]
    return ["" if missing else value for value, missing in zip(values, absent, strict=True)]


def test_tables_that_are_off_take_the_fleet_along(lived: Lived) -> None:
    off = frozenset({"infrastructure_transportcarrier", "historian_tag", "historian_tag_link"})
    fleet = build_fleet(replace(lived.scenario, tables_off=off), [history.plan for history in lived.histories])
    assert not fleet.tanks and not fleet.crossings


@pytest.fixture(scope="module")
def manifest(path: Path) -> Manifest:
    return compile_scenario(path, path.with_suffix(".sql")).manifest


@pytest.fixture(scope="module")
def cursor(some_version: int, fresh_database: Callable[[int], str], path: Path, manifest: Manifest) -> Iterator[Cursor]:
    dsn = fresh_database(some_version)
    servers.load(path.with_suffix(".sql"), dsn)
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        yield cursor


def test_the_farm_keeps_all_laws(cursor: Cursor, manifest: Manifest) -> None:
    outcomes = {one.name: one for one in check_laws(cursor, manifest)}
    cursor.connection.rollback()
    assert [one.examples for one in outcomes.values() if one.failing] == []
    assert all(outcomes[law].checked for _, law, _ in BREAKS.values())


def failing(cursor: Cursor, manifest: Manifest, damage: str, names: Set[str] = frozenset()) -> set[str]:
    """Laws, of all or of these names, that fail after the SQL. Rolled back afterwards."""
    cursor.execute("set local search_path = public")
    cursor.execute(damage)
    found = {one.name for one in check_laws(cursor, manifest, names) if one.failing}
    cursor.connection.rollback()
    return found


@pytest.mark.parametrize("case", BREAKS)
def test_each_law_notices(case: str, cursor: Cursor, manifest: Manifest) -> None:
    damage, law, _ = BREAKS[case]
    assert failing(cursor, manifest, damage, {law}) == {law}


@pytest.mark.slow
@pytest.mark.parametrize("case", BREAKS)
def test_no_other_law_takes_offence(case: str, cursor: Cursor, manifest: Manifest) -> None:
    damage, law, others = BREAKS[case]
    assert failing(cursor, manifest, damage) - {law} <= others
