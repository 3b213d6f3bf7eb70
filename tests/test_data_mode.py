"""Data mode on real servers: into what migrations made, all or nothing, and every key as it was."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg2
import pytest
from breadth import sampled
from conftest import VERSIONS
from migrated import copied, lean, load, migrated, run, state, write
from smoke import dump, laid
from test_dump import normalise

from compiler.diagnostics.diagnostic import Stop
from compiler.proof.tracked import check_histories
from compiler.proof.verify import verify_database, verify_dump
from compiler.server import client as servers
from compiler.server.client import Server

pytestmark = pytest.mark.server

NUMBERS = count(1)
READINGS = "public.environmental_environmentalreading"
FISH = "public.batch_individualgrowthobservation"


@pytest.fixture
def server(postgres: Callable[[int], Server], some_version: int) -> Server:
    return postgres(some_version)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """A migrated database of our own."""
    yield from passing(server)


def passing(server: Server) -> Iterator[str]:
    name = f"data{next(NUMBERS)}"
    yield migrated(server, name)
    run(server, server.dsn(), f"DROP DATABASE {name}")


@pytest.mark.parametrize("any_postgres", sampled(VERSIONS, min(VERSIONS, default=0).__eq__), indirect=True)
def test_it_fills_a_migrated_database_as_a_full_dump_would(any_postgres: Server, tmp_path: Path) -> None:
    """The whole of pg_dump is compared: rows, sequences, keys, their order and their words."""
    for dsn in passing(any_postgres):
        shape = state(any_postgres, dsn, "-s")
        file = tmp_path / "smoke.sql"
        laid(file, mode="data")
        servers.load(file, dsn, any_postgres.installation.bin / "psql")
        assert state(any_postgres, dsn, "-s") == shape
        wanted, found = normalise(dump()[0].decode()), state(any_postgres, dsn)
        if any_postgres.installation.version < 17:
            assert found == wanted
        assert copied(found) == copied(wanted)
        failed = [o.name for o in verify_database(dsn, tmp_path / "smoke.manifest.json") if o.status == "fail"]
        assert failed == []


def test_a_database_with_rows_is_refused_unless_they_may_be_replaced(server: Server, database: str) -> None:
    assert load(server, database, lean("data")) == ""
    once = state(server, database)
    said = load(server, database, lean("data"))
    assert "aqc: the database holds rows already, in auth_" in said
    assert "compile with --replace" in said
    assert state(server, database) == once
    for _ in range(2):
        assert load(server, database, lean("data", replace=True)) == ""
        assert state(server, database) == once


@pytest.mark.slow
def test_replacing_empties_what_the_scenario_leaves_empty(server: Server, database: str) -> None:
    assert load(server, database, dump(mode="data")[0].decode()) == ""
    assert run(server, database, f"SELECT count(*) > 0 FROM {READINGS}") == "t"
    assert load(server, database, lean("data", replace=True)) == ""
    assert copied(state(server, database)) == copied(normalise(lean("full")))


BREAKS = {
    "an assertion": (
        lambda text: text.replace("('batch_batch', 12::", "('batch_batch', 13::"),
        "",
        "the manifest says 13",
    ),
    "a row that a unique index refuses": (
        lambda text: re.sub(r"(COPY public\.batch_batch .*\n1\t[^\n]*)\n", r"\1\n\1\n", text).replace(
            "batch_batch (", "batch_batch (", 1
        ),
        "",
        "ERROR",
    ),
    "a reference to nothing": (
        lambda text: re.sub(r"(COPY public\.batch_individual[^\n]*\n1\t[^\n]*\t)1\n", r"\g<1>999999\n", text),
        "",
        "violates foreign key constraint",
    ),
    "a column that is gone": (str, "ALTER TABLE batch_batch DROP COLUMN notes", "there is no column batch_batch.notes"),
    "a column of another type": (
        str,
        "ALTER TABLE batch_batch ALTER notes TYPE varchar(9)",
        "batch_batch.notes is character varying(9) and not text",
    ),
    "a column that nobody fills": (
        str,
        "ALTER TABLE batch_batch ADD hatchery text NOT NULL",
        "batch_batch.hatchery must not be null",
    ),
    "a table that is gone": (
        str,
        "DROP TABLE batch_individualgrowthobservation CASCADE",
        "there is no table batch_indiv",
    ),
    "a permission that is missing": (lambda text: "SET ROLE pg_monitor;\n" + text, "", "does not own the tables"),
    "a row that the framework refuses to lose": (
        str,
        "INSERT INTO auth_user SELECT 99, '', NULL, false, 'me', '', '', '', false, true, now();"
        "INSERT INTO authtoken_token VALUES ('k', now(), 99)",
        "rows of public.authtoken_token refer to rows that would be replaced",
    ),
    "the end of the file": (
        lambda text: text[: text.index("-- Indexes and foreign keys")] + "SELECT 1/0;",
        "",
        "division by zero",
    ),
}


@pytest.mark.parametrize("case", sampled(BREAKS, list(BREAKS)[::3].__contains__))
def test_whatever_fails_the_database_stays_as_it_was(case: str, server: Server, database: str) -> None:
    broken, change, message = BREAKS[case]
    run(server, database, change)
    before = state(server, database)
    text = broken(lean("data", replace=True))
    assert message in load(server, database, text)
    assert state(server, database) == before


LOCKS = """SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def test_a_killed_psql_leaves_nothing(server: Server, database: str) -> None:
    assert load(server, database, lean("data")) == ""
    before = state(server, database)
    text = lean("data", replace=True).encode()
    half = text[: text.index(b"COPY public.batch_individualgrowthobservation") + 100_000]
    program = [server.installation.bin / "psql", "-X", "-q", "-d", database, "-f", "-"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as psql:
        assert psql.stdin
        psql.stdin.write(half)
        psql.stdin.flush()
        for _ in range(10_000):
            if int(run(server, database, LOCKS)) > 30:
                break
        else:
            pytest.fail("psql never got to the rows")
        psql.send_signal(signal.SIGKILL)
    assert state(server, database) == before


def test_a_file_cut_short_is_refused_before_it_is_loaded(server: Server, database: str, tmp_path: Path) -> None:
    file = write(tmp_path, lean("data")[:-200])
    with pytest.raises(Stop, match="AQ586"):
        servers.load(file, database)


def test_restore_and_verify_want_a_database(tmp_path: Path) -> None:
    file = tmp_path / "smoke.sql"
    laid(file, mode="data")
    with pytest.raises(Stop, match="AQ590"):
        servers.restore(file)
    with pytest.raises(Stop, match="AQ590"):
        verify_dump(file)


HYPERTABLE = f"""
ALTER TABLE {READINGS} DROP CONSTRAINT environmental_environmentalreading_pkey;
ALTER TABLE {READINGS} ALTER sensor_id SET NOT NULL;
ALTER TABLE {READINGS} ADD PRIMARY KEY (reading_time, sensor_id);
CREATE INDEX environmental_environmentalreading_reading_time_idx ON {READINGS} (reading_time DESC);
ALTER TABLE public.environmental_weatherdata DROP CONSTRAINT environmental_weatherdata_pkey;
ALTER TABLE public.environmental_weatherdata ADD PRIMARY KEY ("timestamp", area_id);
CREATE FUNCTION public.ts_insert_blocker() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON {READINGS} FOR EACH ROW
    EXECUTE FUNCTION public.ts_insert_blocker();
"""
ODD = f"""
ALTER TABLE {FISH} ADD CONSTRAINT odd
    UNIQUE (id, weight_g) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE {FISH} ADD CONSTRAINT late FOREIGN KEY (growth_sample_id)
    REFERENCES public.batch_growthsample (id) ON DELETE CASCADE NOT VALID;
CREATE INDEX "Odd ""name" ON {FISH} (weight_g DESC NULLS LAST)
    WITH (fillfactor = 70) WHERE weight_g > 0;
COMMENT ON INDEX public."Odd ""name" IS 'it''s odd';
COMMENT ON CONSTRAINT late ON {FISH} IS 'late';
COMMENT ON CONSTRAINT odd ON {FISH} IS 'odd';
CREATE INDEX packed ON {FISH} (length_cm);
ALTER TABLE {FISH} CLUSTER ON packed;
CREATE INDEX expressed ON {FISH} ((weight_g * 2));
ALTER INDEX public.expressed ALTER COLUMN 1 SET STATISTICS 500;
CREATE TABLE public.outside (id integer PRIMARY KEY, batch_id bigint REFERENCES public.batch_batch, reading integer);
INSERT INTO public.outside VALUES (1, NULL, 1);
CREATE VIEW public.grouped AS SELECT * FROM public.batch_mortalityevent GROUP BY id;
ALTER TABLE {READINGS} ADD note text DEFAULT 'none' NOT NULL;
"""


@pytest.mark.slow
@pytest.mark.parametrize("change", (HYPERTABLE, ODD), ids=["hypertables", "odd keys"])
def test_what_is_set_aside_is_what_the_database_has(change: str, server: Server, database: str) -> None:
    run(server, database, change)
    shape = state(server, database, "-s")
    for replace in (False, True):
        assert load(server, database, dump(mode="data", replace=replace)[0].decode()) == ""
        assert state(server, database, "-s") == shape
        rows = run(server, database, f"SELECT count(*) FROM {READINGS}")
        assert int(rows) == dump()[1].tables["environmental_environmentalreading"].rows


LIVE = """
INSERT INTO harvest_productgrade (code, name, description, created_at, updated_at) VALUES
    ('EXTRA', 'Extra', '', now(), now()), ('GRADE_B', 'B', '', now(), now()),
    ('SUPERIOR', 'Best', '', now(), now());
INSERT INTO health_mortalityreason (name, description) VALUES ('UNKNOWN', '');
INSERT INTO health_healthparameter (name, is_active, max_score, min_score, created_at, updated_at) VALUES
    ('Appetite', true, 3, 0, now(), now()), ('Condition of scales', true, 3, 0, now(), now());
"""
LOTS = """SELECT string_agg(said, ';' ORDER BY said) FROM (SELECT code || sum(unit_count) AS said
FROM harvest_harvestlot AS lot JOIN harvest_productgrade AS grade ON grade.id = product_grade_id
    GROUP BY code) AS grades"""
SCORES = """SELECT string_agg(name || score_value || label, ';' ORDER BY name, score_value)
FROM health_parameterscoredefinition AS score JOIN health_healthparameter AS own ON own.id = parameter_id"""


def test_lookups_are_known_again_by_name(server: Server, database: str) -> None:
    run(server, database, LIVE)
    assert load(server, database, lean("data")) == ""
    named = "SELECT string_agg(id || code || name, ';' ORDER BY id) FROM harvest_productgrade"
    assert run(server, database, named) == (
        "1EXTRAExtra;2GRADE_BB;3SUPERIORBest;4GRADE_CGrade C;5REJECTReject;6GRADE_AGrade A"
    )
    assert run(server, database, "SELECT nextval(pg_get_serial_sequence('harvest_productgrade', 'id'))") == "7"
    assert run(server, database, "SELECT count(*), max(id) FROM health_healthparameter") == "15|16"
    lots, scores = run(server, database, LOTS), run(server, database, SCORES)
    for other in passing(server):
        assert load(server, other, lean("data")) == ""
        assert (lots, scores) == (run(server, other, LOTS), run(server, other, SCORES))
    assert load(server, database, lean("data", replace=True)) == ""
    assert (lots, scores) == (run(server, database, LOTS), run(server, database, SCORES))


def test_histories_of_lookups_tell_of_the_rows_that_live(server: Server, database: str) -> None:
    """Migrations stamp lookups with the moment at which they ran: verify finds the same in their histories."""
    run(server, database, LIVE)
    run(
        server,
        database,
        "DELETE FROM harvest_productgrade WHERE id = 1; DELETE FROM health_healthparameter WHERE id = 2",
    )
    assert load(server, database, lean("data")) == ""
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        assert [(one.name, one.examples) for one in check_histories(cursor) if one.failing] == []


def test_a_reader_waits_or_is_refused_but_sees_no_half(server: Server, database: str) -> None:
    """Another session that holds a lock makes the load give up after its lock_timeout, with nothing changed."""
    text = lean("data").replace("lock_timeout = '1min'", "lock_timeout = '50ms'")
    with closing(psycopg2.connect(database)) as other, other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM batch_batch")
        assert "lock timeout" in load(server, database, text)
        cursor.execute("SELECT count(*) FROM batch_batch")
        assert cursor.fetchone() == (0,)
    assert load(server, database, text) == ""
