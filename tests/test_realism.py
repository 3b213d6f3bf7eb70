"""The laws of realism hold for smoke where it has enough to judge by, and each notices what it is about.

Where smoke is too small for a law, it is made larger first: a good farm that passes, and then is spoilt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import closing

import psycopg2
import pytest
from breadth import sampled
from psycopg2.extensions import cursor as Cursor
from smoke import dump

from compiler.proof.laws import read_laws
from compiler.proof.verify import check_realism

pytestmark = pytest.mark.server

A_DAY = "abs(hashtext(batch_assignment_id::text || feeding_date::text)) % 1000"

BREAKS: Mapping[str, tuple[str, set[str]]] = {
    "appetite falls like a coin": (
        f"update inventory_feedingevent set amount_kg = round(batch_biomass_kg * 0.001 * (0.1 + {A_DAY} / 500.0), 4)",
        {"appetite-persists"},
    ),
    "deaths are counted by a machine": (
        "update batch_mortalityevent set count = 5",
        {"deaths-scatter"},
    ),
    "all lots of eggs arrive alike": (
        "update batch_creationaction set mortality_on_arrival = egg_count_planned / 77",
        {"eggs-differ"},
    ),
    "a day with feed, a day without": (
        "delete from inventory_feedingevent where extract(day from feeding_date)::int % 2 = 0",
        {"fish-fast"},
    ),
    "fish of all sizes are built alike": (
        "update batch_growthsample set condition_factor = 1.2",
        {"fish-fill-out"},
    ),
    "one person counts all lice": (
        "update health_licecount set user_id = 1",
        {"people-differ"},
    ),
    "lice are counted by the clock": (
        "update health_licecount set count_date = date_trunc('hour', count_date)",
        {"people-differ"},
    ),
    "the journal is kept by the clock": (
        "update health_journalentry set entry_date = date_trunc('hour', entry_date)",
        {"people-differ"},
    ),
    "feed is thrown by the clock": (
        "update inventory_feedingevent set feeding_time = '09:00'",
        {"people-differ"},
    ),
    "CO2 is drawn for itself": (
        """update environmental_environmentalreading set value = 5 + abs(hashtext(id::text)) % 1000 / 200.0
           where parameter_id in (select id from environmental_environmentalparameter where name = 'CO2')""",
        {"waters-go-together"},
    ),
    "all thermometers are right": (
        """update environmental_environmentalreading set value = 9
           where parameter_id in (select id from environmental_environmentalparameter where name = 'Temperature')""",
        {"sensors-differ"},
    ),
    "it rains at any wind": (
        "update environmental_weatherdata set precipitation = abs(hashtext(id::text)) % 100 / 10.0",
        {"weather-hangs-together"},
    ),
    "nights are as warm as days, and days as they like": (
        "update environmental_weatherdata set temperature = 8 + abs(hashtext(timestamp::date::text)) % 100 / 10.0",
        {"weather-hangs-together"},
    ),
    "a scale for letters": (
        "update batch_individualgrowthobservation set weight_g = weight_g + 0.37",
        {"scales-have-steps"},
    ),
    "a logger is off for a tenth of the time": (
        "delete from environmental_environmentalreading where id % 10 = 0",
        {"sensors-fail"},
    ),
    "the boat comes for every other ring": (
        "delete from health_treatment where treatment_type <> 'vaccination' and container_id % 2 = 0",
        {"sites-are-treated-whole"},
    ),
    "lice are counted on Sundays": (
        "update health_licecount set count_date = count_date + interval '4 days'",
        {"weeks-have-ends"},
    ),
    "samples tell the truth": (
        "update batch_growthsample set avg_weight_g = 500",
        {"samples-scatter"},
    ),
}
"""What is wrong: (SQL, laws that must say so)"""
FAR = 10_000_000
"""Ids of copies are so far from those of what they are copies of."""


def copied(table: str, times: int, *shifted: str) -> str:
    """SQL: more rows of a table, with other ids and references."""
    changes = ", ".join(f"'{column}', t.{column} + k * {FAR}" for column in ("id", *shifted))
    made = f"jsonb_populate_record(null::{table}, to_jsonb(t) || jsonb_build_object({changes}))"
    return f"insert into {table} select ({made}).* from {table} t, generate_series(1, {times}) k;"


STAYS, DEATHS = "batch_batchcontainerassignment", "batch_mortalityevent"
AT_SEA = "(select id from infrastructure_container where area_id is not null)"
HARVESTS = (
    copied(STAYS, 1, "batch_id")
    + copied("harvest_harvestevent", 1, "assignment_id")
    + copied("harvest_harvestlot", 1, "event_id")
)
ARRIVED = """(select sum(t.transferred_count - t.mortality_during_transfer) from batch_transferaction t
    where t.dest_assignment_id = a.id and t.status = 'COMPLETED')"""
DIES = f"""delete from {DEATHS};
    insert into {DEATHS} (id, event_date, count, biomass_kg, cause, description, created_at, updated_at, batch_id,
                          assignment_id)
    select a.id, a.assignment_date, {{share}} * {ARRIVED}, 1, 'OTHER', '', now(), now(), a.batch_id, a.id
    from {STAYS} a where a.container_id in {AT_SEA} and {ARRIVED} > 0;"""
SWINGS = """insert into environmental_environmentalreading
        (id, value, reading_time, is_manual, notes, created_at, container_id, parameter_id, sensor_id)
    select -row_number() over (), 8 + {swing} * (h - 9) / 9.0, d + h * interval '1 hour', false, '', now(),
           (select min(id) from infrastructure_container where area_id is not null and id % 5 = 0),
           (select min(id) from environmental_environmentalparameter where name ilike '%temperature%'), -1
    from generate_series(timestamp '2021-01-01', timestamp '2023-12-31', interval '1 day') d,
         unnest(array[0, 6, 12, 18]) h;"""
STUFFY = f"""update environmental_environmentalreading r set value = 70
    from (select d.assignment_id, d.event_date from {DEATHS} d join {STAYS} a on a.id = d.assignment_id
          where a.container_id in {AT_SEA} order by d.count::float8 / a.population_count desc limit 150) d
    where r.batch_container_assignment_id = d.assignment_id and r.reading_time::date = d.event_date
    and r.parameter_id in (select id from environmental_environmentalparameter where name ilike '%oxygen%');"""

HUNGRY = """update environmental_environmentalreading r set value = 70
    from (select id, day from (
              select f.batch_assignment_id as id, f.feeding_date as day, sum(f.amount_kg / f.batch_biomass_kg)
                     / avg(sum(f.amount_kg / f.batch_biomass_kg)) over (partition by f.batch_assignment_id) as part
              from inventory_feedingevent f join infrastructure_container c on c.id = f.container_id
              where c.area_id is not null group by 1, 2) d where part < 0.6 order by part desc limit 300) d
    where r.batch_container_assignment_id = d.id and r.reading_time::date = d.day
    and r.parameter_id in (select id from environmental_environmentalparameter where name ilike '%oxygen%');"""

SPOILT: Mapping[str, tuple[str, str]] = {
    "bad-water-spoils-appetite": (
        HUNGRY,
        "update inventory_feedingevent set amount_kg = round(batch_biomass_kg * 0.001, 4)",
    ),
    "batches-differ": (
        f"""insert into batch_batch select (jsonb_populate_record(null::batch_batch, to_jsonb(b) || jsonb_build_object(
                'id', a.id + {FAR}, 'batch_number', 'far ' || a.id, 'status', 'COMPLETED'))).*
            from {STAYS} a join batch_batch b on b.id = a.batch_id where a.container_id in {AT_SEA};
        update {STAYS} set batch_id = id + {FAR} where container_id in {AT_SEA};"""
        + DIES.format(share="(0.06 + 0.02 * (a.id % 7))"),
        DIES.format(share="0.12"),
    ),
    "grades-differ": (HARVESTS, "update harvest_harvestlot set gutted_weight_kg = 0.85 * live_weight_kg"),
    "harvest-off-the-estimate": (
        HARVESTS,
        f"""update harvest_harvestlot l set live_weight_kg = l.unit_count * a.avg_weight_g / 1000
            from harvest_harvestevent e join {STAYS} a on a.id = e.assignment_id where e.id = l.event_id""",
    ),
    "months-have-a-tail": (
        copied(STAYS, 5, "batch_id") + copied(DEATHS, 5, "assignment_id"),
        f"update {DEATHS} set count = 1",
    ),
    "places-lie-apart": (
        copied("infrastructure_area", 8)
        + f"update infrastructure_area set latitude = latitude - id / {FAR} / 10.0 where id > {FAR};",
        "update infrastructure_area set latitude = 62, longitude = -7",
    ),
    "rings-grow-apart": (
        copied(STAYS, 3, "batch_id") + copied("batch_growthsample", 3, "assignment_id"),
        "update batch_growthsample set avg_weight_g = 500",
    ),
    "swing-by-season": (
        SWINGS.format(swing="case when extract(month from d) between 4 and 9 then 1.0 else 0.2 end"),
        "delete from environmental_environmentalreading where id < 0;" + SWINGS.format(swing="0.5"),
    ),
    "treatments-cost-unlike": (
        "",
        f"""delete from {DEATHS};
            insert into {DEATHS} (id, event_date, count, biomass_kg, cause, description, created_at, updated_at,
                                  batch_id, assignment_id)
            select t.id, t.treatment_date::date, a.population_count / 100, 1, 'HANDLING', '', now(), now(),
                   t.batch_id, a.id
            from health_treatment t join {STAYS} a on a.id = t.batch_assignment_id
            where t.treatment_type <> 'vaccination'""",
    ),
    "water-kills": (
        STUFFY,
        f"""delete from {DEATHS} d using environmental_environmentalreading r where r.value = 70
            and r.batch_container_assignment_id = d.assignment_id and r.reading_time::date = d.event_date""",
    ),
}
"""[law] what makes a farm of smoke that is large enough, and what spoils it"""


@pytest.fixture(scope="module")
def cursor(smoke_database: str) -> Iterator[Cursor]:
    """A cursor on a database that holds smoke."""
    with closing(psycopg2.connect(smoke_database)) as connection, connection.cursor() as found:
        yield found


def outcomes(cursor: Cursor, damage: str = "", laws: Set[str] = frozenset()) -> dict[str, str]:
    """Status of each law, or of some laws, after the SQL, by name. Rolled back afterwards."""
    cursor.execute("set local search_path = public")
    cursor.execute("set local session_replication_role = replica")  # foreign keys do not matter here
    if damage:
        cursor.execute(damage)
    found = {one.name: one.status for one in check_realism(cursor, dump()[1], laws)}
    cursor.connection.rollback()
    return found


def test_smoke_looks_like_a_farm(cursor: Cursor) -> None:
    found = outcomes(cursor)
    assert {name for name, status in found.items() if status == "fail"} == set()
    judged = {name for name, status in found.items() if status == "pass"}
    assert judged >= set().union(*(laws for _, laws in BREAKS.values()))


@pytest.mark.parametrize("case", BREAKS)
def test_what_gives_data_away_is_noticed(cursor: Cursor, case: str) -> None:
    damage, laws = BREAKS[case]
    found = outcomes(cursor, damage, laws)
    assert laws <= {name for name, status in found.items() if status == "fail"}


def verdict(cursor: Cursor, name: str, *changes: str) -> str:
    """What one law says after the SQL. Rolled back afterwards."""
    cursor.execute("set local search_path = public")
    cursor.execute("set local session_replication_role = replica")
    for change in filter(None, changes):
        cursor.execute(change)
    (found,) = check_realism(cursor, dump()[1], {name})
    cursor.connection.rollback()
    return found.status


@pytest.mark.parametrize("name", sampled(SPOILT, lambda name: name != "months-have-a-tail"))
def test_a_larger_farm_passes_until_it_is_spoilt(cursor: Cursor, name: str) -> None:
    larger, spoils = SPOILT[name]
    assert verdict(cursor, name, larger) == "pass"
    assert verdict(cursor, name, larger, spoils) == "fail"


def test_each_law_is_broken() -> None:
    assert set(SPOILT).union(*(laws for _, laws in BREAKS.values())) == {law.name for law in read_laws("realism")}


def test_laws_are_written_for_people() -> None:
    for law in read_laws("realism"):
        assert law.title and law.law.endswith((".", ").")) and law.failing and law.unit and law.chance
