"""aqc infer: a live database becomes a library that makes the same places; what it cannot say is told, row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from breadth import sampled
from migrated import LARGE, load, migrated, run
from smoke import dump, emitted
from test_cli import aqc

from compiler import data_folder
from compiler.language.inferred.known import geography_facts
from compiler.pipeline import live, plan_scenario
from compiler.server.client import Server

pytestmark = pytest.mark.server

NUMBERS = count(1)
THIN = "tables: {readings: false, individual fish: false, history: false}\n"
"""What the compiled scenario need not have for its places to be compared."""
BOX = """(SELECT g.name || '/' || s.name || '/' || h.name FROM infrastructure_hall h
    JOIN infrastructure_freshwaterstation s ON s.id = h.freshwater_station_id
    JOIN infrastructure_geography g ON g.id = s.geography_id WHERE h.id = {0}.hall_id),
    (SELECT g.name || '/' || a.name FROM infrastructure_area a JOIN infrastructure_geography g ON g.id = a.geography_id
    WHERE a.id = {0}.area_id)"""
NATURAL = {
    "geographies": "SELECT name, description FROM infrastructure_geography",
    "stations": "SELECT g.name, s.name, station_type, latitude, longitude, active, s.description"
    " FROM infrastructure_freshwaterstation s JOIN infrastructure_geography g ON g.id = geography_id",
    "halls": "SELECT s.name, h.name, h.area_sqm, h.active, h.description FROM infrastructure_hall h"
    " JOIN infrastructure_freshwaterstation s ON s.id = freshwater_station_id",
    "areas": "SELECT g.name, a.name, latitude, longitude, max_biomass, a.active, r.name FROM infrastructure_area a"
    " JOIN infrastructure_geography g ON g.id = geography_id"
    " LEFT JOIN infrastructure_areagroup r ON r.id = area_group_id",
    "groups": "SELECT g.name, r.name, r.code, r.active, p.name FROM infrastructure_areagroup r"
    " JOIN infrastructure_geography g ON g.id = r.geography_id"
    " LEFT JOIN infrastructure_areagroup p ON p.id = r.parent_id",
    "types": "SELECT name, category, max_volume_m3 FROM infrastructure_containertype",
    "containers": f"SELECT {BOX.format('c')}, f.name, c.name, t.name, volume_m3, max_biomass_kg, c.active,"
    " hierarchy_role,"
    " (SELECT p.name FROM infrastructure_container p WHERE p.id = c.parent_container_id), feed_recommendations_enabled"
    " FROM infrastructure_container c JOIN infrastructure_containertype t ON t.id = container_type_id"
    " LEFT JOIN infrastructure_transportcarrier f ON f.id = c.carrier_id",
    "stores": f"SELECT {BOX.format('c')}, name, container_type, capacity_kg, active"
    " FROM infrastructure_feedcontainer c",
    "sensors": f"SELECT {BOX.format('c')}, c.name, s.name, sensor_type, s.active"
    " FROM infrastructure_sensor s JOIN infrastructure_container c ON c.id = s.container_id",
    "carriers": "SELECT g.name, c.name, carrier_type, capacity_m3, license_plate, imo_number, captain_contact, active"
    " FROM infrastructure_transportcarrier c JOIN infrastructure_geography g ON g.id = geography_id",
    "people": "SELECT username, is_superuser, is_staff, role, geography, subsidiary, job_title"
    " FROM users_userprofile p JOIN auth_user u ON u.id = user_id",
    "places of people": "SELECT u.username, a.name FROM users_userprofile_allowed_areas l JOIN users_userprofile p"
    " ON p.id = l.userprofile_id JOIN auth_user u ON u.id = p.user_id JOIN infrastructure_area a ON a.id = l.area_id",
}
"""Rows of places by natural keys, in SQL of our own: the library is not asked how it compares."""


def natural(server: Server, dsn: str) -> dict[str, list[str]]:
    return {
        name: sorted(run(server, dsn, f"SET search_path = public; SELECT t::text FROM ({query}) AS t").splitlines())
        for name, query in NATURAL.items()
    }


@cache
def text_of(name: str) -> str:
    """The full dump of a scenario of ours without its largest tables but readings, as text."""
    lived = live(plan_scenario(data_folder("scenarios") / f"{name}.yaml"))
    off = lived.scenario.tables_off | (LARGE - {"environmental_environmentalreading"})
    stream = BytesIO()
    emitted(replace(lived, scenario=replace(lived.scenario, tables_off=off)), stream)
    return stream.getvalue().decode()


@pytest.fixture(scope="module")
def server(postgres: Callable[[int], Server], some_version: int) -> Server:
    return postgres(some_version)


@pytest.fixture(scope="module")
def smoke(server: Server) -> str:
    """The name of a database with smoke."""
    return restored(server, dump()[0].decode())


def restored(server: Server, text: str) -> str:
    name = f"inferred{next(NUMBERS)}"
    run(server, server.dsn(), f"CREATE DATABASE {name}")
    assert load(server, server.dsn(name), text) == ""
    return name


@pytest.fixture
def copy(server: Server, smoke: str) -> Iterator[str]:
    """The connection string of a copy of smoke that a test may change."""
    name = f"copied{next(NUMBERS)}"
    run(server, server.dsn(), f"CREATE DATABASE {name} TEMPLATE {smoke}")
    yield server.dsn(name)
    run(server, server.dsn(), f"DROP DATABASE {name} WITH (FORCE)")


def inferred(dsn: str, folder: Path, *options: str) -> str:
    """Infer into a folder; returns what was said."""
    library, scenario = folder / "library" / "mine.yaml", folder / "mine.yaml"
    told = aqc("infer", "--dsn", dsn, "-o", str(library), "--scenario", str(scenario), *options)
    assert told.returncode == 0, told.stderr
    return told.stderr


def losses(folder: Path) -> list[dict[str, str]]:
    path = folder / "library" / "mine-losses.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


def compiled(server: Server, folder: Path) -> str:
    """Compile the inferred scenario as it was written, but thin, and restore it: the connection string."""
    scenario = folder / "mine.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8") + THIN, encoding="utf-8")
    told = aqc("compile", str(scenario), "-o", str(folder / "mine.sql"), "-q")
    assert told.returncode == 0, told.stderr
    return server.dsn(restored(server, (folder / "mine.sql").read_text(encoding="utf-8")))


def test_smoke_comes_back_row_for_row(server: Server, smoke: str, tmp_path: Path) -> None:
    said = inferred(server.dsn(smoke), tmp_path)
    assert "AQ55" not in said
    assert losses(tmp_path) == []
    known = natural(server, server.dsn(smoke))
    assert all(known.values())
    assert natural(server, compiled(server, tmp_path)) == known
    text = (tmp_path / "library" / "mine.yaml").read_text(encoding="utf-8")
    assert '"{station}-A-C{n:02}"' in text
    assert "pbkdf2" not in text and "@example.com" not in text and "Ada" not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["uat", *(f"examples/{one}" for one in ("first-batch", "land-based", "norway", "rainbow-trout", "sea-only"))],
)
def test_scenarios_of_other_kinds_come_back(name: str, server: Server, tmp_path: Path) -> None:
    dsn = server.dsn(restored(server, text_of(name)))
    said = inferred(dsn, tmp_path)
    assert "AQ556" not in said
    assert losses(tmp_path) == []
    assert natural(server, compiled(server, tmp_path)) == natural(server, dsn)


def test_the_same_database_gives_the_same_files_whatever_order_its_rows_have(
    server: Server, copy: str, smoke: str, tmp_path: Path
) -> None:
    run(server, copy, "UPDATE infrastructure_container SET active = active; UPDATE users_userprofile SET role = role")
    run(
        server,
        copy,
        "SET search_path = public; CLUSTER infrastructure_container USING infrastructure_container_area_id_b5868384",
    )
    for folder, dsn in (("one", server.dsn(smoke)), ("two", copy)):
        inferred(dsn, tmp_path / folder)
    one, two = (
        {path.relative_to(tmp_path / folder): path.read_bytes() for path in (tmp_path / folder).rglob("*.*")}
        for folder in ("one", "two")
    )
    assert one == two


HAND = {
    "names of halls that are one name": (
        "UPDATE infrastructure_hall SET name = 'Hall A' WHERE name LIKE '%-Hall-A'",
        {("infrastructure_hall", "name"): 2},
    ),
    "no floor area": (
        "UPDATE infrastructure_hall SET area_sqm = NULL WHERE name = 'FI-FW-01-Hall-B'",
        {("infrastructure_hall", "area_sqm"): 1},
    ),
    "descriptions": (
        "UPDATE infrastructure_freshwaterstation SET description = 'Built in 1987' WHERE name = 'S-FW-01'",
        {("infrastructure_freshwaterstation", "description"): 1},
    ),
    "signs of YAML, of patterns and of CSV in names": (
        """UPDATE infrastructure_freshwaterstation SET name = 'Støð {1}: "við Áir", nr; #1' WHERE name = 'FI-FW-02';
        UPDATE infrastructure_container SET name = (ARRAY['no', '1_000', '~', '{n}', '- a', '2024-01-01',
            'x: y', '<<', '=1+1', 'null', '1e3', 'a;b', 'a,b', '"', '''', '12:30', '&a', '*a', '!a', '|'])[1 + id % 20]
        WHERE area_id = (SELECT id FROM infrastructure_area WHERE name = 'FI-SEA-01')""",
        {("infrastructure_sensor", "name"): 80},
    ),
    "an accent apart, a tab": (
        "UPDATE infrastructure_area SET name = E'Loch\\tNan Ce\\u0301ol' WHERE name = 'S-SEA-01'",
        {("infrastructure_area", "name"): 1},
    ),
    "names longer than ours": (
        "ALTER TABLE infrastructure_container ALTER name TYPE varchar(300);"
        "UPDATE infrastructure_container SET name = repeat('long ', 40) || id WHERE name LIKE 'FI-SEA-01-Ring-0%'",
        {("infrastructure_container", "name"): 9, ("infrastructure_sensor", "name"): 36},
    ),
    "unlike volumes": (
        "UPDATE infrastructure_container SET volume_m3 = 900 + id * 3.25, max_biomass_kg = 70000 + id"
        " WHERE name LIKE 'FI-FW-01-E-C%'",
        {},
    ),
    "larger than its type": (
        "UPDATE infrastructure_container SET volume_m3 = 77000 WHERE name = 'FI-SEA-01-Ring-09'",
        {("infrastructure_containertype", "max_volume_m3"): 1},
    ),
    "a container that holds nothing": (
        "UPDATE infrastructure_container SET max_biomass_kg = 0 WHERE name = 'FI-SEA-01-Ring-08'",
        {("infrastructure_container", "max_biomass_kg"): 1},
    ),
    "an inactive container, with its sensors and the users who saw it": (
        "UPDATE infrastructure_container SET active = false WHERE name = 'FI-SEA-01-Ring-07'",
        {
            ("infrastructure_container", ""): 1,
            ("infrastructure_sensor", ""): 4,
            ("users_userprofile_allowed_containers", ""): 6,
        },
    ),
    "a container in no hall": (
        "ALTER TABLE infrastructure_container DROP CONSTRAINT container_in_hall_area_or_carrier;"
        "UPDATE infrastructure_container SET hall_id = NULL WHERE name = 'FI-FW-01-B-C04'",
        {
            ("infrastructure_container", ""): 1,
            ("infrastructure_sensor", ""): 7,
            ("users_userprofile_allowed_containers", ""): 3,
        },
    ),
    "two containers of one name": (
        "UPDATE infrastructure_container SET name = 'FI-SEA-01-Ring-15' WHERE name = 'FI-SEA-01-Ring-14'",
        {("infrastructure_container", "name"): 1, ("infrastructure_sensor", "name"): 8},
    ),
    "sensors of other names, and one that does not work": (
        "UPDATE infrastructure_sensor SET name = 'Probe ' || id WHERE name LIKE 'FI-SEA-02-Ring-01-%';"
        "UPDATE infrastructure_sensor SET active = false WHERE name = 'FI-SEA-02-Ring-02-pH'",
        {("infrastructure_sensor", "name"): 4, ("infrastructure_sensor", ""): 1},
    ),
    "fewer sensors": (
        "DELETE FROM environmental_environmentalreading; DELETE FROM historian_tag_link;"
        " DELETE FROM infrastructure_sensor WHERE id % 3 = 0"
        " AND container_id IN (SELECT id FROM infrastructure_container WHERE carrier_id IS NULL)", {}),
    "a role of their own": (
        "UPDATE users_userprofile SET role = 'DIVER'"
        " WHERE user_id = (SELECT id FROM auth_user WHERE username = 'vet_01')",
        {("users_userprofile", "role"): 1},
    ),
    "places by hand": (
        "DELETE FROM users_userprofile_allowed_areas WHERE id = 1",
        {("users_userprofile_allowed_areas", ""): 1},
    ),
    "users who are gone, and new ones": (
        "UPDATE auth_user SET username = 'Ørðin' WHERE username = 'viewer_01'",
        {},
    ),
    "an empty geography": (
        "INSERT INTO infrastructure_geography (name, description, created_at, updated_at)"
        " VALUES ('Føroyar', '', now(), now())",
        {},
    ),
    "braces in contacts and numbers": (
        "UPDATE infrastructure_transportcarrier SET captain_contact = name || ' {x}', imo_number = '{n}'"
        " WHERE name LIKE 'FI-%'; UPDATE infrastructure_areagroup SET code = '{code}' WHERE name = 'South'",
        {
            ("infrastructure_transportcarrier", "captain_contact"): 7,
            ("infrastructure_transportcarrier", "imo_number"): 7,
        },
    ),
    "a vessel of its own name": (
        "UPDATE infrastructure_transportcarrier SET name = 'Ternan', captain_contact = '' WHERE name = 'FI-Wellboat-1'",
        {
            ("infrastructure_transportcarrier", "captain_contact"): 6,
            ("infrastructure_container", ""): 16,
            ("infrastructure_sensor", ""): 48,
        },
    ),
    "no stations for parent fish": (
        "DELETE FROM broodstock_batchparentage; UPDATE infrastructure_freshwaterstation SET active = false"
        " WHERE name = 'FI-BS-01'",
        {
            ("infrastructure_freshwaterstation", ""): 2,
            ("infrastructure_hall", ""): 2,
            ("infrastructure_container", ""): 12,
            ("users_userprofile_allowed_stations", ""): 7,
            ("users_userprofile_allowed_containers", ""): 42,
        },
    ),
    "what no table forbids any more": (
        "ALTER TABLE infrastructure_container ALTER volume_m3 DROP NOT NULL, ALTER max_biomass_kg DROP NOT NULL;"
        "UPDATE infrastructure_container SET volume_m3 = NULL WHERE name = 'FI-SEA-01-Ring-01';"
        "UPDATE infrastructure_container SET max_biomass_kg = NULL WHERE name = 'FI-SEA-01-Ring-02';"
        "SET session_replication_role = replica;"
        "UPDATE infrastructure_container SET container_type_id = 999 WHERE name = 'FI-SEA-01-Ring-03'",
        {
            ("infrastructure_container", ""): 1,
            ("infrastructure_container", "volume_m3"): 1,
            ("infrastructure_container", "max_biomass_kg"): 1,
            ("infrastructure_sensor", ""): 4,
            ("users_userprofile_allowed_containers", ""): 6,
        },
    ),
    "groups of one name": (
        "INSERT INTO infrastructure_areagroup (name, code, active, created_at, updated_at, geography_id, parent_id)"
        " SELECT 'North', 'NORTH2', true, now(), now(), geography_id, id FROM infrastructure_areagroup"
        " WHERE name = 'South';"
        "UPDATE infrastructure_area SET area_group_id = (SELECT max(id) FROM infrastructure_areagroup)"
        " WHERE name = 'FI-SEA-02'",
        {("infrastructure_areagroup", "name"): 1},
    ),
    "countries of one name": (
        "INSERT INTO infrastructure_geography (name, description, created_at, updated_at)"
        " VALUES (E'Scotland\\t', '', now(), now());"
        "UPDATE infrastructure_area SET geography_id = (SELECT max(id) FROM infrastructure_geography)"
        " WHERE name = 'FI-SEA-02'; UPDATE infrastructure_area SET area_group_id = NULL WHERE name = 'FI-SEA-02'",
        {
            ("infrastructure_geography", "name"): 1,
            ("users_userprofile_allowed_areas", ""): 4,
            ("users_userprofile_allowed_containers", ""): 80,
        },
    ),
    "feed stores that hold nothing": (
        "UPDATE infrastructure_feedcontainer SET capacity_kg = 0 WHERE name = 'FI-SEA-01-Barge-1'",
        {("infrastructure_feedcontainer", "capacity_kg"): 1},
    ),
}  # fmt: skip
"""What was changed by hand, and the losses that must be told: [(table, column)] rows."""


@pytest.mark.parametrize("name", sampled(HAND, list(HAND)[::8].__contains__))
def test_what_was_changed_by_hand_is_kept_or_told(name: str, server: Server, copy: str, tmp_path: Path) -> None:
    change, expected = HAND[name]
    run(server, copy, f"SET search_path = public; {change}")
    said = inferred(copy, tmp_path)
    found: dict[tuple[str, str], int] = {}
    for one in losses(tmp_path):
        assert one["id"] or not one["column"], one
        found[one["table"], one["column"]] = found.get((one["table"], one["column"]), 0) + 1
    assert found == expected
    assert said.count("AQ557") >= len(expected)
    told = aqc("validate", str(tmp_path / "mine.yaml"))
    assert told.returncode == 0, told.stderr


def test_a_database_of_many_oddities_still_compiles_to_its_rows(server: Server, copy: str, tmp_path: Path) -> None:
    for name in (
        "signs of YAML, of patterns and of CSV in names",
        "unlike volumes",
        "users who are gone, and new ones",
    ):
        run(server, copy, f"SET search_path = public; {HAND[name][0]}")
    inferred(copy, tmp_path)
    assert [path.name for path in (tmp_path / "library" / "mine").glob("*.csv")] == ["FI-SEA-01.csv"]
    known, made = natural(server, copy), natural(server, compiled(server, tmp_path))
    for part in set(known) - {"sensors"}:
        assert made[part] == known[part], part


def test_a_hall_of_which_nothing_tells_the_stage(server: Server, copy: str, tmp_path: Path) -> None:
    run(
        server,
        copy,
        """SET search_path = public; SET session_replication_role = replica; DELETE FROM batch_batchcontainerassignment;
        INSERT INTO infrastructure_containertype (name, category, max_volume_m3, description, created_at, updated_at)
        VALUES ('Basin', 'TANK', 5000, '', now(), now());
        UPDATE infrastructure_container SET container_type_id = (SELECT max(id) FROM infrastructure_containertype)
        WHERE name LIKE 'FI-FW-01-C-%'""",
    )
    said = inferred(copy, tmp_path)
    assert "AQ554" in said and "FI-FW-01-Hall-C (Egg&Alevin)" in said and "Hall-D (" not in said
    assert losses(tmp_path) == []


def test_an_unknown_country_is_measured(server: Server, copy: str, tmp_path: Path) -> None:
    run(server, copy, "UPDATE infrastructure_geography SET name = 'Ísland' WHERE name = 'Faroe Islands'")
    inferred(copy, tmp_path)
    text = (tmp_path / "library" / "mine.yaml").read_text(encoding="utf-8")
    assert "# Of Ísland no table says these" in text
    sea = re.search(r'"Ísland":.*?sea_temp_monthly_c: \[(.*?)\]', text, re.DOTALL)
    assert sea
    months = [float(part) for part in sea[1].split(",")]
    normals = geography_facts("Faroe Islands")["sea_temp_monthly_c"]
    assert max(abs(one - other) for one, other in zip(months, normals, strict=True)) < 1.5
    assert {one["table"][:5] for one in losses(tmp_path)} == {"users"}, "profiles know no such geography"


def test_names_of_people_only_when_asked_for(server: Server, smoke: str, tmp_path: Path) -> None:
    (tmp_path / ".aqc").mkdir()
    (tmp_path / ".aqc" / "scenario.schema.json").write_text("{}", encoding="utf-8")
    inferred(server.dsn(smoke), tmp_path, "--personal")
    first = (tmp_path / "mine.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=.aqc/scenario.schema.json", "as aqc init laid it out"
    text = (tmp_path / "library" / "mine.yaml").read_text(encoding="utf-8")
    assert "first_name: Ada" in text and "admin@example.com" in text and "pbkdf2" not in text


def test_whom_to_call_is_told_to_nobody(server: Server, copy: str, tmp_path: Path) -> None:
    run(server, copy, "UPDATE infrastructure_transportcarrier SET captain_contact = 'Jógvan, 298 123' WHERE id = 1")
    for folder, options in (("plain", []), ("asked", ["--personal"])):
        said = inferred(copy, tmp_path / folder, *options)
        files = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / folder).rglob("*.*"))
        assert ("Jógvan" in said + files) == bool(options)
        assert "captain_contact" in files


def test_what_is_no_farm_is_refused_and_nothing_written(server: Server, tmp_path: Path) -> None:
    run(server, server.dsn(), "CREATE DATABASE barren")
    library = tmp_path / "mine.yaml"
    for dsn, code in (
        (server.dsn("barren"), "AQ550"),
        (migrated(server, f"bare{next(NUMBERS)}"), "AQ553"),
        ("host=/nowhere password=sesame", "AQ603"),
        ("postgresql://me:100%@localhost/farm", "AQ598"),
    ):
        told = aqc("infer", "--dsn", dsn, "-o", str(library))
        assert (told.returncode, code in told.stderr) == (1, True), told.stderr
        assert "sesame" not in told.stderr and "100%" not in told.stderr and "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_role_that_may_not_read_all(server: Server, copy: str, tmp_path: Path) -> None:
    run(server, copy, "DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN")
    guest = copy.replace("user=postgres", "user=guest")
    closed = "public.auth_user, public.infrastructure_sensor, public.batch_batchcontainerassignment"
    run(server, copy, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest; REVOKE SELECT ON {closed} FROM guest")
    said = inferred(guest, tmp_path)
    for table in ("auth_user", "infrastructure_sensor", "batch_batchcontainerassignment"):
        assert f"{table}: this role may not read it" in said
    assert not (tmp_path / "library" / "mine-batches.yaml").exists()
    run(server, copy, "REVOKE SELECT ON public.infrastructure_hall FROM guest")
    told = aqc("infer", "--dsn", guest, "-o", str(tmp_path / "other.yaml"))
    assert (told.returncode, "AQ551" in told.stderr) == (1, True)
    run(server, copy, "DROP OWNED BY guest; DROP ROLE guest")


def test_files_that_are_there_stay(server: Server, smoke: str, tmp_path: Path) -> None:
    library = tmp_path / "library" / "mine.yaml"
    inferred(server.dsn(smoke), tmp_path)
    library.write_text("mine", encoding="utf-8")
    told = aqc("infer", "--dsn", server.dsn(smoke), "-o", str(library))
    assert (told.returncode, "AQ558" in told.stderr) == (1, True)
    assert library.read_text(encoding="utf-8") == "mine"
    inferred(server.dsn(smoke), tmp_path, "--force")
    assert library.read_text(encoding="utf-8") != "mine"
    told = aqc("infer", "--dsn", server.dsn(smoke), "-o", str(library.with_suffix(".yml")))
    assert (told.returncode, "ends in .yaml" in told.stderr) == (2, True)
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    told = aqc("infer", "--dsn", server.dsn(smoke), "-o", str(blocked / "mine.yaml"))
    assert (told.returncode, "AQ559" in told.stderr) == (1, True)
    assert not list(tmp_path.rglob("*.part"))
