"""Smoke through real servers: every release restores it, dumps it again without a difference, keeps its promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from smoke import dump, laid
from test_dump import normalise

from compiler.proof.verify import verify_database
from compiler.server.client import Server, pg_dump, psql

DEFAULT = 15
"""Releases 15 and 16 write the same bytes, so one target serves both."""


def target(version: int) -> int:
    return version if version > 16 else DEFAULT


@pytest.fixture(scope="module")
def restored(
    any_postgres: Server, fresh_database: Callable[[int], str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Server, str, Path]:
    """A database that holds smoke, and the dump that it came from."""
    version = any_postgres.installation.version
    file = tmp_path_factory.mktemp("dumps") / "smoke.sql"
    laid(file) if target(version) == DEFAULT else laid(file, pg_version=target(version))
    dsn = fresh_database(version)
    answer = psql(dsn, "-q", "-1", "-f", str(file), program=any_postgres.installation.bin / "psql")
    assert answer.returncode == 0, answer.stderr
    return any_postgres, dsn, file


def test_dumping_it_again_gives_the_same(restored: tuple[Server, str, Path]) -> None:
    server, dsn, file = restored
    again = normalise(pg_dump(server.installation, dsn))
    if again != normalise(file.read_text("utf-8")):
        pairs = zip(again.splitlines(), normalise(file.read_text("utf-8")).splitlines(), strict=False)
        pytest.fail("\n".join(next(pair for pair in pairs if pair[0] != pair[1])))


def test_verify_finds_the_promises_kept(restored: tuple[Server, str, Path]) -> None:
    _, dsn, file = restored
    failed = [o.name for o in verify_database(dsn, file.with_name("smoke.manifest.json")) if o.status == "fail"]
    assert failed == []


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("SELECT 1", ""),
        ("DELETE FROM public.health_licetype WHERE id = 15", "health_licetype holds 14 rows, the manifest says 15"),
        (
            "DELETE FROM public.environmental_environmentalreading WHERE id = 7",
            "environmental_environmentalreading holds",
        ),
        (
            "UPDATE public.environmental_environmentalreading SET batch_container_assignment_id = 9999999 WHERE id = 7",
            "readings refer to assignments 1 to 9999999",
        ),
        ("UPDATE public.batch_mortalityevent SET count = count + 1 WHERE id = 1", "lacks -1 fish"),
        ("UPDATE public.harvest_harvestlot SET unit_count = unit_count - 2 WHERE id = 1", "lacks 2 fish"),
        (
            "UPDATE public.batch_batchcontainerassignment SET departure_date = departure_date + 900",
            "is held by two batches",
        ),
    ],
)
def test_a_damaged_database_is_refused(smoke_database: str, damage: str, message: str) -> None:
    """The assertions at the end of the dump, run again after an accident that no key sees."""
    found = re.search(rb"DO \$aqc\$.*?\$aqc\$;", dump()[0], re.DOTALL)
    assert found
    script = f"BEGIN;\n{damage};\n{found[0].decode()}\nROLLBACK;"
    answer = psql(smoke_database, "-q", script=script)
    assert (answer.returncode == 0) == (message == ""), answer.stderr
    assert message in answer.stderr
    assert message == "" or "without psql -1 the rows are already in the database" in answer.stderr
