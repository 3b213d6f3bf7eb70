"""A dump is what pg_dump would have written: restored and dumped again, nothing differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from compiler.nouns.rows import Column, Rows, Same, Text
from compiler.server.client import find, pg_dump, psql
from compiler.target import load_catalog
from compiler.target.catalog import Catalog, Seed, Table
from compiler.writing import copytext, ddl
from compiler.writing.ddl import Options

DIGEST = "5eed" * 16
ASSERTION = "DO $$ BEGIN ASSERT (SELECT count(*) FROM public.auth_permission) = 765; END $$;"
FIXED = {"timestamp with time zone": "2024-01-01 00:00:00+00"}


def normalise(text: str) -> str:
    """A dump without what may differ: the aqc blocks, the version comments, the key of restrict.

    All of that stands before the rows or behind them, and rows are sixty megabytes, which patterns take seconds for.
    """
    first, last = text.find("\nCOPY "), text.rfind("\n\\.\n")
    rows = slice(first, last) if 0 <= first < last else slice(0, 0)
    return _normalised(text[: rows.start]) + text[rows] + _normalised(text[rows.stop :])


def _normalised(text: str) -> str:
    text = re.sub(r"-- aqc: begin\n.*?-- aqc: end\n\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^-- Dumped (from database|by pg_dump) version .*$", "", text, flags=re.MULTILINE)
    return re.sub(r"^(\\(?:un)?restrict) \w+$", r"\1 KEY", text, flags=re.MULTILINE)


def seed_rows(table: Table, seed: Seed) -> Rows:
    """The seed with a fixed moment in the timestamps that it leaves out."""

    def text(value: str | int | float | bool | None) -> str | None:
        return None if value is None else {True: "t", False: "f"}[value] if isinstance(value, bool) else str(value)

    columns: dict[str, Column] = {
        name: Text([text(row[place]) for row in seed.rows]) for place, name in enumerate(seed.columns)
    }
    missing = [column for column in table.columns if column.name not in columns and column.not_null]
    return Rows(len(seed.rows), columns | {column.name: Same(FIXED[column.type]) for column in missing})


def closed_seeds(target: Catalog) -> dict[str, Seed]:
    """The seeds that refer to nothing which only a scenario defines."""
    return {
        name: seed
        for name, seed in target.seeds.items()
        if all(key.target in target.seeds for key in target.tables[name].foreign_keys)
    }


def parts(target: Catalog, options: Options) -> Iterator[str]:
    """A dump of the catalog with its seeds and no other row."""
    seeds = closed_seeds(target)
    yield ddl.prologue(target, options)
    for table in target.tables.values():
        yield ddl.copy_header(table, options)
        if table.name in seeds:
            yield copytext.encode(seed_rows(table, seeds[table.name]), table).decode()
        yield ddl.COPY_END
    last_ids = {table: int(str(seed.rows[-1][0])) for table, seed in seeds.items()}
    yield ddl.sequence_sets(target, last_ids, options)
    yield ddl.post_data(target, options)
    yield ddl.epilogue(
        target, options, "DO $$ BEGIN ASSERT (SELECT count(*) FROM public.auth_permission) = 765; END $$;"
    )


@pytest.fixture(scope="module")
def target() -> Catalog:
    return load_catalog()


def restored(dump: str, dsn: str) -> str:
    answer = psql(dsn, "-q", "-1", script=dump)
    assert answer.returncode == 0, answer.stderr
    return dsn


@pytest.mark.parametrize(("pg_version", "dumper"), [(15, 15), (15, 16), (17, 17), (18, 18)])
def test_pg_dump_writes_the_same_again(
    pg_version: int, dumper: int, target: Catalog, fresh_database: Callable[[int], str]
) -> None:
    installation = find(dumper)
    if installation is None:
        pytest.skip(f"no PostgreSQL {dumper} on this machine")
    dump = "".join(parts(target, ddl.options(DIGEST, 1, pg_version)))
    dsn = restored(dump, fresh_database(dumper))
    assert normalise(pg_dump(installation, dsn)) == normalise(dump)


@pytest.mark.parametrize("version", [17, 18])
def test_the_default_dump_restores_on_later_servers(
    version: int, target: Catalog, fresh_database: Callable[[int], str]
) -> None:
    dsn = restored("".join(parts(target, ddl.options(DIGEST, 1))), fresh_database(version))
    counted = psql(dsn, "-Atc", "SELECT count(*), count(DISTINCT content_type_id) FROM auth_permission")
    assert counted.stdout.strip() == "765|191"
    views = psql(dsn, "-Atc", "SELECT count(*) FROM vw_fact_harvest, vw_intercompany_transactions")
    assert views.stdout.strip() == "0"


def test_a_failed_assertion_leaves_nothing(
    target: Catalog, fresh_database: Callable[[int], str], some_version: int
) -> None:
    options = ddl.options(DIGEST, 1)
    broken = "DO $$ BEGIN RAISE EXCEPTION 'a promise is broken'; END $$;"
    dump = ddl.prologue(target, options) + ddl.post_data(target, options) + ddl.epilogue(target, options, broken)
    dsn = fresh_database(some_version)
    answer = psql(dsn, "-q", "-1", script=dump)
    assert answer.returncode != 0
    assert "a promise is broken" in answer.stderr
    assert psql(dsn, "-Atc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").stdout.strip() == "0"


def test_without_restrict_no_such_command_stands_in_the_dump(target: Catalog) -> None:
    dump = "".join(parts(target, ddl.options(DIGEST, 1, restrict=False)))
    assert "restrict" not in dump


def test_the_key_follows_from_the_digest_alone() -> None:
    assert ddl.options(DIGEST, 1).restrict_key == ddl.options(DIGEST, 2, 18).restrict_key
    assert ddl.restrict_key("00") != ddl.restrict_key("01")
    assert re.fullmatch(r"[0-9a-f]{64}", ddl.restrict_key(DIGEST))


@pytest.mark.parametrize("digest", ["`id`", "zz", "a b"])
def test_a_digest_that_is_none_is_refused(digest: str) -> None:
    with pytest.raises(ValueError, match="not hexadecimal"):
        ddl.options(digest, 1)


def test_sequences_continue_after_the_last_id(target: Catalog) -> None:
    text = ddl.sequence_sets(target, {"scenario": 7}, ddl.options(DIGEST, 1))
    assert text.count("setval") == len(target.sequences) == 193
    assert text.count(", true)") == 1
    assert "setval('public.scenario_scenario_scenario_id_seq', 7, true);" in text


@pytest.mark.parametrize(
    ("name", "pg_version", "expected"),
    [
        ("order", 15, '"order"'),
        ("timestamp", 15, '"timestamp"'),
        ("name", 15, "name"),
        ("system_user", 15, "system_user"),
        ("system_user", 16, '"system_user"'),
        ("Mixed", 15, '"Mixed"'),
        ('a"b', 15, '"a""b"'),
    ],
)
def test_names_are_quoted_where_postgresql_needs_it(name: str, pg_version: int, expected: str) -> None:
    assert ddl.quote(name, ddl.options(DIGEST, 1, pg_version)) == expected
