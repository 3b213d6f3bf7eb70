"""Databases as the application's migrations leave them: all tables and keys, the framework's rows and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from few import few_dump
from smoke import emitted, without
from test_dump import normalise

from compiler.emit import Options
from compiler.nouns.manifest import Mode
from compiler.server.client import Server, pg_dump, psql
from compiler.target.sharing import FRAMEWORK

COPIED = re.compile(r"(?<=\n)COPY (?:public|pg_temp)\.(\w+) \([^\n]*\) FROM stdin;\n(.*?)\\\.\n", re.DOTALL)
HEAD = re.compile(r"\nCOPY (?:public|pg_temp)\.(\w+) \([^\n]*\) FROM stdin;\n")
"""Where the rows of a table begin: found as plain text is, while COPIED takes its time over each character."""
SEQUENCE = re.compile(r"SELECT pg_catalog\.setval\('public\.(\w+)', \d+, true\);")
LARGE = frozenset(
    {
        "batch_actualdailyassignmentstate",
        "batch_historicalindividualgrowthobservation",
        "batch_historicalmortalityevent",
        "batch_liveforwardprojection",
        "environmental_environmentalreading",
        "environmental_historicalphotoperioddata",
        "inventory_feedingevent",
        "inventory_historicalfeedingevent",
    }
)
TEMPLATE = "migrated"


@cache
def skeleton() -> str:
    """A full dump without the rows of any table but the framework's, and without its assertions: that of a small farm,
    as all other farms have the same target."""
    text = few_dump()[0].decode()

    def emptied(found: re.Match[str]) -> str:
        return found[0] if found[1] in FRAMEWORK else found[0].removesuffix(found[2] + "\\.\n") + "\\.\n"

    def restarted(found: re.Match[str]) -> str:
        own = any(found[1] == f"{table}_id_seq" for table in FRAMEWORK)
        return found[0] if own else f"SELECT pg_catalog.setval('public.{found[1]}', 1, false);"

    text = SEQUENCE.sub(restarted, COPIED.sub(emptied, text))
    return re.sub(r"DO \$aqc\$.*?\n\$aqc\$;\n", "", text, flags=re.DOTALL)


@cache
def lean(mode: Mode, replace: bool = False) -> str:
    """Smoke without its largest tables."""
    stream = BytesIO()
    emitted(without(LARGE), stream, Options(mode=mode, replace=replace))
    return stream.getvalue().decode()


def migrated(server: Server, name: str) -> str:
    """The connection string of a new migrated database, a copy of one that each server holds."""
    own = server.installation.bin / "psql"
    known = psql(server.dsn(), "-Atc", f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'", program=own)
    if not known.stdout.strip():
        run(server, server.dsn(), f"CREATE DATABASE {TEMPLATE}")
        answer = psql(server.dsn(TEMPLATE), "-q", "-1", "-o", "/dev/null", script=skeleton(), program=own)
        assert answer.returncode == 0, answer.stderr
    run(server, server.dsn(), f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return server.dsn(name)


def run(server: Server, dsn: str, sql: str) -> str:
    answer = psql(dsn, "-qAt", script=sql, program=server.installation.bin / "psql")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def load(server: Server, dsn: str, text: str) -> str:
    """What psql says against the file; '' when it went through. It reads a file: a pipe is fed by half a kilobyte."""
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".sql") as file:
        file.write(text)
        file.flush()
        answer = psql(dsn, "-q", "-f", file.name, program=server.installation.bin / "psql")
    assert bool(answer.returncode) == ("ERROR" in answer.stderr), answer.stderr
    return answer.stderr


def state(server: Server, dsn: str, *options: str) -> str:
    """The whole database as text."""
    return normalise(pg_dump(server.installation, dsn, *options))


def copied(text: str) -> Mapping[str, str]:
    """[table] its rows in a dump."""
    return {head[1]: text[head.end() : text.index("\n\\.\n", head.end() - 1) + 1] for head in HEAD.finditer(text)}


def write(folder: Path, text: str) -> Path:
    path = folder / "farm.sql"
    path.write_text(text, encoding="utf-8")
    return path
