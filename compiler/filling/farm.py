"""The farm: all that rows are made from, and for each table of the target the rows it will hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from compiler.biology import Ledger
from compiler.filling.books import centres
from compiler.filling.derive import derive
from compiler.filling.histories.states import states
from compiler.filling.histories.trails import Trail, find_trails
from compiler.filling.part import Ids, Part
from compiler.filling.tables import find_tables
from compiler.filling.tables._seeds import seed_rows
from compiler.filling.world import World, build_world
from compiler.nouns import History, Rows, Scenario
from compiler.target import Catalog, Table, load_fields


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
    trails: Mapping[str, Trail]
    """History tables, each with how it follows from its base table"""
    lacking: tuple[str, ...] = ()
    """Tables that modules fill and the target does not have"""


def build_farm(scenario: Scenario, histories: Sequence[History], ledger: Ledger, catalog: Catalog) -> Farm:
    """Count every batch's rows and number them: ids are addresses, so nothing is read back."""
    world = build_world(scenario, catalog)
    derived = derive(scenario, histories)
    own = zip(histories, ledger.meal_cents, derived, centres(world, histories), strict=True)
    parts = tuple(Part(world, *each) for each in own)
    modules = find_tables()
    filled = {name for name in (*modules, *world.seeds) if name in catalog.tables and name not in scenario.tables_off}
    counts = {
        name: tuple(module.count(part) for part in parts)
        for name, module in modules.items()
        if hasattr(module, "batch_rows") and name in filled
    }
    trails = find_trails(catalog, load_fields(scenario.target), filled, scenario.tables_off)
    counts |= {trail.table: _states(trail, counts, parts) for trail in trails.values() if trail.base in counts}
    return Farm(
        world,
        ledger,
        parts,
        counts,
        _first_ids(counts, modules, len(parts)),
        {name: table for name, table in catalog.tables.items() if name in filled or name in trails},
        trails,
        tuple(name for name in modules if name not in catalog.tables and name not in scenario.tables_off),
    )


def rows_of(farm: Farm, table: str, first: int, end: int) -> Iterator[Rows]:
    """Rows of a table: those of the batches first to end - 1, or all of a static table."""
    module = find_tables().get(table)
    if table in farm.trails:
        yield from _states_of(farm, farm.trails[table], first, end)
    elif module is None:
        yield seed_rows(farm.world, table)
    elif hasattr(module, "world_rows"):
        yield module.world_rows(farm.world)
    elif hasattr(module, "ledger_rows"):
        yield module.ledger_rows(farm.world, farm.ledger)
    else:
        for at in range(first, end):
            yield from module.batch_rows(farm.parts[at], farm.ids[at])


def _states_of(farm: Farm, trail: Trail, first: int, end: int) -> Iterator[Rows]:
    """The history of a table, made from the same rows as the table."""
    past = getattr(find_tables().get(trail.base), "past", None)
    if trail.table not in farm.counts:
        following = 1
        for block in rows_of(farm, trail.base, first, end):
            for rows in states(trail, block, past and past(farm.world, farm.ledger, block), following):
                yield rows
                following += rows.size
        return
    for at in range(first, end):
        following = farm.ids[at][trail.table]
        for block in rows_of(farm, trail.base, at, at + 1):
            for rows in states(trail, block, past and past(farm.parts[at], block), following):
                yield rows
                following += rows.size


def _states(trail: Trail, counts: Mapping[str, tuple[int, ...]], parts: Sequence[Part]) -> tuple[int, ...]:
    """[part] history rows: the rows of the table, and their earlier states."""
    past_count = getattr(find_tables()[trail.base], "past_count", None)
    earlier = [past_count(part) if past_count else 0 for part in parts]
    return tuple(rows + more for rows, more in zip(counts[trail.base], earlier, strict=True))


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
    tables = {*counts, *(name for name, module in modules.items() if hasattr(module, "batch_rows"))}
    starts = {name: np.cumsum([1, *counts.get(name, ())]).tolist() or [1] for name in tables}
    return tuple({name: starts[name][min(at, len(starts[name]) - 1)] for name in tables} for at in range(parts))
