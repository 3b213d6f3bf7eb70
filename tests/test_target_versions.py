"""Catalogs of older and newer releases: left out with a note, or an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import smoke
from migrated import COPIED, LARGE, run

from compiler.diagnostics.diagnostic import Diagnostic, Stop
from compiler.language.checks.target import _roles
from compiler.nouns import to_json
from compiler.proof import verify_database
from compiler.server.client import Server, load
from compiler.target.catalog import Catalog, Check, Table, read_column

Change = Callable[[Catalog], Catalog]


def of(table: str, change: Callable[[Table], Table]) -> Change:
    return lambda catalog: replace(catalog, tables={**catalog.tables, table: change(catalog.tables[table])})


def lacking(name: str, column: str) -> Change:
    def without(table: Table) -> Table:
        kept = tuple(each for each in table.columns if each.name != column)
        keys = tuple(key for key in table.foreign_keys if column not in key.columns)
        uniques = tuple(key for key in table.uniques if column not in key.columns)
        checks = tuple(check for check in table.checks if column not in check.definition)
        indexes = tuple(index for index in table.indexes if column not in index.definition)
        return replace(table, columns=kept, foreign_keys=keys, uniques=uniques, checks=checks, indexes=indexes)

    return of(name, without)


def having(table: str, column: str, text: str) -> Change:
    return of(table, lambda known: replace(known, columns=(*known.columns, read_column(column, text))))


def without(*names: str) -> Change:
    def change(catalog: Catalog) -> Catalog:
        tables = {
            name: replace(table, foreign_keys=tuple(key for key in table.foreign_keys if key.target not in names))
            for name, table in catalog.tables.items()
            if name not in names
        }
        sequences = {name: each for name, each in catalog.sequences.items() if each.table not in names}
        return replace(catalog, tables=tables, sequences=sequences, views={})

    return change


def compiled(change: Change) -> tuple[str, list[Diagnostic]]:
    lived, stream = smoke.without(LARGE), BytesIO()
    _, notes = smoke.emitted(replace(lived, catalog=change(lived.catalog)), stream)
    return stream.getvalue().decode(), list(notes)


@pytest.mark.parametrize(
    ("change", "codes", "gone"),
    [
        (
            lacking("batch_batch", "notes"),
            {("AQ502", "tables/batch/batch_batch.py fills batch_batch.notes")},
            r"public\.batch_batch \(.*\bnotes\b",
        ),
        (
            lacking("batch_growthsample", "condition_factor"),
            {("AQ502", "tables/batch/batch_growthsample.py")},
            r"public\.batch_growthsample \(.*condition_factor",
        ),
        (having("batch_batch", "hatchery", "text"), set(), r"no such"),
        (
            without("batch_individualgrowthobservation"),
            {("AQ505", "no table batch_individualgrowthobservation: its rows are left out")},
            r"public\.batch_individualgrowthobservation ",
        ),
        (without("health_licetype"), set(), r"public\.health_licetype "),
    ],
    ids=["column", "measured column", "new column", "table", "table of fixed rows"],
)
def test_what_the_target_lacks_is_left_out(
    change: Change, codes: set[tuple[str, str]], gone: str, postgres: Callable[[int], Server], some_version: int
) -> None:
    text, notes = compiled(change)
    assert {d.severity for d in notes} <= {"note"}
    for code, words in codes:
        assert [d for d in notes if d.code == code and words in d.message]
    assert not [found[0] for found in COPIED.finditer(text) if re.search(gone, found[0].split("\n", 1)[0])]
    server = postgres(some_version)
    run(server, server.dsn(), "DROP DATABASE IF EXISTS version")
    run(server, server.dsn(), "CREATE DATABASE version")
    run(server, server.dsn("version"), text)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (
            having("batch_batch", "hatchery", "text not null"),
            "AQ501",
            "tables/batch/batch_batch.py leaves batch_batch.hatchery empty",
        ),
        (lacking("batch_mortalityevent", "count"), "AQ502", "tables/batch/batch_mortalityevent.py fills"),
        (without("batch_batch"), "AQ505", "no table batch_batch, without which there is no farm"),
        (
            of("batch_batch", lambda t: replace(t, columns=tuple(
                read_column("batch_number", "character varying(3) not null") if c.name == "batch_number" else c
                for c in t.columns
            ))),
            "AQ503",
            "batch_batch",
        ),
    ],
    ids=["nobody fills it", "the assertions need it", "the core needs it", "it is too short"],
)  # fmt: skip
def test_what_cannot_be_is_an_error(change: Change, code: str, words: str) -> None:
    with pytest.raises(Stop) as stopped:
        compiled(change)
    errors = [d for d in stopped.value.diagnostics if d.severity == "error"]
    assert [(d.code, words in d.message) for d in errors] == [(code, True)]


PLACED = Check(
    "container_in_either_hall_or_area",
    "CHECK (((area_id IS NULL) AND (hall_id IS NOT NULL)) OR ((area_id IS NOT NULL) AND (hall_id IS NULL)))",
)


def older(catalog: Catalog) -> Catalog:
    """Much of what the release of November 2025 was: no runs, no forecasts, no carriers, short roles."""
    changes: tuple[Change, ...] = (
        without("infrastructure_transportcarrier", "historian_tag", "historian_tag_link"),
        lacking("infrastructure_container", "carrier_id"),
        of("infrastructure_container", lambda table: replace(table, checks=(PLACED,))),
        without("batch_containerforecastsummary", "batch_liveforwardprojection", "planning_plannedactivity"),
        without("scenario_projection_run"),
        lacking("batch_batch", "pinned_projection_run_id"),
        lacking("infrastructure_container", "hierarchy_role"),
        lacking("batch_batchtransferworkflow", "dynamic_route_mode"),
        lacking("batch_batchtransferworkflow", "planned_activity_id"),
        lacking("batch_actualdailyassignmentstate", "planned_activity_id"),
        lacking("scenario_scenarioprojection", "projection_run_id"),
        having("scenario_scenarioprojection", "scenario_id", "bigint not null"),
        of("users_userprofile", lambda table: replace(table, columns=tuple(
            read_column("role", "character varying(5) not null") if column.name == "role" else column
            for column in table.columns
        ))),
    )  # fmt: skip
    for change in changes:
        catalog = change(catalog)
    return replace(catalog, version="c6cd7d5")


def test_an_older_release_is_compiled_and_verified_as_far_as_it_goes(
    postgres: Callable[[int], Server], some_version: int, tmp_path: Path
) -> None:
    lived, file = smoke.smoke(), tmp_path / "older.sql"
    _, notes = smoke.emitted(replace(lived, catalog=older(lived.catalog)), file)
    assert {d.severity for d in notes} == {"note"}
    assert not [d for d in notes if "scenario_id" in d.message]
    server = postgres(some_version)
    run(server, server.dsn(), "DROP DATABASE IF EXISTS older")
    run(server, server.dsn(), "CREATE DATABASE older")
    load(file, server.dsn("older"))
    roles = (
        "SELECT string_agg(role, ' ' ORDER BY role) FROM users_userprofile p JOIN auth_user u ON u.id = p.user_id "
        "WHERE u.username IN ('crew_01', 'vet_01')"
    )
    assert run(server, server.dsn("older"), roles) == "VET VIEW"
    outcomes = verify_database(server.dsn("older"), tmp_path / "older.manifest.json")
    assert [(o.name, o.examples) for o in outcomes if o.status == "fail"] == []
    assert sum(o.status == "pass" for o in outcomes) > 90
    assert [o for o in outcomes if o.skipped.startswith("another target: ")]


def test_a_standard_database_that_lacks_a_column_is_not_let_off(
    postgres: Callable[[int], Server], some_version: int, tmp_path: Path
) -> None:
    server, file = postgres(some_version), tmp_path / "smoke.sql"
    file.write_bytes(smoke.dump()[0])
    run(server, server.dsn(), "DROP DATABASE IF EXISTS older")
    run(server, server.dsn(), "CREATE DATABASE older")
    load(file, server.dsn("older"))
    (tmp_path / "smoke.manifest.json").write_text(to_json(smoke.dump()[1]), "utf-8")
    run(server, server.dsn("older"), "ALTER TABLE batch_transferaction DROP COLUMN executed_at")
    with pytest.raises(Stop) as stopped:
        verify_database(server.dsn("older"), tmp_path / "smoke.manifest.json")
    assert [d.code for d in stopped.value.diagnostics] == ["AQ604"]


def test_a_role_that_the_target_has_no_room_for_is_told_at_its_line() -> None:
    short = older(smoke.smoke().catalog)
    told = list(_roles(smoke.planned().scenario, short))
    assert [(d.code, d.severity, "crew_01 is written as VIEW" in d.message) for d in told] == [("AQ283", "note", True)]
    assert told[0].span.file.endswith("aquamind.yaml")
