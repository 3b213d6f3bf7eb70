"""Settings of roles and databases change neither what is loaded nor what is found; refusals are in their words."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from breadth import sampled
from conftest import scratch
from houses import OTHER, OWNER, as_role, check, own, refused
from migrated import lean, run, state, write

from compiler.diagnostics.diagnostic import Stop
from compiler.proof.verify import verify_database
from compiler.server import client as servers
from compiler.server.client import Server
from compiler.target.introspection import introspect

pytestmark = pytest.mark.server

HOSTILE = {
    "statement_timeout": "'400ms'",
    "lock_timeout": "'20ms'",
    "idle_in_transaction_session_timeout": "'400ms'",
    "search_path": "nowhere",
    "row_security": "on",
    "standard_conforming_strings": "off",
    "escape_string_warning": "off",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "bytea_output": "escape",
    "DateStyle": "'SQL, DMY'",
    "IntervalStyle": "sql_standard",
    "TimeZone": "'Asia/Kathmandu'",
    "extra_float_digits": "-15",
    "lc_monetary": "'C'",
    "client_encoding": "LATIN1",
    "xmloption": "document",
    "default_tablespace": "aside",
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
    "client_min_messages": "error",
    "enable_hashjoin": "off",
    "plpgsql.extra_errors": "'all'",
}
TABLESPACE = f"""SET allow_in_place_tablespaces = on; CREATE TABLESPACE aside LOCATION '';
RESET allow_in_place_tablespaces; GRANT CREATE ON TABLESPACE aside TO {OWNER};"""


@pytest.fixture(scope="module")
def full(house: Server) -> str:
    """A database of the owner with the rows of a farm, and beside it a place for tables that nobody asked for."""
    for line in TABLESPACE.splitlines():
        run(house, house.dsn(), line)
    own(house, "held")
    run(house, as_role(house, "held", OWNER), lean("full"))
    return "held"


def hostile(kind: str, name: str) -> str:
    """SQL that sets all of it, for the role or for the database."""
    whom = f"ROLE {OWNER}" if kind == "role" else f"DATABASE {name}"
    return "".join(f"ALTER {whom} SET {setting} = {value};" for setting, value in HOSTILE.items())


@pytest.mark.parametrize("kind", sampled(("role", "database"), "role".__eq__))
def test_no_setting_changes_what_is_found(
    kind: str, house: Server, full: str, make: Callable[[str], str], tmp_path: Path
) -> None:
    assert make
    dsn = as_role(house, full, OWNER)
    run(house, house.dsn(), f"ALTER DATABASE {full} RESET ALL")
    wanted = verify_database(dsn), check(dsn), introspect(dsn, tmp_path / "wanted" / "own")
    run(house, house.dsn(), hostile(kind, full) + f"ALTER ROLE {OWNER} SET default_transaction_read_only = on")
    found = verify_database(dsn), check(dsn), introspect(dsn, tmp_path / "found" / "own")
    run(house, house.dsn(), f"ALTER DATABASE {full} RESET ALL")
    assert found[0] == wanted[0]
    assert [told for told in found[1].findings if told.code != "AQ593"] == list(wanted[1].findings)
    assert [told.code for told in found[2]] == [told.code for told in wanted[2]]
    for path in (tmp_path / "wanted").rglob("*.json"):
        other = tmp_path / "found" / path.relative_to(tmp_path / "wanted")
        assert other.read_text("utf-8") == path.read_text("utf-8"), path.name


@pytest.mark.parametrize("mode", sampled(("full", "data"), "data".__eq__))
def test_no_setting_changes_what_is_loaded(
    mode: str, house: Server, full: str, make: Callable[[str], str], tmp_path: Path
) -> None:
    assert full
    states = []
    for settings in (False, True):
        name = make("migrated" if mode == "data" else "")
        if settings:
            run(house, house.dsn(), hostile("role", name) + hostile("database", name))
        dsn = as_role(house, name, OWNER)
        assert refused(write(tmp_path, lean(mode)), dsn) == ()  # type: ignore[arg-type]
        run(house, house.dsn(), f"ALTER DATABASE {name} RESET ALL")
        states.append(state(house, house.dsn(name)))
    assert states[0] == states[1]


def test_a_role_with_a_single_connection_restores(house: Server, make: Callable[[str], str], tmp_path: Path) -> None:
    name = make("CONNECTION LIMIT 1")
    assert refused(write(tmp_path, lean("full")), as_role(house, name, OWNER)) == ()


def test_a_reader_checks_introspects_and_verifies(house: Server, full: str, tmp_path: Path) -> None:
    run(house, house.dsn(full), f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {OTHER}")
    dsn = as_role(house, full, OTHER)
    wanted, found = verify_database(house.dsn(full)), verify_database(dsn)
    (other,) = [outcome for outcome, same in zip(found, wanted, strict=True) if outcome != same]
    assert (other.name, other.status) == ("sequences-ahead", "skip")
    assert "GRANT SELECT ON ALL SEQUENCES" in other.skipped
    assert [told.code for told in check(dsn).findings if told.severity == "error"] == ["AQ622"]
    assert [told.code for told in introspect(dsn, tmp_path / "own")] == ["AQ631"]
    run(house, house.dsn(full), f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {OTHER}")
    assert verify_database(dsn) == wanted


END = "PERFORM pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid());"
RAISING = """ALTER TABLE batch_batch RENAME TO kept;
CREATE FUNCTION refuse() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN {} RETURN true; END';
CREATE VIEW batch_batch AS SELECT kept.* FROM (SELECT refuse() AS said OFFSET 0) r LEFT JOIN kept ON r.said;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO farmer"""
REFUSALS = {
    "a session that an administrator ends": (RAISING.format(END), "AQ594", "terminating connection due to admin"),
    "a full disk": (
        RAISING.format("RAISE EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''no space left on device'';"),
        "AQ595",
        "no space left on device",
    ),
    "a table that may not be read": (
        "REVOKE SELECT ON batch_batch FROM farmer",
        "AQ592",
        "permission denied for table",
    ),
    "rows that a policy hides": (
        "ALTER TABLE batch_batch ENABLE ROW LEVEL SECURITY; ALTER TABLE batch_batch FORCE ROW LEVEL SECURITY",
        "AQ592",
        "row-level security policy for table",
    ),
    "a damaged index": (
        RAISING.format("RAISE EXCEPTION USING ERRCODE = ''XX002'', MESSAGE = ''invalid page in block 0'';"),
        "AQ605",
        "invalid page in block 0",
    ),
    "a table that is gone": ("DROP TABLE batch_batch CASCADE", "AQ604", '"public.batch_batch" does not exist'),
    "no temporary tables": (
        "DO $$ BEGIN EXECUTE 'REVOKE TEMPORARY ON DATABASE ' || current_database() || ' FROM PUBLIC, farmer'; END $$",
        "AQ592",
        "permission denied to create temporary tables",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_the_server_refuses_to_verify_is_told_in_its_words(
    name: str, house: Server, make: Callable[[str], str]
) -> None:
    setup, code, words = REFUSALS[name]
    database = make("migrated")
    run(house, house.dsn(database), setup)
    with pytest.raises(Stop) as stopped:
        verify_database(as_role(house, database, OWNER))
    (told,) = stopped.value.diagnostics
    assert told.code == code
    assert words in told.message
    assert told.hint


HEADER = "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.fish (id integer);\n"
FOOTER = "\n-- PostgreSQL database dump complete\n"
LOADS = {
    "a session that an administrator ends": ("SELECT pg_terminate_backend(pg_backend_pid());", "AQ594", "terminating"),
    "a full disk": (
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'no space left'; END $$;",
        "AQ595",
        "no space left",
    ),
    "a missing role": ("ALTER TABLE public.fish OWNER TO nobody_knows;", "AQ584", 'role "nobody_knows" does not exist'),
    "a file that only administrators read": ("COPY public.fish FROM '/etc/hosts';", "AQ592", "pg_read_server_files"),
    "a mistake": ("SELECT 1 / 0;", "AQ584", "farm.sql:6: division by zero"),
}


@pytest.mark.parametrize("name", LOADS)
def test_what_the_server_refuses_to_load_is_told_in_its_words(
    name: str, house: Server, make: Callable[[str], str], tmp_path: Path
) -> None:
    body, code, words = LOADS[name]
    dsn = as_role(house, make(""), OWNER)
    (told,) = refused(write(tmp_path, HEADER + body + FOOTER), dsn)
    assert told.code == code
    assert "nothing was loaded" in told.message
    assert words in told.message
    assert told.hint
    assert servers.psql(dsn, "-Atc", "SELECT to_regclass('public.fish')").stdout == "\n"


@pytest.mark.parametrize("body", ["CREATE TABLE public.fish (id integer);", "CREATE TABLE public.fish (id integer"])
def test_a_session_that_is_lost_behind_its_commit_has_loaded_all(
    body: str, house: Server, make: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that is lost without a commit nothing: the second body swallows it."""
    lost = "SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid()); -- {key}\n"
    monkeypatch.setattr("compiler.server.wrapping.PROOF", lost)
    dsn, is_whole = as_role(house, make(""), OWNER), body.endswith(";")
    told = refused(write(tmp_path, f"{HEADER.partition('CREATE')[0]}{body}{FOOTER}"), dsn)
    assert [one.code for one in told] == ([] if is_whole else ["AQ584"])
    assert servers.psql(dsn, "-Atc", "SELECT to_regclass('public.fish')").stdout == ("fish\n" if is_whole else "\n")


CRASH = """COPY (SELECT 1) TO PROGRAM 'kill -KILL $PPID';"""


@pytest.mark.parametrize("name", ["farm.sql", "farm.sql.gz"])
def test_a_server_that_breaks_down_is_told(name: str, some_version: int, tmp_path: Path) -> None:
    file, text = tmp_path / name, (HEADER + CRASH + FOOTER).encode()
    file.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    with servers.server(servers.required(some_version), scratch=scratch()) as passing:
        (told,) = refused(file, passing.dsn())
    assert told.code == "AQ594"
    assert "server closed the connection unexpectedly" in told.message


def test_words_in_another_encoding_are_read() -> None:
    """A server that speaks its own language before it knows which encoding we take."""
    words = "Passwort-Authentifizierung für Benutzer »ich« fehlgeschlagen"
    body = b"SFATAL\0C28P01\0M" + words.encode("latin-1") + b"\0\0"
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            line, _ = listener.accept()
            with line:
                line.recv(1000)
                line.sendall(b"E" + (len(body) + 4).to_bytes(4, "big") + body)

    threading.Thread(target=answer, daemon=True).start()
    dsn = f"host=127.0.0.1 port={listener.getsockname()[1]} sslmode=disable gssencmode=disable connect_timeout=10"
    with pytest.raises(Stop) as stopped:
        check(dsn)
    (told,) = stopped.value.diagnostics
    assert told.code == "AQ603"
    assert words in told.message


CONNECTIONS = {
    "no database": ("", "dbname='{name}_gone'", 'database "{name}_gone" does not exist', "createdb"),
    "no role": ("", "user=nobody_knows", 'role "nobody_knows" does not exist', "another user"),
    "no login": ("CREATE ROLE mute", "user=mute", "not permitted to log in", "LOGIN"),
    "no server": ("", "port=1", "No such file or directory", "is the server running"),
    "no more connections": ("ALTER DATABASE {name} CONNECTION LIMIT 0", "", "too many connections", "limit"),
    "no permission": ("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC", f"user={OTHER}", "permission denied", "CONNECT"),
    "no connections at all": ("ALTER DATABASE {name} ALLOW_CONNECTIONS false", "", "not currently accepting", "--dsn"),
    "no service": ("", "service=nowhere", 'definition of service "nowhere" not found', "pg_service.conf"),
}


@pytest.mark.parametrize("name", CONNECTIONS)
def test_a_refused_connection_says_the_same_everywhere(
    name: str, house: Server, make: Callable[[str], str], tmp_path: Path
) -> None:
    setup, change, words, hint = CONNECTIONS[name]
    database = make("")
    run(house, house.dsn(), setup.format(name=database))
    dsn = f"{as_role(house, database, OTHER)} {change.format(name=database)}"
    found = []
    for ask in (check, verify_database, lambda dsn: introspect(dsn, tmp_path / "own")):
        with pytest.raises(Stop) as stopped:
            ask(dsn)
        found += stopped.value.diagnostics
    found += refused(write(tmp_path, HEADER + FOOTER), dsn)
    assert [told.code for told in found] == ["AQ603", "AQ603", "AQ603", "AQ581"]
    assert len({(told.message, told.hint) for told in found}) == 1
    assert words.format(name=database) in found[0].message
    assert hint in found[0].hint
