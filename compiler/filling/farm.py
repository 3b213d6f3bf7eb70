"""The farm: all that rows are made from, and for each table of the target the rows it will hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from compiler.biology import Ledger, origin_stay
from compiler.filling.boarding import board
from compiler.filling.books import centres
from compiler.filling.closing import Closing, close, open_books
from compiler.filling.counting import Spread, take_census
from compiler.filling.derive import derive
from compiler.filling.fleet import TABLE as CARRIERS
from compiler.filling.histories.trails import Trail, find_trails
from compiler.filling.kinds import AnyTable, FarmTable, PartTable
from compiler.filling.numbering import Numbering, lay, references
from compiler.filling.part import Ids, Origin, Part, batch_of, first_day
from compiler.filling.places import UNPLACED
from compiler.filling.tables import find_tables
from compiler.filling.world import World, build_world
from compiler.filling.written import Int32, days_of_rest
from compiler.nouns import History, Scenario, Shelf
from compiler.target import Catalog, Table, load_fields

CENTRES = "finance_core_costcenter"
NONE = np.zeros(0, dtype=np.int32)
SAID = frozenset(
    {
        "batch_batch",
        "batch_batchtransferworkflow",
        "batch_transferaction",
        "finance_intercompanytransaction",
        "harvest_harvestevent",
        "scenario_tgcmodel",
    }
)
"""Tables whose ids stand in texts, or in columns that may name rows of several"""


@dataclass(frozen=True, slots=True)
class Farm:
    """Picklable; each worker holds one."""

    world: World
    ledger: Ledger
    parts: tuple[Part, ...]
    counts: Mapping[str, tuple[int, ...]]
    """[table][block] rows of tables that batches or the closing book fill: a batch, or a block of the book"""
    ids: tuple[Ids, ...]
    """[part] where its rows are"""
    numbering: Numbering
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
    """Count every batch's rows and number them: nothing is read back.

    Args: lives  histories of the batches that have begun, and of those that are ordered
          spread  asks a question of a context about each of many things, in as many processes as there are
    """
    known = find_tables()
    scenario, lacking = _without_lacking(scenario, catalog)
    world = build_world(scenario, catalog, *([history.plan for history in lived] for lived in lives))
    parts = _parts(world, lives, ledger)
    off = scenario.tables_off
    filled = {name for name in (*known, *world.seeds) if name in catalog.tables and name not in off}
    trails = find_trails(catalog, load_fields(scenario.target), filled, off)
    ours = {name: table for name, table in known.items() if name in filled}
    census = take_census(_of_batches(ours), _referred(catalog, {*filled, *trails}), trails, parts, spread)
    opened = open_books(world, parts)
    whole = census.with_rest(_rest_days(ours, opened), trails.values())
    counts, numbering = census.counts, lay(whole, [part.history.plan.batch for part in parts])
    ids = _places(counts, known, len(parts), numbering)
    parts = _mingled(parts, ids)
    closing = close(opened, parts, ids, _ids_of_rest(CENTRES, counts, numbering) or range(1, len(opened.others) + 1))
    return Farm(
        world,
        ledger,
        parts,
        counts | _count_books(ours, trails, counts, closing),
        ids,
        numbering,
        closing,
        {name: table for name, table in catalog.tables.items() if name in filled or name in trails},
        trails,
        lacking,
    )


def _without_lacking(scenario: Scenario, catalog: Catalog) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario as the target can have it, and the tables that we fill and the target lacks.

    A target without carriers is a farm without: their tanks, too, would be containers of nowhere.
    """
    off = scenario.tables_off
    lacking = tuple(name for name in find_tables() if name not in catalog.tables and name not in off)
    return replace(scenario, tables_off=off | {CARRIERS}) if CARRIERS in lacking else scenario, lacking


def _parts(world: World, lives: tuple[Sequence[History], Sequence[History]], ledger: Ledger) -> tuple[Part, ...]:
    """What each batch's rows are made from, those that have begun first; before anything has a place."""
    (histories, orders), no_meals = lives, np.zeros(0, dtype=np.int32)
    later = len(orders)
    kept = [board(world, history) for history in histories]
    known_lives = Shelf((*(history for history, *_ in kept), *orders))
    seen = Shelf(aboard.seen if aboard else history for history, aboard, _ in kept)
    own = zip(
        known_lives,
        (*ledger.meal_cents, *(no_meals,) * later),
        (*derive(world.scenario, seen), *(None,) * later),
        centres(world, known_lives),
        (*(aboard for _, aboard, _ in kept), *(None,) * later),
        (*(voyage for *_, voyage in kept), *(None,) * later),
        strict=True,
    )
    parts = Shelf(Part(world, *each) for each in own)
    return _mingled(parts, [UNPLACED] * len(parts))


def _mingled(parts: tuple[Part, ...], ids: Sequence[Ids]) -> tuple[Part, ...]:
    """The parts, of which mixed ones know where their fish came from."""
    return Shelf(replace(part, origins=_origins(part, parts, ids)) if part.history.mixed else part for part in parts)


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


def _places(
    counts: Mapping[str, tuple[int, ...]], known: Mapping[str, AnyTable], parts: int, numbering: Numbering
) -> tuple[Ids, ...]:
    """Also for tables that are switched off, so that the rows of others can be made; nothing refers to them then."""
    tables = {*counts, *(name for name, table in known.items() if isinstance(table, PartTable))}
    starts = {name: np.cumsum([1, *counts.get(name, ())]).tolist() or [1] for name in tables}
    return tuple(
        Ids({name: starts[name][min(at, len(starts[name]) - 1)] for name in tables}, numbering.ids)
        for at in range(parts)
    )


def _ids_of_rest(table: str, counts: Mapping[str, Sequence[int]], numbering: Numbering) -> list[int]:
    """Of the rows of no batch; none of a table that is switched off."""
    ids: list[int] = numbering.ids.get(table, NONE)[sum(counts.get(table, ())) :].tolist()
    return ids


def _of_batches(tables: Mapping[str, AnyTable]) -> list[str]:
    return [name for name, table in tables.items() if isinstance(table, PartTable)]


def _referred(catalog: Catalog, filled: Set[str]) -> frozenset[str]:
    """Tables whose rows others name, in columns or in texts."""
    return SAID.union(*(references(catalog.tables[name]).values() for name in filled))


def _rest_days(tables: Mapping[str, AnyTable], closing: Closing) -> dict[str, Int32]:
    """[table][row] days of the rows of no batch."""
    found = {}
    for name, table in tables.items():
        if isinstance(table, PartTable) and table.rest:
            rows = table.rest_of(closing, 1)
            found[name] = days_of_rest(rows.columns, table.moment, rows.size).astype(np.int32)
    return found
