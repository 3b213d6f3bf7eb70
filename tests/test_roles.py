"""A server that takes no connection without SSL, and one behind pgbouncer: restore, check and verify work there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import scratch
from houses import check, refused
from migrated import lean, run, state, write

from compiler.diagnostics.diagnostic import Stop
from compiler.proof.verify import verify_database
from compiler.server.account import give, run_as
from compiler.server.client import Server, find, server

pytestmark = pytest.mark.server
KEY = ["openssl", "req", "-new", "-x509", "-days", "9999", "-nodes", "-subj", "/CN=farm", "-newkey", "rsa:2048"]
SETTINGS = """[databases]
* = host={socket} port=5432 user=farmer
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = session
pidfile = {folder}/bouncer.pid
logfile = {folder}/bouncer.log
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def owned() -> Iterator[Server]:
    """A server with a role that is no superuser and owns a database."""
    installation = find()
    if installation is None:
        pytest.skip("no PostgreSQL on this machine")
    with server(installation, scratch=scratch()) as running:
        for line in ("CREATE ROLE farmer LOGIN", "CREATE ROLE reader LOGIN", "CREATE DATABASE farm OWNER farmer"):
            run(running, running.dsn(), line)
        yield running


@pytest.fixture
def encrypted(owned: Server) -> str:
    """Where the server takes TCP with SSL alone."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a key with")
    data, port = owned.directory / "data", free_port()
    made = subprocess.run(
        [*KEY, "-keyout", str(data / "server.key"), "-out", str(data / "server.crt")], capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr
    for name in ("server.key", "server.crt"):
        (data / name).chmod(0o600)
        give(data / name, owned.account)
    (data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 trust\n", encoding="ascii")
    options = f"-c ssl=on -c listen_addresses=127.0.0.1 -p {port} -k '{owned.socket}'"
    log, control = str(owned.directory / "log"), owned.installation.bin / "pg_ctl"
    told = run_as(owned.account, control, "-D", str(data), "-m", "fast", "-w", "-l", log, "-o", options, "restart")
    if "SSL is not supported" in Path(log).read_text("utf-8"):
        pytest.skip("this PostgreSQL is built without SSL")
    assert told.returncode == 0, told.stdout
    return f"host=127.0.0.1 port={port} dbname=farm"


@pytest.fixture
def bounced(owned: Server) -> Iterator[str]:
    """Where pgbouncer stands before the server, in session mode."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("no pgbouncer on this machine")
    port = free_port()
    (owned.directory / "bouncer.ini").write_text(
        SETTINGS.format(socket=owned.socket, port=port, folder=owned.directory), encoding="ascii"
    )
    give(owned.directory / "bouncer.ini", owned.account)
    told = run_as(owned.account, Path(program), "-d", str(owned.directory / "bouncer.ini"))
    assert told.returncode == 0, told.stdout
    yield f"host=127.0.0.1 port={port} dbname=farm user=farmer"
    os.kill(int((owned.directory / "bouncer.pid").read_text("ascii")), 15)


def goes_round(owned: Server, dsn: str, direct: str, folder: Path) -> None:
    """Check, restore and verify as the owner; the database is then what an administrator finds by the socket."""
    assert check(dsn).full
    assert refused(write(folder, lean("full")), dsn) == ()
    found = verify_database(dsn)
    assert found == verify_database(direct)
    assert "CREATE TABLE public.batch_batch" in state(owned, direct)


def test_through_pgbouncer_in_session_mode(owned: Server, bounced: str, tmp_path: Path) -> None:
    goes_round(owned, bounced, owned.dsn("farm"), tmp_path)


def test_where_ssl_is_required(owned: Server, encrypted: str, tmp_path: Path) -> None:
    with pytest.raises(Stop) as stopped:
        check(f"{encrypted} user=farmer sslmode=disable")
    (told,) = stopped.value.diagnostics
    assert (told.code, "no encryption" in told.message) == ("AQ603", True)
    direct = encrypted.replace("127.0.0.1", f"'{owned.socket}'") + " user=postgres"
    goes_round(owned, f"{encrypted} user=farmer sslmode=require", direct, tmp_path)
