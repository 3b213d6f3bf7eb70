"""Catalogs of older and newer releases: left out with a note, or an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
import smoke
from migrated import COPIED, LARGE, run

from compiler.diagnostics.diagnostic import Diagnostic, Stop
from compiler.server.client import Server
from compiler.target.catalog import Catalog, Table, read_column

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
