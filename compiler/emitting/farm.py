"""The farm: all that rows are made from, and for each table of the target the rows it will hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from compiler.catalog import Catalog, Table
from compiler.derive import derive
from compiler.history import History
from compiler.ledger import Ledger
from compiler.model import Scenario
from compiler.part import Ids, Part
from compiler.rows import Rows
from compiler.tables import find_tables
from compiler.tables._seeds import seed_rows
from compiler.world import World, build_world


@dataclass(frozen=True, slots=True)
class Farm:
    """Picklable; each worker holds one."""

    world: World
    ledger: Ledger
    parts: tuple[Part, ...]
    counts: Mapping[str, tuple[int, ...]]
    """[table][part] rows, of tables that batches fill"""
    ids: tuple[Ids, ...]
    """[part] first ids"""
    tables: Mapping[str, Table]
    """Those that may hold rows"""
    lacking: tuple[str, ...] = ()
    """Tables that modules fill and the target does not have"""


def build_farm(scenario: Scenario, histories: Sequence[History], ledger: Ledger, catalog: Catalog) -> Farm:
    """Count every batch's rows and number them: ids are addresses, so nothing is read back."""
    world = build_world(scenario, catalog)
    derived = derive(scenario, histories)
    parts = tuple(Part(world, *each) for each in zip(histories, ledger.meal_cents, derived, strict=True))
    modules = find_tables()
    filled = {name for name in (*modules, *world.seeds) if name in catalog.tables and name not in scenario.tables_off}
    counts = {
        name: tuple(module.count(part) for part in parts)
        for name, module in modules.items()
        if hasattr(module, "batch_rows") and name in filled
    }
    return Farm(
        world,
        ledger,
        parts,
        counts,
        _first_ids(counts, modules, len(parts)),
        {name: table for name, table in catalog.tables.items() if name in filled},
        tuple(name for name in modules if name not in catalog.tables and name not in scenario.tables_off),
    )


def rows_of(farm: Farm, table: str, first: int, end: int) -> Iterator[Rows]:
    """Rows of a table: those of the batches first to end - 1, or all of a static table."""
    module = find_tables().get(table)
    if module is None:
        yield seed_rows(farm.world, table)
    elif hasattr(module, "world_rows"):
        yield module.world_rows(farm.world)
    elif hasattr(module, "ledger_rows"):
        yield module.ledger_rows(farm.world, farm.ledger)
    else:
        for at in range(first, end):
            yield from module.batch_rows(farm.parts[at], farm.ids[at])


def fitted(rows: Rows, table: Table) -> Rows:
    """The rows without the columns that the target lacks."""
    known = {column.name for column in table.columns}
    if rows.columns.keys() <= known:
        return rows
    return Rows(rows.size, {name: values for name, values in rows.columns.items() if name in known})


def _first_ids(
    counts: Mapping[str, tuple[int, ...]], modules: Mapping[str, ModuleType], parts: int
) -> tuple[dict[str, int], ...]:
    """Also for tables that are switched off, so that the rows of others can be made; nothing refers to them then."""
    tables = [name for name, module in modules.items() if hasattr(module, "batch_rows")]
    starts = {name: np.cumsum([1, *counts.get(name, ())]).tolist() or [1] for name in tables}
    return tuple({name: starts[name][min(at, len(starts[name]) - 1)] for name in tables} for at in range(parts))
