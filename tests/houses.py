"""Databases of a server whose roles a test may change: their owner, who is no superuser, and a visitor."""

from __future__ import annotations

from pathlib import Path

from migrated import migrated, run

from compiler.diagnostics.diagnostic import Diagnostic, Stop
from compiler.filling import find_tables
from compiler.server import client as servers
from compiler.server.client import Server
from compiler.target.verdict import Verdict, check_database

OWNER, OTHER = "farmer", "visitor"
GIVE = f"""DO $$ DECLARE part regclass; BEGIN
    FOR part IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') LOOP
        EXECUTE 'ALTER TABLE ' || part || ' OWNER TO {OWNER}';
    END LOOP;
END $$"""


def own(server: Server, name: str, words: str = "") -> None:
    """Make a database of the owner: a migrated one, or one with these words of CREATE DATABASE."""
    if words == "migrated":
        migrated(server, name)
        run(server, server.dsn(), f"ALTER DATABASE {name} OWNER TO {OWNER}")
        run(server, server.dsn(name), GIVE)
    else:
        run(server, server.dsn(), f"CREATE DATABASE {name} OWNER {OWNER} {words}")


def as_role(server: Server, name: str, role: str) -> str:
    return server.dsn(name).replace("user=postgres", f"user={role}")


def check(dsn: str) -> Verdict:
    return check_database(dsn, "aquamind", find_tables())


def refused(dump: Path, dsn: str) -> tuple[Diagnostic, ...]:
    """What restore has against it; nothing when it loads."""
    try:
        servers.restore(dump, dsn)
    except Stop as stop:
        return stop.diagnostics
    return ()
