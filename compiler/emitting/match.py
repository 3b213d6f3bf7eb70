"""Before anything is written: does every table module fit the target, and how long are its rows?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from compiler.catalog import Table
from compiler.copytext import encode
from compiler.diagnostics import Diagnostic
from compiler.emitting.farm import Farm, rows_of
from compiler.rows import Column, Rows, Same, Text

KEYLESS = {"environmental_environmentalreading": {"batch_container_assignment_id": "batch_batchcontainerassignment"}}
"""[table][column] tables that a column refers to without a foreign key."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Rows from the middle of a table, where ids have their usual length, and their mean length in bytes."""

    table: str
    rows: Rows
    row_bytes: float


def probe_tables(farm: Farm) -> tuple[list[Probe], list[Diagnostic]]:
    """Make some rows of every table that has any, and hold them against the target.

    Returns: the probes, and AQ501 to AQ504: a NOT NULL column without values, a column that the target lacks, a value
             that does not fit its column, rows that refer to a table that stays empty
    """
    first = {name: rows for name in farm.tables if (rows := _first_rows(farm, name))}
    probes, wrong = [], []
    for name, rows in first.items():
        table = farm.tables[name]
        found = [*_mismatches(rows, table), *_dangling(rows, table, first.keys())]
        if not found:
            try:
                probes.append(Probe(name, rows, len(encode(rows, table)) / rows.size))
            except ValueError as error:
                found = [unfit(name, str(error))]
        wrong += found
    return probes, wrong


def total_rows(farm: Farm, probes: list[Probe]) -> Mapping[str, int]:
    """Rows of every table that has any."""
    return {p.table: sum(farm.counts[p.table]) if p.table in farm.counts else p.rows.size for p in probes}


def unfit(table: str, why: str) -> Diagnostic:
    """AQ503 for rows that copytext refused."""
    message = f"a row of {table} does not fit the target: {why}"
    return Diagnostic("AQ503", message, hint="shorten the name, or make the number smaller")


def _first_rows(farm: Farm, table: str) -> Rows | None:
    counts = farm.counts.get(table)
    if counts is None:
        rows = next(iter(rows_of(farm, table, 0, 0)))
        return rows if rows.size else None
    before = np.cumsum(counts)
    if not before.size or not before[-1]:
        return None
    at = int(np.searchsorted(before, before[-1] // 2, side="right"))
    return next(rows for rows in rows_of(farm, table, at, at + 1) if rows.size)


def _mismatches(rows: Rows, table: Table) -> Iterator[Diagnostic]:
    where = f"tables/{table.app}/{table.name}.py"
    known = {column.name for column in table.columns}
    for column in table.columns:
        if column.not_null and rows.columns.get(column.name, Same(None)) == Same(None):
            hint = "fill the column there, or compile for a target that does not have it"
            message = f"{where} leaves {table.name}.{column.name} empty, which must not be null"
            yield Diagnostic("AQ501", message, hint=hint)
    for name in rows.columns.keys() - known:
        hint = f"the target has no such column: compare {where} with the catalog"
        yield Diagnostic("AQ502", f"{where} fills {table.name}.{name}, which the target lacks", hint=hint)


def _dangling(rows: Rows, table: Table, filled: Set[str]) -> Iterator[Diagnostic]:
    keys = {key.columns[0]: key.target for key in table.foreign_keys} | KEYLESS.get(table.name, {})
    for name, target in keys.items():
        if target not in filled and not _all_null(rows.columns.get(name, Same(None)), rows.size):
            message = f"{table.name}.{name} refers to {target}, which stays empty"
            yield Diagnostic("AQ504", message, hint=f"switch {target} on, or {table.name} off too")


def _all_null(column: Column, size: int) -> bool:
    if isinstance(column, Same):
        return column.value is None
    if isinstance(column, Text):
        return all(value is None for value in column.values)
    null: Any = getattr(column, "null", None)
    return size == 0 or (null is not None and bool(np.all(null)))
