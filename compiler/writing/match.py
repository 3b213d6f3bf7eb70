"""Before anything is written: does every table module fit the target, and how long are its rows?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from compiler.diagnostics import Diagnostic, Span
from compiler.filling import Farm, PartTable, find_tables, fitted, references, rows_of, told_of
from compiler.nouns import Column, Rows, Same, Text
from compiler.target import Table
from compiler.writing.copytext import encode
from compiler.writing.workers import all_of

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


SMALL_ROWS = 200_000
"""Of a farm with fewer rows some, or all, are made sooner than processes start"""


@dataclass(frozen=True, slots=True)
class Probe:
    """Rows from the middle of a table, where ids have their usual length, and their mean length in bytes."""

    table: str
    size: int
    """How many they are"""
    row_bytes: float
    total: int
    """Rows of the table"""


@dataclass(frozen=True, slots=True)
class _Look:
    """What some rows of a table say, in whichever process they were made."""

    probe: Probe
    found: tuple[Diagnostic, ...]
    references: tuple[tuple[str, str], ...]
    """Columns that name rows, and of which table"""
    refused: str
    """Why they cannot be written; '' where they can"""


def probe_tables(farm: Farm, jobs: int = 1) -> tuple[list[Probe], list[Diagnostic]]:
    """Make some rows of every table that has any, and hold them against the target; in so many processes.

    Returns: the probes, and AQ501 to AQ505: a NOT NULL column without values, a column that the target lacks, a value
             that does not fit its column, rows that refer to a table that stays empty, a table that the target lacks.
             What is left out without harm is a note.
    """
    bases = [name for name in farm.tables if name not in farm.trails]
    large = sum(map(sum, farm.counts.values())) > SMALL_ROWS
    known = {one.probe.table: one for some in all_of(_look, farm, bases, jobs if large else 1) for one in some}
    looks = {name: known[name] for name in farm.tables if name in known}
    probes, wrong = [], [_lacking(table) for table in farm.lacking]
    for name, look in looks.items():
        found = [*look.found, *_dangling(farm, look, looks.keys())]
        if all(d.severity == "note" for d in found):
            if look.refused:
                found.append(unfit(farm, name, look.refused, 0, len(farm.parts)))
            else:
                probes.append(look.probe)
        wrong += found
    return probes, wrong


def _look(farm: Farm, base: str) -> list[_Look]:
    """At rows of a table and of its history."""
    looks = []
    for name, rows, total in _first_rows(farm, base):
        table = farm.tables[name]
        found = tuple(_mismatches(rows, table, f"tables/{table.app}/{base}.py"))
        known, size, refused = fitted(farm, rows, table), 0, ""
        if all(one.severity == "note" for one in found):
            try:
                size = len(encode(known, table))
            except ValueError as error:
                refused = str(error)
        named = [one for one in references(table).items() if not _all_null(known.columns.get(one[0]), known.size)]
        looks.append(_Look(Probe(name, rows.size, size / rows.size, total), found, tuple(named), refused))
    return looks


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


def _first_rows(farm: Farm, base: str) -> Iterator[tuple[str, Rows, int]]:
    """Rows of a table and of its history, where they have any, and their number; made together where they can be."""
    if base not in farm.counts:
        totals, found = Counter[str](), dict[str, Rows]()
        for name, rows in told_of(farm, base, 0, 0):
            found.setdefault(name, rows)
            totals[name] += rows.size
    else:
        trail = farm.trail_of(base)
        names = (base, trail.table) if trail else (base,)
        totals = Counter({name: total for name in names if (total := sum(farm.counts.get(name, ())))})
        found = _middle_rows(farm, base, totals) if totals else {}
    yield from ((name, rows, totals[name]) for name, rows in found.items() if totals[name])


def _middle_rows(farm: Farm, base: str, totals: Mapping[str, int]) -> dict[str, Rows]:
    """[table] those of the block in the middle of all rows of a table that comes in blocks; if its history has none
    there, of that in the middle of its own.
    """
    found: dict[str, Rows] = {}
    for table in totals:
        before = np.cumsum(farm.counts[table])
        at = int(np.searchsorted(before, before[-1] // 2, side="right"))
        for name, rows in told_of(farm, base, at, at + 1) if table not in found else ():
            if rows.size and name in totals:
                found.setdefault(name, rows)
            if len(found) == len(totals):
                break
    return found


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


def _dangling(farm: Farm, look: _Look, filled: Set[str]) -> Iterator[Diagnostic]:
    """AQ504 at the line that switched the other table off, if one did."""
    scenario = farm.world.scenario
    off = {name: group for group in scenario.groups_off for name in dict(scenario.table_groups)[group]}
    table = look.probe.table
    for name, target in look.references:
        if target not in {*filled, *farm.lacking}:
            message = f"{table}.{name} refers to {target}, which stays empty"
            span = scenario.span_of("groups_off", off[target]) if target in off else None
            yield Diagnostic("AQ504", message, span, f"switch {target} on, or {table} off too")


def _all_null(column: Column | None, size: int) -> bool:
    if column is None:
        return True
    if isinstance(column, Same):
        return column.value is None
    if isinstance(column, Text):
        return all(value is None for value in column.values)
    null: Any = getattr(column, "null", None)
    return size == 0 or (null is not None and bool(np.all(null)))
