"""The catalog of a live database is the one that it was made from; check says what differs, and what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from breadth import sampled
from migrated import lean, load, migrated, run
from test_cli import aqc

from compiler import data_folder
from compiler.cli.check import _as_text
from compiler.diagnostics.diagnostic import Stop
from compiler.filling import find_tables
from compiler.server.client import Server
from compiler.target import load_catalog
from compiler.target.introspection import introspect
from compiler.target.layout import app_of
from compiler.target.verdict import Verdict, check_database

pytestmark = pytest.mark.server

STANDARD = data_folder("schema") / "aquamind"
NUMBERS = count(1)


def check(dsn: str) -> Verdict:
    return check_database(dsn, "aquamind", find_tables())


@pytest.fixture(scope="module")
def full(any_postgres: Server) -> Iterator[tuple[Server, str]]:
    """A database that a full dump made."""
    name = f"full{next(NUMBERS)}"
    run(any_postgres, any_postgres.dsn(), f"CREATE DATABASE {name}")
    run(any_postgres, any_postgres.dsn(name), lean("full"))
    yield any_postgres, any_postgres.dsn(name)


@pytest.fixture
def server(postgres: Callable[[int], Server], some_version: int) -> Server:
    return postgres(some_version)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    name = f"live{next(NUMBERS)}"
    yield migrated(server, name)
    run(server, server.dsn(), f"DROP DATABASE {name}")


def files(root: Path, without: tuple[str, ...] = ()) -> dict[str, str]:
    found = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in root.rglob("*.json")}
    return {name: text for name, text in found.items() if not name.startswith(without)}


def test_the_files_of_a_restored_dump_are_those_it_was_made_from(full: tuple[Server, str], tmp_path: Path) -> None:
    known, fresh = tmp_path / "known", tmp_path / "fresh"
    shutil.copytree(STANDARD, known)
    assert introspect(full[1], known) == ()
    assert files(known) == files(STANDARD)
    assert [d.code for d in introspect(full[1], fresh)] == ["AQ631"]
    assert files(fresh, ("target",)) == files(STANDARD, ("fields", "target"))
    assert load_catalog(str(fresh)).tables == load_catalog().tables


def test_introspect_says_what_a_catalog_cannot(server: Server, database: str, tmp_path: Path) -> None:
    run(
        server,
        database,
        "ALTER TABLE batch_batch ADD hatchery text DEFAULT 'none'; CREATE TABLE batch_old (id serial PRIMARY KEY);"
        "CREATE TABLE keyless (id integer); CREATE MATERIALIZED VIEW seen AS SELECT 1;"
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER late AFTER INSERT ON batch_batch FOR EACH ROW EXECUTE FUNCTION f()",
    )
    out = tmp_path / "odd"
    said = [d.message for d in introspect(database, out, "2.0")]
    for word in ("default of batch_batch.hatchery", "serial column batch_old.id", "table keyless", "view seen", "late"):
        assert any(word in message for message in said), word
    tables = load_catalog(str(out)).tables
    assert tables["batch_old"].app == "batch"
    assert tables["batch_old"].column("id").identity
    assert tables["batch_batch"].column("hatchery").type == "text"
    assert "keyless" not in tables
    assert json.loads((out / "target.json").read_text())["version"] == "2.0"
    run(server, database, "DROP TABLE batch_old, historian_tag, historian_tag_history, historian_tag_link CASCADE")
    introspect(database, out)
    assert not (out / "tables" / "historian.json").exists()


def test_lookups_that_a_scenario_needs_are_added_to_those_that_are_there(
    server: Server, database: str, tmp_path: Path
) -> None:
    run(
        server,
        database,
        "INSERT INTO health_healthparameter (id, name, is_active, max_score, min_score, created_at, updated_at) VALUES"
        "(1, 'Appetite', true, 3, 0, now(), now()), (40, 'Scales', true, 3, 0, now(), now())",
    )
    introspect(database, tmp_path / "own")
    seeds = load_catalog(str(tmp_path / "own")).seeds
    rows = [
        dict(zip(seeds["health_healthparameter"].columns, row, strict=True))
        for row in seeds["health_healthparameter"].rows
    ]
    ids = {row["name"]: row["id"] for row in rows}
    assert (len(ids), ids["Appetite"], ids["Scales"], ids["Gill Condition"], ids["Eye Condition"]) == (15, 1, 40, 41, 2)
    scores = seeds["health_parameterscoredefinition"]
    standard = load_catalog().seeds["health_parameterscoredefinition"]
    at = scores.columns.index("parameter_id")
    assert len(scores.rows) == len(standard.rows)
    assert {row[at] for row in scores.rows} <= set(ids.values())


def test_what_is_no_aquamind_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="AQ632"):
        introspect(server.dsn(), tmp_path / "none")
    with pytest.raises(Stop, match="AQ603"):
        introspect("host=/nowhere", tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("table", "app"),
    [
        ("batch_batch", "batch"),
        ("finance_core_budget", "finance_core"),
        ("finance_dimsite", "finance"),
        ("scenario", "scenario"),
        ("django_session", "sessions"),
        ("auth_historicaluser", "users"),
        ("auth_user_groups", "auth"),
        ("strange", "other"),
    ],
)
def test_the_app_of_a_table_follows_from_the_models(table: str, app: str) -> None:
    models = [("auth", "user"), ("users", "historicaluser"), ("batch", "batch"), ("scenario", "scenario")]
    models += [("finance", "dimsite"), ("finance_core", "budget")]
    assert app_of(table, models, {}) == app
    assert app_of(table, models, {table: "named"}) == "named"


def test_an_empty_database_takes_a_full_dump(server: Server) -> None:
    run(server, server.dsn(), "CREATE DATABASE hollow")
    verdict = check(server.dsn("hollow"))
    assert (verdict.full, verdict.data, verdict.replace) == (True, False, False)
    assert [d.code for d in verdict.findings] == ["AQ619"]


def test_a_migrated_database_takes_data_and_then_replacements(server: Server, database: str) -> None:
    verdict = check(database)
    assert (verdict.full, verdict.data, verdict.replace, verdict.findings) == (False, True, True, ())
    assert load(server, database, lean("data")) == ""
    verdict = check(database)
    assert (verdict.full, verdict.data, verdict.replace) == (False, False, True)
    assert [d.code for d in verdict.findings] == ["AQ620"]
    run(server, database, "INSERT INTO authtoken_token VALUES ('key', now(), 1)")
    verdict = check(database)
    assert [d.code for d in verdict.findings] == ["AQ620", "AQ621"]
    assert not verdict.replace
    assert "TRUNCATE authtoken_token CASCADE" in verdict.findings[-1].hint


CHANGES = {
    "ALTER TABLE batch_batch DROP COLUMN notes": ("AQ611", "error", "batch_batch.notes"),
    "ALTER TABLE health_mortalityrecord DROP COLUMN notes": ("AQ611", "note", "health_mortalityrecord.notes"),
    "ALTER TABLE batch_batch ALTER notes TYPE varchar(9)": (
        "AQ612",
        "error",
        "character varying(9), the catalog says text",
    ),
    "ALTER TABLE batch_batch ADD hatchery text NOT NULL": ("AQ613", "error", "batch_batch.hatchery"),
    "ALTER TABLE batch_batch ADD hatchery text NOT NULL DEFAULT ''": ("AQ614", "note", "batch_batch.hatchery"),
    "ALTER TABLE batch_batch ADD hatchery point": ("AQ614", "note", "batch_batch.hatchery"),
    "CREATE TABLE batch_new (id integer)": ("AQ614", "note", "batch_new"),
    "DROP TABLE historian_tag_history": ("AQ610", "note", "historian_tag_history"),
    "DROP TABLE batch_individualgrowthobservation": ("AQ610", "error", "batch_individualgrowthobservation"),
    "ALTER TABLE environmental_environmentalreading ALTER sensor_id SET NOT NULL": ("AQ615", "warning", "sensor_id"),
    "CREATE INDEX own ON batch_batch (notes)": ("AQ616", "note", "with index (USING btree (notes))"),
    "ALTER TABLE batch_batch OWNER TO pg_monitor; SET ROLE pg_monitor": ("", "", ""),
}


@pytest.mark.parametrize("change", sampled(CHANGES, list(CHANGES)[::3].__contains__))
def test_check_names_every_difference(change: str, server: Server, database: str) -> None:
    code, severity, words = CHANGES[change]
    run(server, database, change)
    verdict = check(database)
    found = [(d.code, d.severity) for d in verdict.findings if words in d.message]
    assert found == ([(code, severity)] if code else [])
    assert verdict.data == verdict.replace == (severity != "error")
    assert (load(server, database, lean("data")) == "") == verdict.data, "check and the guard agree"


TIMESCALE = """
CREATE SCHEMA timescaledb_information;
CREATE TABLE timescaledb_information.hypertables AS SELECT 'public'::name AS hypertable_schema, name AS hypertable_name
    FROM unnest(ARRAY['environmental_environmentalreading', 'batch_liveforwardprojection']::name[]) AS name;
SET allow_system_table_mods = on;
INSERT INTO pg_extension SELECT 4242, 'timescaledb', 10, 2200, false, '2.20.0';
"""


def test_timescale_is_recognised(server: Server, database: str) -> None:
    run(server, database, TIMESCALE)
    verdict = check(database)
    said = [d.message for d in verdict.findings if d.code == "AQ618"]
    assert "batch_liveforwardprojection, environmental_environmentalreading" in said[0]
    assert "older than 90 days will be dropped" in said[1]
    assert verdict.data


def test_the_commands(server: Server, database: str, tmp_path: Path) -> None:
    out = aqc("check", "--dsn", database)
    assert (out.returncode, out.stdout.splitlines()[-2]) == (0, "  aqc compile --mode data            loads")
    out = aqc("introspect", "--dsn", database, "-o", str(tmp_path / "own"))
    assert out.returncode == 0, out.stderr
    run(server, database, "ALTER TABLE batch_batch DROP COLUMN notes")
    out = aqc("check", "--dsn", database, "--target", str(tmp_path / "own"), "--format", "json")
    assert out.returncode == 1
    told = json.loads(out.stdout)
    assert (told["data"], told["findings"][0]["code"]) == (False, "AQ611")
    out = aqc("check", "--dsn", database, "--target", "aquamnid")
    assert (out.returncode, "AQ624" in out.stderr) == (1, True)


def test_a_verdict_in_words(server: Server, database: str) -> None:
    run(server, database, "ALTER TABLE batch_batch DROP COLUMN notes")
    text = _as_text(check(database))
    assert "error AQ611: batch_batch.notes: the database has no such column (text)" in text
    assert "aqc compile --mode data --replace  does not load" in text
