"""The farm: all that rows are made from, and for each table of the target the rows it will hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from compiler.biology import Ledger, origin_stay
from compiler.filling.boarding import board
from compiler.filling.books import centres
from compiler.filling.closing import Closing, close
from compiler.filling.derive import derive
from compiler.filling.fleet import TABLE as CARRIERS
from compiler.filling.histories.states import states
from compiler.filling.histories.trails import Trail, find_trails
from compiler.filling.kinds import AnyTable, Block, FarmTable, LedgerTable, PartTable, WorldTable
from compiler.filling.part import Ids, Origin, Part, batch_of, first_day
from compiler.filling.tables import find_tables
from compiler.filling.tables._seeds import seed_rows
from compiler.filling.world import World, build_world
from compiler.nouns import History, Rows, Same, Scenario
from compiler.target import Catalog, Table, load_fields

CENTRES = "finance_core_costcenter"
SMALL_DAYS = 20_000
"""Container days of which rows are counted sooner than processes start."""
Spread = Callable[[Callable[[Any, Any], Any], Any, Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Farm:
    """Picklable; each worker holds one."""

    world: World
    ledger: Ledger
    parts: tuple[Part, ...]
    counts: Mapping[str, tuple[int, ...]]
    """[table][block] rows of tables that batches or the closing book fill: a batch, or a block of the book"""
    ids: tuple[Ids, ...]
    """[part] first ids"""
    closing: Closing
    """The books of the months"""
    tables: Mapping[str, Table]
    """Those that may hold rows"""
    trails: Mapping[str, Trail]
    """History tables, each with how it follows from its base table"""
    lacking: tuple[str, ...] = ()
    """Tables that we fill and the target does not have"""

    def trail_of(self, table: str) -> Trail | None:
        """The history of a table, if it has one."""
        return next((one for one in self.trails.values() if one.base == table), None)

    def severed(self, table: Table) -> frozenset[str]:
        """Columns that may be empty and refer to a table that the scenario switched off: they say nothing."""
        trail = self.trails.get(table.name)
        keys = (*table.foreign_keys, *(self.tables[trail.base].foreign_keys if trail else ()))
        off = self.world.scenario.tables_off
        bound = {column.name for column in table.columns if column.not_null}
        return frozenset(key.columns[0] for key in keys if key.target in off) - bound


def build_farm(
    scenario: Scenario,
    lives: tuple[Sequence[History], Sequence[History]],
    ledger: Ledger,
    catalog: Catalog,
    spread: Spread,
) -> Farm:
    """Count every batch's rows and number them: ids are addresses, so nothing is read back.

    A target without carriers is a farm without: their tanks, too, would be containers of nowhere.

    Args: lives   histories of the batches that have begun, and of those that are ordered
          spread  asks a question of a context about each of many things, in as many processes as there are
    """
    known = find_tables()
    lacking = tuple(name for name in known if name not in catalog.tables and name not in scenario.tables_off)
    if CARRIERS in lacking:
        scenario = replace(scenario, tables_off=scenario.tables_off | {CARRIERS})
    world = build_world(scenario, catalog, *([history.plan for history in lived] for lived in lives))
    parts = _parts(world, lives, ledger)
    filled = {name for name in (*known, *world.seeds) if name in catalog.tables and name not in scenario.tables_off}
    trails = find_trails(catalog, load_fields(scenario.target), filled, scenario.tables_off)
    ours = {name: table for name, table in known.items() if name in filled}
    counts = _count(ours, trails, parts, spread)
    ids = _first_ids(counts, known, len(parts))
    parts = tuple(replace(part, origins=_origins(part, parts, ids)) if part.history.mixed else part for part in parts)
    closing = close(world, parts, ids, sum(counts.get(CENTRES, ())))
    return Farm(
        world,
        ledger,
        parts,
        counts | _count_books(ours, trails, counts, closing),
        ids,
        closing,
        {name: table for name, table in catalog.tables.items() if name in filled or name in trails},
        trails,
        lacking,
    )


def _parts(world: World, lives: tuple[Sequence[History], Sequence[History]], ledger: Ledger) -> tuple[Part, ...]:
    """What each batch's rows are made from, those that have begun first."""
    (histories, orders), no_meals = lives, np.zeros(0, dtype=np.int32)
    later = len(orders)
    kept = [board(world, history) for history in histories]
    known_lives = (*(history for history, *_ in kept), *orders)
    seen = [aboard.seen if aboard else history for history, aboard, _ in kept]
    own = zip(
        known_lives,
        (*ledger.meal_cents, *(no_meals,) * later),
        (*derive(world.scenario, seen), *(None,) * later),
        centres(world, known_lives),
        (*(aboard for _, aboard, _ in kept), *(None,) * later),
        (*(voyage for *_, voyage in kept), *(None,) * later),
        strict=True,
    )
    return tuple(Part(world, *each) for each in own)


def _origins(mixed: Part, parts: Sequence[Part], ids: Sequence[Ids]) -> tuple[Origin, ...]:
    """What the fish of a mixed batch were before, in the order of its plan."""
    place = {part.history.plan.batch: at for at, part in enumerate(parts)}
    found, plan = [], mixed.history.plan
    for batch, container in zip(plan.origin_batch.tolist(), plan.origin_container.tolist(), strict=True):
        part, own = parts[place[batch]], ids[place[batch]]
        stay = origin_stay(part.history, container, plan.start)
        if stay is None:
            raise ValueError(f"{batch_of(mixed).number} has fish of a stay that is not there")
        temp_cc = int(part.history.days.temp_cc[part.history.last_cell[stay]])
        assignment = own["batch_batchcontainerassignment"] + stay
        found.append(Origin(batch_of(part).number, first_day(part), own["batch_batch"], assignment, temp_cc))
    return tuple(found)


def rows_of(farm: Farm, table: str, first: int, end: int) -> Iterator[Rows]:
    """Rows of a table: of its blocks first to end - 1, those of batches or of the book, or all of a static table."""
    trail, kind = farm.trails.get(table), find_tables().get(table)
    if trail:
        yield from (rows for name, rows in told_of(farm, trail.base, first, end) if name == table)
    elif isinstance(kind, PartTable):
        for at in range(first, min(end, len(farm.parts))):
            yield from kind.rows(farm.parts[at], farm.ids[at])
        yield from (rows for rows, _ in _rest(farm, kind, end))
    else:
        yield from (rows for rows, _ in _blocks(farm, table, first, end))


def told_of(farm: Farm, table: str, first: int, end: int) -> Iterator[tuple[str, Rows]]:
    """Likewise rows of a table and of its history, if it has one, each with the name of its table; made once."""
    trail = farm.trail_of(table)
    if trail is None:
        yield from ((table, rows) for rows in rows_of(farm, table, first, end))
        return
    following = _start(farm, trail.table, first)
    for block, past in _blocks(farm, table, first, end):
        yield table, block
        for rows in states(trail, block, past, following):
            yield trail.table, rows
            following += rows.size


def _blocks(farm: Farm, table: str, first: int, end: int) -> Iterator[Block]:
    """The rows of a table that is no history, with their earlier states."""
    kind = find_tables().get(table)
    if isinstance(kind, PartTable):
        for at in range(first, min(end, len(farm.parts))):
            yield from kind.blocks(farm.parts[at], farm.ids[at])
        yield from _rest(farm, kind, end)
    elif isinstance(kind, FarmTable):
        yield from kind.blocks(farm.closing, first, end, _start(farm, table, first))
    else:
        yield _static(farm, table, kind)


def _rest(farm: Farm, kind: PartTable[Any], end: int) -> Iterator[Block]:
    """The rows of no batch, where `end` lies behind all batches."""
    if kind.rest and end > len(farm.parts):
        yield kind.rest_of(farm.closing, _start(farm, kind.name, len(farm.parts))), None


def _start(farm: Farm, table: str, block: int) -> int:
    """The id of the first row of a block."""
    return 1 + sum(farm.counts.get(table, ())[:block])


def _static(farm: Farm, table: str, kind: WorldTable | LedgerTable | None) -> Block:
    """The rows of a table that no batch fills; without a kind it holds its fixed rows."""
    if isinstance(kind, LedgerTable):
        return kind.block(farm.world, farm.ledger)
    return kind.block(farm.world) if kind else (seed_rows(farm.world, table), None)


def _count(
    tables: Mapping[str, AnyTable], trails: Mapping[str, Trail], parts: Sequence[Part], spread: Spread
) -> dict[str, tuple[int, ...]]:
    """[table][part] rows of tables that batches fill, and of their histories: the same and their earlier states."""
    context = [name for name, table in tables.items() if isinstance(table, PartTable)], parts
    places = range(len(parts))
    large = sum(len(part.history.day_of_cell) for part in parts) > SMALL_DAYS
    each = list(spread(_sizes, context, places)) if large else [_sizes(context, at) for at in places]
    sizes = {name: [some[at] for some in each] for at, name in enumerate(context[0])}
    counts = {name: tuple(rows for rows, _ in found) for name, found in sizes.items()}
    for trail in trails.values():
        if trail.base in sizes:
            counts[trail.table] = tuple(map(sum, sizes[trail.base]))
    return counts


def _sizes(context: tuple[Sequence[str], Sequence[Part]], at: int) -> list[tuple[int, int]]:
    """[table] rows of a batch, and their earlier states. Tables go by their names: they cannot be pickled."""
    names, parts = context
    tables = (find_tables()[name] for name in names)
    return [table.sizes(parts[at]) for table in tables if isinstance(table, PartTable)]


def _count_books(
    tables: Mapping[str, AnyTable],
    trails: Mapping[str, Trail],
    counts: Mapping[str, tuple[int, ...]],
    closing: Closing,
) -> dict[str, tuple[int, ...]]:
    """Likewise of tables that the closing book fills, and of those to which it adds rows of no batch."""
    found: dict[str, tuple[int, ...]] = {}
    states: dict[str, tuple[int, ...]] = {}
    for name, table in tables.items():
        if isinstance(table, FarmTable):
            sizes = table.sizes(closing)
            found[name], states[name] = tuple(rows for rows, _ in sizes), tuple(map(sum, sizes))
        elif isinstance(table, PartTable) and table.rest:
            rest = table.rest_of(closing, 1).size
            found[name] = (*counts[name], rest)
            states[name] = (rest,)
    for trail in trails.values():
        if trail.base in states:
            found[trail.table] = (*counts.get(trail.table, ()), *states[trail.base])
    return found


def fitted(farm: Farm, rows: Rows, table: Table) -> Rows:
    """The rows without the columns that the target lacks, and without references to tables that are switched off."""
    known, severed = {column.name for column in table.columns}, farm.severed(table)
    if rows.columns.keys() <= known and severed.isdisjoint(rows.columns):
        return rows
    columns = {
        name: Same(None) if name in severed else values for name, values in rows.columns.items() if name in known
    }
    return Rows(rows.size, columns)


def _first_ids(
    counts: Mapping[str, tuple[int, ...]], known: Mapping[str, AnyTable], parts: int
) -> tuple[dict[str, int], ...]:
    """Also for tables that are switched off, so that the rows of others can be made; nothing refers to them then."""
    tables = {*counts, *(name for name, table in known.items() if isinstance(table, PartTable))}
    starts = {name: np.cumsum([1, *counts.get(name, ())]).tolist() or [1] for name in tables}
    return tuple({name: starts[name][min(at, len(starts[name]) - 1)] for name in tables} for at in range(parts))
