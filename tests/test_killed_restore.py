"""A restore that is killed loads nothing, however far it came: psql goes with it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from houses import OWNER, as_role
from psycopg2.extensions import cursor as Cursor
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
