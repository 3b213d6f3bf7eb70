"""A restore that is killed loads nothing, however far it came: psql goes with it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from houses import OWNER, as_role
from migrated import run
from psycopg2.extensions import cursor as Cursor
from test_archives import write
from test_cli import AQC, ROOT
from test_dump_files import SMALL

from compiler.server.client import Server

LOCK = 20_261_126
WAITING = f"select count(*) from pg_locks where locktype = 'advisory' and objid = {LOCK} and not granted"
LOADING = "select count(*) from pg_stat_activity where datname = %s and application_name = 'psql'"
AHEAD = {"little": "", "more than a pipe holds": "SELECT 'a long line';\n" * 20_000}
"""What stands behind the statement at which the restore waits."""


@contextmanager
def holding(dsn: str) -> Iterator[Cursor]:
    """A session with the lock for which the dump asks."""
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_advisory_lock({LOCK})")
        yield cursor
    connection.close()


def wait_for(cursor: Cursor, query: str, *values: str, until: int) -> None:
    """Ask until the count is that."""
    count = -1
    while count != until:
        cursor.execute(query, values)
        ((count,),) = cursor.fetchall()


@pytest.mark.server
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("ahead", AHEAD)
def test_nothing_is_loaded_by_a_restore_that_is_killed(
    ahead: str, number: int, house: Server, make: Callable[[str], str], tmp_path: Path
) -> None:
    file, name = tmp_path / "farm.sql", make("")
    body = f"CREATE TABLE public.fish (id integer);\nSELECT pg_catalog.pg_advisory_lock({LOCK});\n{AHEAD[ahead]}"
    file.write_text(SMALL.format(body))
    dsn = as_role(house, name, OWNER)
    with holding(house.dsn(name)) as cursor:
        aqc = subprocess.Popen([*AQC, "restore", str(file), "--dsn", dsn], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        wait_for(cursor, WAITING, until=1)
        aqc.send_signal(number)
        _, words = aqc.communicate()
        assert aqc.returncode == (-number if number == signal.SIGKILL else 128 + number)
        assert "Traceback" not in words
        cursor.execute(f"select pg_advisory_unlock({LOCK})")
        wait_for(cursor, LOADING, name, until=0)
        cursor.execute("select to_regclass('public.fish')")
        assert cursor.fetchall() == [(None,)]


GATE = f"""CREATE SCHEMA gate;
CREATE FUNCTION gate.wait() RETURNS event_trigger LANGUAGE plpgsql
    AS $$BEGIN PERFORM pg_advisory_xact_lock_shared({LOCK}); END$$;
CREATE EVENT TRIGGER gate ON ddl_command_start
    WHEN TAG IN ('ALTER TABLE', 'DROP TABLE') EXECUTE FUNCTION gate.wait();"""
DROPPING = "select count(*) from pg_stat_activity where wait_event = 'advisory' and starts_with(query, 'DROP TABLE')"


@pytest.mark.server
def test_ctrl_c_again_does_not_end_the_cleaning_up(house: Server, make: Callable[[str], str], tmp_path: Path) -> None:
    """What several connections loaded of a folder is dropped by a psql, which a terminal would interrupt, too."""
    name = make("")
    write(tmp_path / "farm", layout="directory")
    run(house, house.dsn(name), GATE)
    with holding(house.dsn(name)) as cursor:
        command = [*AQC, "restore", str(tmp_path / "farm"), "--dsn", as_role(house, name, OWNER), "-j", "2"]
        aqc = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
        wait_for(cursor, WAITING, until=1)
        os.killpg(aqc.pid, signal.SIGINT)
        wait_for(cursor, DROPPING, until=1)
        for _ in range(3):
            os.killpg(aqc.pid, signal.SIGINT)
        cursor.execute(f"select pg_advisory_unlock({LOCK})")
        _, words = aqc.communicate()
        assert aqc.returncode == 130 and "nothing half-written is left" in words
        cursor.execute("select count(*) from pg_class where relnamespace = 'public'::regnamespace")
        assert cursor.fetchall() == [(0,)]
