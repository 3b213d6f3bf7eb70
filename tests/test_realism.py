"""The laws of realism hold for smoke where it has enough to judge by, and each notices what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor
from smoke import dump

from compiler.proof.laws import read_laws
from compiler.proof.verify import check_realism
from compiler.server import client as servers

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


@pytest.fixture(scope="module")
def cursor(
    some_version: int, fresh_database: Callable[[int], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cursor]:
    """A cursor on a database that holds smoke."""
    file = tmp_path_factory.mktemp("realism") / "smoke.sql"
    file.write_bytes(dump()[0])
    dsn = fresh_database(some_version)
    servers.load(file, dsn)
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as found:
        yield found


def outcomes(cursor: Cursor, damage: str = "") -> dict[str, str]:
    """Status of each law after the SQL, by name. Rolled back afterwards."""
    cursor.execute("set local search_path = public")
    cursor.execute("set local session_replication_role = replica")  # foreign keys do not matter here
    if damage:
        cursor.execute(damage)
    found = {one.name: one.status for one in check_realism(cursor, dump()[1])}
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
    found = outcomes(cursor, damage)
    assert laws <= {name for name, status in found.items() if status == "fail"}


def test_laws_are_written_for_people() -> None:
    for law in read_laws("realism"):
        assert law.title and law.law.endswith((".", ").")) and law.failing and law.unit
