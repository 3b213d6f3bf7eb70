"""Databases as they are met: one judgement of them by check, by restore and by the dumps themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from houses import OTHER, OWNER, as_role, check, refused
from migrated import lean, load, run, write

from compiler.server.client import Server, psql
from compiler.writing.guard import guard

pytestmark = pytest.mark.server

DUMP = """--
-- PostgreSQL database dump
--

CREATE TABLE public.fish (id integer);
-- PostgreSQL database dump complete
"""


@dataclass(frozen=True)
class Case:
    """A set-up by the administrator in a new database, and what is said to who loads a full dump: '' when it loads."""

    setup: str
    words: str = ""
    code: str = ""
    role: str = OWNER
    database: str = ""
    modes: str = "full data"
    """Modes whose dumps say so for themselves."""


TEMPLATE = "TEMPLATE template0 LOCALE 'C' ENCODING"
CASES = {
    "a new database of an owner who is no superuser": Case(""),
    "a superuser": Case("", role="postgres"),
    "views of an extension": Case("CREATE EXTENSION pg_stat_statements"),
    "functions of an extension": Case("CREATE EXTENSION pgcrypto; CREATE EXTENSION hstore"),
    "tables, views and sequences of an extension": Case(
        "CREATE TABLE spatial_ref_sys (id serial PRIMARY KEY); CREATE VIEW geometry_columns AS SELECT 1 AS srid;"
        "CREATE MATERIALIZED VIEW seen AS SELECT 1; ALTER EXTENSION plpgsql ADD TABLE spatial_ref_sys;"
        "ALTER EXTENSION plpgsql ADD VIEW geometry_columns; ALTER EXTENSION plpgsql ADD MATERIALIZED VIEW seen;"
        "ALTER EXTENSION plpgsql ADD SEQUENCE spatial_ref_sys_id_seq"
    ),
    "schemas of others": Case("CREATE SCHEMA timescaledb_information CREATE TABLE hypertables (id integer)"),
    "a table": Case(
        "CREATE TABLE fish (id integer)",
        "it holds 1 tables, views and sequences in schema public, such as fish", "AQ582", modes="",
    ),
    "a view": Case("CREATE VIEW fish AS SELECT 1", "the database is not empty", "AQ582", modes=""),
    "a materialized view": Case("CREATE MATERIALIZED VIEW fish AS SELECT 1", "not empty", "AQ582", modes=""),
    "a sequence": Case("CREATE SEQUENCE fish", "not empty", "AQ582", modes=""),
    "no schema public": Case("DROP SCHEMA public CASCADE", "the database has no schema public", "AQ591"),
    "a database of somebody else": Case(
        "", "visitor may not create tables and indexes in schema public", "AQ592", OTHER, modes="full"
    ),
    "a schema that only an administrator fills": Case(
        f"ALTER SCHEMA public OWNER TO postgres; REVOKE CREATE ON SCHEMA public FROM {OWNER}, pg_database_owner",
        "farmer may not create tables", "AQ592", modes="full",
    ),
    "a role that only reads": Case(
        f"ALTER ROLE {OWNER} SET default_transaction_read_only = on", "sessions of farmer only read here", "AQ593"
    ),
    "LATIN1": Case("", "the database is encoded in LATIN1", "AQ617", database=f"{TEMPLATE} 'LATIN1'"),
    "SQL_ASCII": Case("", "the database is encoded in SQL_ASCII", "AQ617", database=f"{TEMPLATE} 'SQL_ASCII'"),
    "WIN1252": Case("", "the database is encoded in WIN1252", "AQ617", database=f"{TEMPLATE} 'WIN1252'"),
    "EUC_KR": Case("", "the database is encoded in EUC_KR", "AQ617", database=f"{TEMPLATE} 'EUC_KR'"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_check_restore_and_the_dumps_say_the_same(
    name: str, house: Server, make: Callable[[str], str], tmp_path: Path
) -> None:
    case = CASES[name]
    database = make(case.database)
    known = run(house, house.dsn(), "SELECT name FROM pg_available_extensions").split()
    if not set(re.findall(r"CREATE EXTENSION (\w+)", case.setup)) <= set(known):
        pytest.skip("this server came without extensions")
    run(house, house.dsn(database), case.setup)
    dsn = as_role(house, database, case.role)
    verdict = check(dsn)
    assert verdict.full == (not case.code)
    errors = tuple(found for found in verdict.findings if found.severity == "error")
    for mode in ("full", "data"):
        answer = psql(dsn, "-q", script=guard(mode), program=house.installation.bin / "psql")  # type: ignore[arg-type]
        said = f"aqc: {case.words}" if mode in case.modes.split() and case.words else ""
        assert (answer.stderr == "") == (not said)
        assert said in answer.stderr, mode
    told = refused(write(tmp_path, DUMP), dsn)
    assert told == errors
    assert [found.code for found in told] == ([case.code] if case.code else [])
    assert case.words in " ".join(found.message for found in told)
    assert all(found.hint for found in told)


def test_the_dumps_ask_for_themselves() -> None:
    assert guard("full") in lean("full")
    assert guard("data") in lean("data")
    assert guard("full") in lean("full").split("CREATE TABLE")[0].split("-- aqc: end")[0]
    assert guard("data") in lean("data").split("CREATE TEMPORARY TABLE")[0]


DATA_CASES = {
    "nothing": ("", ""),
    "no temporary tables": (
        "REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC, farmer",
        "AQ592 farmer may not make temporary tables in database {name}",
    ),
    "no new indexes": (
        "ALTER SCHEMA public OWNER TO postgres; REVOKE CREATE ON SCHEMA public FROM farmer, pg_database_owner",
        "AQ592 farmer may not create tables and indexes in schema public",
    ),
    "a database that only reads": (
        "ALTER DATABASE {name} SET default_transaction_read_only = on",
        "AQ593 sessions of farmer only read here: default_transaction_read_only is on",
    ),
}


@pytest.mark.parametrize("name", DATA_CASES)
def test_data_mode_is_judged_alike(name: str, house: Server, make: Callable[[str], str], tmp_path: Path) -> None:
    setup, words = DATA_CASES[name]
    database = make("migrated")
    run(house, house.dsn(database), setup.format(name=database))
    dsn = as_role(house, database, OWNER)
    verdict = check(dsn)
    file = write(tmp_path, lean("data"))
    assert verdict.data == (words == "")
    told = refused(file, dsn)
    assert told == tuple(found for found in verdict.findings if found.severity == "error")
    assert [f"{found.code} {found.message}" for found in told] == ([words.format(name=database)] if words else [])


TABLES = {
    "a table of the scenario": ("ALTER TABLE batch_batch OWNER TO postgres", "batch_batch", "data"),
    "a lookup": ("ALTER TABLE health_mortalityreason OWNER TO postgres", "health_mortalityreason", "data"),
    "a table of the framework that may be referred to": (
        "ALTER TABLE django_content_type OWNER TO postgres; GRANT SELECT, REFERENCES ON django_content_type TO farmer",
        "",
        "data",
    ),
    "a table of the framework": (
        "ALTER TABLE django_content_type OWNER TO postgres; GRANT SELECT ON django_content_type TO farmer",
        "django_content_type (SELECT and REFERENCES are enough)",
        "data",
    ),
    "rows of another schema that refer to ours": (
        "INSERT INTO batch_species (name, scientific_name, description, created_at, updated_at) "
        "VALUES ('x', 'x', '', now(), now()); CREATE SCHEMA own; "
        "CREATE TABLE own.note AS SELECT id AS species FROM batch_species; "
        "ALTER TABLE own.note ADD FOREIGN KEY (species) REFERENCES batch_species; "
        "ALTER SCHEMA own OWNER TO farmer; ALTER TABLE own.note OWNER TO farmer",
        "own.note",
        "replace",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_check_and_the_guard_agree_about_tables(name: str, house: Server, make: Callable[[str], str]) -> None:
    setup, words, mode = TABLES[name]
    database = make("migrated")
    run(house, house.dsn(database), setup)
    dsn = as_role(house, database, OWNER)
    verdict = check(dsn)
    said = load(house, dsn, lean("data", replace=mode == "replace"))
    assert (said == "") == getattr(verdict, mode) == (words == "")
    assert words in said
    assert words in " ".join(found.message for found in verdict.findings)
