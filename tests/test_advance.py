"""A database that was taken to a later day holds what a fresh dump of that day would, in every table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from few import FEW
from migrated import copied, load, migrated, run, state

from compiler import data_folder, pipeline
from compiler.advance import Start, advance_scenario
from compiler.advance.differences import _apart
from compiler.cli.program import commands
from compiler.nouns import to_json
from compiler.pipeline import Change, Compiled, Options, compile_scenario
from compiler.server.client import Server

SMOKE = data_folder("scenarios") / "smoke.yaml"
"""For what is held against every table; FEW for what is refused, and for words and files of the command"""
DAYS = {"before": 20254, "next": 20255, "after": 20284}
"""2025-06-15, the day after, and a month later"""

pytestmark = pytest.mark.server


@pytest.fixture(scope="module", autouse=True)
def each_farm_is_made_once() -> Iterator[None]:
    """Compiling and advancing go their own ways; what they ask for with the same arguments is made once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("plan_scenario", "live", "farm_of"):
            patch.setattr(pipeline, name, once(getattr(pipeline, name)))
        yield


def once(make: Callable[..., Any]) -> Callable[..., Any]:
    """By what is asked: a path, a change, a number of jobs, or one that this made before."""
    made: dict[tuple[object, ...], tuple[object, Any]] = {}

    def known(*asked: object) -> Any:
        key = tuple(one if isinstance(one, Path | Change | int) else id(one) for one in asked)
        if key not in made:
            made[key] = asked, make(*asked)  # with what was asked, so that nothing else gets its id
        return made[key][1]

    return known


@pytest.fixture(scope="module")
def server(postgres: Callable[[int], Server], some_version: int) -> Server:
    return postgres(some_version)


@cache
def compiled(path: Path, on: str, options: Options) -> tuple[str, Compiled]:
    stream = BytesIO()
    done = compile_scenario(path, stream, options, Change(as_of=DAYS[on]))
    return stream.getvalue().decode(), done


def fresh(path: Path, on: str) -> str:
    """The dump of that day."""
    return compiled(path, on, Options(2))[0]


@pytest.fixture(scope="module")
def standing(server: Server) -> Iterator[Callable[[Path], str]]:
    """standing(path): the connection string of a new database that stands at the earlier day."""
    made: list[str] = []

    def of(path: Path) -> str:
        template = f"advance_{path.stem}"
        if template not in made:
            run(server, server.dsn(), f"CREATE DATABASE {template}")
            made.append(template)
            assert load(server, server.dsn(template), fresh(path, "before")) == ""
        made.append(f"advance_{len(made)}")
        run(server, server.dsn(), f"CREATE DATABASE {made[-1]} TEMPLATE {template}")
        return server.dsn(made[-1])

    yield of
    for name in made:
        run(server, server.dsn(), f"DROP DATABASE {name} WITH (FORCE)")


@cache
def advanced(path: Path, to: str, since: str = "before", jobs: int = 2) -> str:
    stream = BytesIO()
    advance_scenario(path, Start(DAYS[since]), stream, Options(jobs), Change(as_of=DAYS[to]))
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
def test_it_holds_what_a_fresh_dump_holds(server: Server, standing: Callable[[Path], str], to: str) -> None:
    database = standing(SMOKE)
    assert load(server, database, advanced(SMOKE, to)) == ""
    found = state(server, database)
    assert differing(found, fresh(SMOKE, to)) == []
    assert values(found) == values(fresh(SMOKE, to))


@pytest.mark.slow
def test_day_by_day_comes_to_the_same(server: Server, standing: Callable[[Path], str]) -> None:
    database = standing(SMOKE)
    for since, to in (("before", "next"), ("next", "after")):
        assert load(server, database, advanced(SMOKE, to, since)) == ""
    assert differing(state(server, database), fresh(SMOKE, "after")) == []


def test_a_database_of_migrations_is_taken_along(server: Server) -> None:
    """To what a full dump of the later day holds, as one that is filled by a dump of its rows does."""
    dsn = migrated(server, "advance_data")
    try:
        assert load(server, dsn, compiled(SMOKE, "before", Options(2, mode="data", replace=True))[0]) == ""
        assert load(server, dsn, advanced(SMOKE, "after")) == ""
        found = state(server, dsn)
        assert differing(found, fresh(SMOKE, "after")) == []
        assert values(found) == values(fresh(SMOKE, "after"))
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
def test_where_somebody_worked_meanwhile_all_stays(
    server: Server, standing: Callable[[Path], str], change: str, words: str
) -> None:
    database = standing(FEW)
    run(server, database, f"set search_path = pg_temp, public; {change}")
    before = state(server, database)
    assert words in load(server, database, advanced(FEW, "next"))
    assert state(server, database) == before


def test_a_database_of_another_day_is_refused(server: Server, standing: Callable[[Path], str]) -> None:
    said = load(server, standing(FEW), advanced(FEW, "after", "next"))
    assert "this is not the farm of 2025-06-16" in said and "--from" in said


def test_jobs_change_no_byte_and_little_is_written() -> None:
    text = advanced(SMOKE, "next")
    assert text == advanced(SMOKE, "next", jobs=1)
    found = copied(text)
    assert 0 < found["batch_mortalityevent"].count("\n") < 200
    assert found["inventory_feedingevent"].count("\n") < 400
    assert "COPY pg_temp.aqc_gone" in text and text.count("\n") < 150_000


def aqc(folder: Path, *words: str) -> tuple[int, str]:
    runner = CliRunner()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answer = runner.invoke(commands, ["advance", str(FEW), *words], standalone_mode=False)
    said = answer.output + "".join(f"{one.code} {one.message}" for one in getattr(answer.exception, "diagnostics", ()))
    return answer.exit_code, said


def test_a_database_says_itself_where_it_stands(
    server: Server, standing: Callable[[Path], str], tmp_path: Path
) -> None:
    database = standing(FEW)
    code, said = aqc(tmp_path, "--dsn", database, "--as-of", "2025-06-16")
    assert code == 0 and "advanced the database from 2025-06-15 to 2025-06-16" in said
    assert differing(state(server, database), fresh(FEW, "next")) == []
    code, said = aqc(tmp_path, "--dsn", database, "--as-of", "2025-06-16")
    assert "AQ575" in said and "stands at 2025-06-16" in said
    assert list(tmp_path.iterdir()) == []


def test_one_without_daily_states_says_nothing(server: Server) -> None:
    dsn = migrated(server, "advance_empty")
    code, said = aqc(Path("/"), "--dsn", dsn)
    run(server, server.dsn(), "DROP DATABASE advance_empty WITH (FORCE)")
    assert code and "AQ577" in said


def test_a_manifest_says_where_its_dump_stands(tmp_path: Path) -> None:
    text = to_json(compiled(FEW, "before", Options(2))[1].manifest)
    manifest = tmp_path / "few.manifest.json"
    manifest.write_text(text)
    sql = tmp_path / "day.sql"
    code, said = aqc(tmp_path, "--manifest", str(manifest), "--as-of", "2025-06-16", "-o", str(sql))
    assert code == 0 and "from 2025-06-15 to 2025-06-16" in said and f"aqc restore {sql} --dsn" in said
    assert sql.read_text() == advanced(FEW, "next")
    (tmp_path / "dumps").mkdir()
    other = tmp_path / "dumps" / manifest.name
    other.write_text(text.replace('"seed": 11', '"seed": 12'))
    code, said = aqc(tmp_path, "--as-of", "2025-06-16")
    assert code and "AQ576" in said and "seed" in said
    code, said = aqc(tmp_path, "--manifest", str(tmp_path / "none.json"))
    assert code and "AQ576" in said
    assert list((tmp_path / "dumps").iterdir()) == [other]


def test_lines_are_told_apart_block_by_block() -> None:
    old, new = [b"1\ta\n2\tb\n", b"3\tc\n"], [b"1\ta\n2\tB\n", b"3\tc\n", b"4\td\n"]
    assert _apart(old, new) == ([b"2\tb\n"], [b"2\tB\n", b"4\td\n"])
