"""A database that was taken to a later day holds what a fresh dump of that day would, in every table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from migrated import copied, load, migrated, run, state

from compiler import data_folder
from compiler.advance import Start, advance_scenario
from compiler.advance.differences import _apart
from compiler.cli.program import commands
from compiler.pipeline import Change, Options, compile_scenario
from compiler.server.client import Server

SCENARIO = data_folder("scenarios") / "smoke.yaml"
DAYS = {"before": 20254, "next": 20255, "after": 20284}
"""2025-06-15, the day after, and a month later"""

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def server(postgres: Callable[[int], Server], some_version: int) -> Server:
    return postgres(some_version)


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Smoke on each day, in a folder as `aqc` leaves it."""
    folder = tmp_path_factory.mktemp("advance") / "dumps"
    found = {name: folder / name / "smoke.sql" for name in DAYS}
    for name, path in found.items():
        path.parent.mkdir(parents=True)
        compile_scenario(SCENARIO, path, Options(2), Change(as_of=DAYS[name]))
    return found


@pytest.fixture(scope="module")
def template(server: Server, dumps: Mapping[str, Path]) -> str:
    """The name of a database that stands at the earlier day."""
    run(server, server.dsn(), "CREATE DATABASE advance_before")
    assert load(server, server.dsn("advance_before"), dumps["before"].read_text()) == ""
    return "advance_before"


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    run(server, server.dsn(), f"CREATE DATABASE advance_one TEMPLATE {template}")
    yield server.dsn("advance_one")
    run(server, server.dsn(), "DROP DATABASE advance_one WITH (FORCE)")


@cache
def advanced(to: str, since: str = "before", jobs: int = 2) -> str:
    stream = BytesIO()
    advance_scenario(SCENARIO, Start(DAYS[since]), stream, Options(jobs), Change(as_of=DAYS[to]))
    return stream.getvalue().decode()


def differing(one: str, other: str) -> list[str]:
    """Tables whose rows differ, whatever their order; only those in another order are sorted."""
    found, wanted = copied(one), copied(other)
    assert found.keys() == wanted.keys()
    unlike = [name for name, some in found.items() if some != wanted[name]]
    return [name for name in unlike if sorted(found[name].splitlines()) != sorted(wanted[name].splitlines())]


def values(text: str) -> list[str]:
    return [line for line in text.splitlines() if "setval" in line]


@pytest.mark.parametrize("to", ["next", "after"])
def test_it_holds_what_a_fresh_dump_holds(server: Server, database: str, dumps: Mapping[str, Path], to: str) -> None:
    assert load(server, database, advanced(to)) == ""
    found, fresh = state(server, database), dumps[to].read_text()
    assert differing(found, fresh) == []
    assert values(found) == values(fresh)


@pytest.mark.slow
def test_day_by_day_comes_to_the_same(server: Server, database: str, dumps: Mapping[str, Path]) -> None:
    for since, to in (("before", "next"), ("next", "after")):
        assert load(server, database, advanced(to, since)) == ""
    assert differing(state(server, database), dumps["after"].read_text()) == []


def test_a_database_of_migrations_is_taken_along(server: Server, tmp_path: Path) -> None:
    dsn = migrated(server, "advance_data")
    for to in ("before", "after"):
        path = tmp_path / f"{to}.sql"
        compile_scenario(SCENARIO, path, Options(2, mode="data", replace=True), Change(as_of=DAYS[to]))
    try:
        assert load(server, dsn, (tmp_path / "before.sql").read_text()) == ""
        assert load(server, dsn, advanced("after")) == ""
        found = state(server, dsn)
        assert load(server, dsn, (tmp_path / "after.sql").read_text()) == ""
        assert differing(found, state(server, dsn)) == []
    finally:
        run(server, server.dsn(), "DROP DATABASE advance_data WITH (FORCE)")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "update batch_batchcontainerassignment set population_count = population_count + 1 where is_active",
            "rows of batch_batchcontainerassignment that change or go are not as they were on 2025-06-15",
        ),
        (
            "delete from batch_mortalityevent where id = (select max(id) from batch_mortalityevent)",
            "batch_mortalityevent",
        ),
        (
            "create table one as select * from public.batch_mortalityevent limit 1; update one set id = 900000; "
            "insert into public.batch_mortalityevent select * from one; drop table one",
            "batch_mortalityevent ends with id 900000",
        ),
        ("delete from inventory_feedingevent where id = 5", "inventory_feedingevent holds"),
        ("update health_licetype set gender = 'other' where id = 1", "rows of health_licetype have other ids here"),
    ],
    ids=["another value", "a row less at the end", "a row more", "a row less", "another lookup"],
)
def test_where_somebody_worked_meanwhile_all_stays(server: Server, database: str, change: str, words: str) -> None:
    run(server, database, f"set search_path = pg_temp, public; {change}")
    before = state(server, database)
    assert words in load(server, database, advanced("next"))
    assert state(server, database) == before


def test_a_database_of_another_day_is_refused(server: Server, database: str) -> None:
    said = load(server, database, advanced("after", "next"))
    assert "this is not the farm of 2025-06-16" in said and "--from" in said


def test_jobs_change_no_byte_and_little_is_written() -> None:
    text = advanced("next")
    assert text == advanced("next", jobs=1)
    found = copied(text)
    assert 0 < found["batch_mortalityevent"].count("\n") < 200
    assert found["inventory_feedingevent"].count("\n") < 400
    assert "COPY pg_temp.aqc_gone" in text and text.count("\n") < 150_000


def aqc(folder: Path, *words: str) -> tuple[int, str]:
    runner = CliRunner()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answer = runner.invoke(commands, ["advance", str(SCENARIO), *words], standalone_mode=False)
    said = answer.output + "".join(f"{one.code} {one.message}" for one in getattr(answer.exception, "diagnostics", ()))
    return answer.exit_code, said


def test_a_database_says_itself_where_it_stands(server: Server, database: str, dumps: Mapping[str, Path]) -> None:
    code, said = aqc(dumps["before"].parent, "--dsn", database, "--as-of", "2025-06-16")
    assert code == 0 and "advanced the database from 2025-06-15 to 2025-06-16" in said
    assert differing(state(server, database), dumps["next"].read_text()) == []
    code, said = aqc(dumps["before"].parent, "--dsn", database, "--as-of", "2025-06-16")
    assert "AQ575" in said and "stands at 2025-06-16" in said


def test_one_without_daily_states_says_nothing(server: Server) -> None:
    dsn = migrated(server, "advance_empty")
    code, said = aqc(Path("/"), "--dsn", dsn)
    run(server, server.dsn(), "DROP DATABASE advance_empty WITH (FORCE)")
    assert code and "AQ577" in said


def test_a_manifest_says_where_its_dump_stands(dumps: Mapping[str, Path], tmp_path: Path) -> None:
    manifest = dumps["before"].with_name("smoke.manifest.json")
    sql = tmp_path / "day.sql"
    code, said = aqc(tmp_path, "--manifest", str(manifest), "--as-of", "2025-06-16", "-o", str(sql))
    assert code == 0 and "from 2025-06-15 to 2025-06-16" in said and f"aqc restore {sql} --dsn" in said
    assert sql.read_text() == advanced("next")
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "smoke.manifest.json").write_text(manifest.read_text().replace('"seed": 7', '"seed": 8'))
    code, said = aqc(tmp_path, "--as-of", "2025-06-16")
    assert code and "AQ576" in said and "seed" in said
    code, said = aqc(tmp_path, "--manifest", str(tmp_path / "none.json"))
    assert code and "AQ576" in said
    assert list((tmp_path / "dumps").iterdir()) == [tmp_path / "dumps" / "smoke.manifest.json"]


def test_lines_are_told_apart_block_by_block() -> None:
    old, new = [b"1\ta\n2\tb\n", b"3\tc\n"], [b"1\ta\n2\tB\n", b"3\tc\n", b"4\td\n"]
    assert _apart(old, new) == ([b"2\tb\n"], [b"2\tB\n", b"4\td\n"])
