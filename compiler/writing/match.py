"""Before anything is written: does every table module fit the target, and how long are its rows?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from compiler.diagnostics import Diagnostic, Span
from compiler.filling import Farm, PartTable, find_tables, fitted, references, rows_of, told_of
from compiler.nouns import Column, Rows, Same, Text
from compiler.target import Table
from compiler.writing.copytext import encode

CORE: Mapping[str, frozenset[str]] = {
    "auth_user": frozenset({"id", "username"}),
    "batch_batch": frozenset({"id", "batch_number", "status", "lifecycle_stage_id"}),
    "batch_batchcontainerassignment": frozenset(
        {"id", "batch_id", "container_id", "assignment_date", "departure_date", "population_count", "is_active"}
    ),
    "batch_creationworkflow": frozenset({"id", "batch_id", "total_eggs_received"}),
    "batch_lifecyclestage": frozenset({"id", "name"}),
    "batch_species": frozenset({"id", "name"}),
    "infrastructure_container": frozenset({"id", "name"}),
    "infrastructure_geography": frozenset({"id", "name"}),
}
"""Tables without which nothing is a farm, and their columns that must be there."""
ASSERTED: Mapping[str, frozenset[str]] = {
    "batch_mortalityevent": frozenset({"batch_id", "count"}),
    "environmental_environmentalreading": frozenset({"batch_container_assignment_id"}),
    "harvest_harvestevent": frozenset({"id", "batch_id"}),
    "harvest_harvestlot": frozenset({"event_id", "unit_count"}),
}
"""Columns that the assertions at the end of a dump read, where their table is there."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Rows from the middle of a table, where ids have their usual length, and their mean length in bytes."""

    table: str
    rows: Rows
    row_bytes: float
    total: int
    """Rows of the table"""


def probe_tables(farm: Farm) -> tuple[list[Probe], list[Diagnostic]]:
    """Make some rows of every table that has any, and hold them against the target.

    Returns: the probes, and AQ501 to AQ505: a NOT NULL column without values, a column that the target lacks, a value
             that does not fit its column, rows that refer to a table that stays empty, a table that the target lacks.
             What is left out without harm is a note.
    """
    first = _first_rows(farm)
    probes, wrong = [], [_lacking(table) for table in farm.lacking]
    for name, (rows, total) in first.items():
        table = farm.tables[name]
        where = f"tables/{table.app}/{farm.trails[name].base if name in farm.trails else name}.py"
        found = [*_mismatches(rows, table, where), *_dangling(farm, fitted(farm, rows, table), table, first.keys())]
        if all(d.severity == "note" for d in found):
            try:
                row_bytes = len(encode(fitted(farm, rows, table), table)) / rows.size
                probes.append(Probe(name, rows, row_bytes, total))
            except ValueError as error:
                found.append(unfit(farm, name, str(error), 0, len(farm.parts)))
        wrong += found
    return probes, wrong


def total_rows(probes: list[Probe]) -> Mapping[str, int]:
    """Rows of every table that has any."""
    return {probe.table: probe.total for probe in probes}


def size_tables(farm: Farm) -> tuple[dict[str, tuple[int, int]], list[Diagnostic]]:
    """Rows, and bytes to within some per cent, of every table that has any; diagnostics as of probe_tables."""
    probes, found = probe_tables(farm)
    return {probe.table: (probe.total, round(probe.total * probe.row_bytes)) for probe in probes}, found


def unfit(farm: Farm, table: str, why: str, first: int = 0, end: int = 0) -> Diagnostic:
    """AQ503 for rows that copytext refused, at the line of their batch where blocks first to end - 1 are of batches."""
    message = f"a row of {table} does not fit the target: {why}"
    return Diagnostic("AQ503", message, _batch(farm, table, first, end), "shorten the name, or make the number smaller")


def _batch(farm: Farm, table: str, first: int, end: int) -> Span | None:
    """Where the first batch is typed whose rows do not fit."""
    for at in range(first, min(end, len(farm.parts)) if table in farm.counts else first):
        for block in rows_of(farm, table, at, at + 1):
            try:
                encode(fitted(farm, block, farm.tables[table]), farm.tables[table])
            except ValueError:
                scenario = farm.world.scenario
                return scenario.batches[farm.parts[at].history.plan.batch].span_of()
    return None


def _first_rows(farm: Farm) -> Mapping[str, tuple[Rows, int]]:
    """Rows of every table that has any, and their number; static ones are made once, together with their history."""
    found: dict[str, tuple[Rows, int]] = {}
    for table in farm.tables:
        if total := sum(farm.counts.get(table, ())):
            found[table] = _middle_rows(farm, table), total
        elif table not in farm.counts and table not in farm.trails:
            for name, rows in told_of(farm, table, 0, 0):
                first, before = found.get(name, (rows, 0))
                found[name] = first, before + rows.size
    return {table: found[table] for table in farm.tables if table in found and found[table][1]}


def _middle_rows(farm: Farm, table: str) -> Rows:
    """Those of the block in the middle of all rows of a table that comes in blocks."""
    before = np.cumsum(farm.counts[table])
    at = int(np.searchsorted(before, before[-1] // 2, side="right"))
    return next(rows for rows in rows_of(farm, table, at, at + 1) if rows.size)


def _mismatches(rows: Rows, table: Table, where: str) -> Iterator[Diagnostic]:
    known = {column.name for column in table.columns}
    for column in table.columns:
        if column.not_null and rows.columns.get(column.name, Same(None)) == Same(None):
            hint = "fill the column there, or compile for a target that does not have it"
            message = f"{where} leaves {table.name}.{column.name} empty, which must not be null"
            yield Diagnostic("AQ501", message, hint=hint)
    for name in sorted(rows.columns.keys() - known - _older(table.name)):
        message = f"{where} fills {table.name}.{name}, which the target lacks"
        if name in CORE.get(table.name, ()) or name in ASSERTED.get(table.name, ()):
            yield Diagnostic("AQ502", message, hint=f"the dump needs it: compare {where} with the catalog")
        else:
            yield Diagnostic("AQ502", f"{message}: left out", hint="nothing is to be done", severity="note")


def _older(table: str) -> frozenset[str]:
    """Columns that we fill for older releases, of which others need not hear."""
    kind = find_tables().get(table)
    return kind.older if isinstance(kind, PartTable) else frozenset()


def _lacking(table: str) -> Diagnostic:
    if table in CORE:
        hint = "take the catalog from a release of AquaMind that has it"
        return Diagnostic("AQ505", f"the target has no table {table}, without which there is no farm", hint=hint)
    message = f"the target has no table {table}: its rows are left out"
    return Diagnostic("AQ505", message, hint="nothing is to be done", severity="note")


def _dangling(farm: Farm, rows: Rows, table: Table, filled: Set[str]) -> Iterator[Diagnostic]:
    """AQ504 at the line that switched the other table off, if one did."""
    scenario = farm.world.scenario
    off = {name: group for group in scenario.groups_off for name in dict(scenario.table_groups)[group]}
    for name, target in references(table).items():
        if target not in {*filled, *farm.lacking} and not _all_null(rows.columns.get(name, Same(None)), rows.size):
            message = f"{table.name}.{name} refers to {target}, which stays empty"
            span = scenario.span_of("groups_off", off[target]) if target in off else None
            yield Diagnostic("AQ504", message, span, f"switch {target} on, or {table.name} off too")


def _all_null(column: Column, size: int) -> bool:
    if isinstance(column, Same):
        return column.value is None
    if isinstance(column, Text):
        return all(value is None for value in column.values)
    null: Any = getattr(column, "null", None)
    return size == 0 or (null is not None and bool(np.all(null)))
