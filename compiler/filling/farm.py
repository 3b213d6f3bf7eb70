"""The farm: all that rows are made from, and for each table of the target the rows it will hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from compiler.biology import Ledger
from compiler.filling.books import centres
from compiler.filling.derive import derive
from compiler.filling.histories.states import states
from compiler.filling.histories.trails import Trail, find_trails
from compiler.filling.kinds import AnyTable, Block, LedgerTable, PartTable, WorldTable
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
    """Tables that we fill and the target does not have"""


def build_farm(
    scenario: Scenario, lives: tuple[Sequence[History], Sequence[History]], ledger: Ledger, catalog: Catalog
) -> Farm:
    """Count every batch's rows and number them: ids are addresses, so nothing is read back.

    Args: lives  histories of the batches that have begun, and of those that are ordered
    """
    histories, orders = lives
    world = build_world(scenario, catalog, [history.plan for history in histories])
    no_meals, later = np.zeros(0, dtype=np.int32), len(orders)
    own = zip(
        (*histories, *orders),
        (*ledger.meal_cents, *(no_meals,) * later),
        (*derive(scenario, histories), *(None,) * later),
        centres(world, (*histories, *orders)),
        strict=True,
    )
    parts = tuple(Part(world, *each) for each in own)
    known = find_tables()
    filled = {name for name in (*known, *world.seeds) if name in catalog.tables and name not in scenario.tables_off}
    trails = find_trails(catalog, load_fields(scenario.target), filled, scenario.tables_off)
    counts = _count({name: table for name, table in known.items() if name in filled}, trails, parts)
    return Farm(
        world,
        ledger,
        parts,
        counts,
        _first_ids(counts, known, len(parts)),
        {name: table for name, table in catalog.tables.items() if name in filled or name in trails},
        trails,
        tuple(name for name in known if name not in catalog.tables and name not in scenario.tables_off),
    )


def rows_of(farm: Farm, table: str, first: int, end: int) -> Iterator[Rows]:
    """Rows of a table: those of the batches first to end - 1, or all of a static table."""
    if table in farm.trails:
        yield from _history(farm, farm.trails[table], first, end)
        return
    kind = find_tables().get(table)
    if isinstance(kind, PartTable):
        for at in range(first, end):
            yield from kind.rows(farm.parts[at], farm.ids[at])
        return
    yield _static(farm, table, kind)[0]


def _history(farm: Farm, trail: Trail, first: int, end: int) -> Iterator[Rows]:
    """The history of a table, made from the same rows as the table."""
    kind = find_tables().get(trail.base)
    if not isinstance(kind, PartTable):
        yield from _states([_static(farm, trail.base, kind)], trail, 1)
        return
    for at in range(first, end):
        yield from _states(kind.blocks(farm.parts[at], farm.ids[at]), trail, farm.ids[at][trail.table])


def _static(farm: Farm, table: str, kind: WorldTable | LedgerTable | None) -> Block:
    """The rows of a table that no batch fills; without a kind it holds its fixed rows."""
    if isinstance(kind, LedgerTable):
        return kind.block(farm.world, farm.ledger)
    return kind.block(farm.world) if kind else (seed_rows(farm.world, table), None)


def _states(blocks: Iterable[Block], trail: Trail, following: int) -> Iterator[Rows]:
    """The states of blocks of rows; ids run on from `following`."""
    for block, past in blocks:
        for rows in states(trail, block, past, following):
            yield rows
            following += rows.size


def _count(
    tables: Mapping[str, AnyTable], trails: Mapping[str, Trail], parts: Sequence[Part]
) -> dict[str, tuple[int, ...]]:
    """[table][part] rows of tables that batches fill, and of their histories: the same and their earlier states."""
    sizes = {
        name: [table.sizes(part) for part in parts] for name, table in tables.items() if isinstance(table, PartTable)
    }
    counts = {name: tuple(rows for rows, _ in found) for name, found in sizes.items()}
    for trail in trails.values():
        if trail.base in sizes:
            counts[trail.table] = tuple(map(sum, sizes[trail.base]))
    return counts


def fitted(rows: Rows, table: Table) -> Rows:
    """The rows without the columns that the target lacks."""
    known = {column.name for column in table.columns}
    if rows.columns.keys() <= known:
        return rows
    return Rows(rows.size, {name: values for name, values in rows.columns.items() if name in known})


def _first_ids(
    counts: Mapping[str, tuple[int, ...]], known: Mapping[str, AnyTable], parts: int
) -> tuple[dict[str, int], ...]:
    """Also for tables that are switched off, so that the rows of others can be made; nothing refers to them then."""
    tables = {*counts, *(name for name, table in known.items() if isinstance(table, PartTable))}
    starts = {name: np.cumsum([1, *counts.get(name, ())]).tolist() or [1] for name in tables}
    return tuple({name: starts[name][min(at, len(starts[name]) - 1)] for name in tables} for at in range(parts))
