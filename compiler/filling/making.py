"""The rows of a farm: made batch by batch, then numbered: what leaves here carries ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compiler.filling.defects import Mark, settled
from compiler.filling.farm import Farm
from compiler.filling.histories.states import DATE, states
from compiler.filling.kinds import Block, FarmTable, LedgerTable, PartTable, WorldTable
from compiler.filling.numbering import Counter, named, numbered, references
from compiler.filling.part import Part
from compiler.filling.tables import find_tables
from compiler.filling.tables._seeds import seed_rows
from compiler.filling.written import ALWAYS, days_in, days_of_rest
from compiler.nouns import Ints, Number, Past, Rows, Same, Serial
from compiler.target import Table

HISTORY_KEY = "history_id"


def rows_of(farm: Farm, table: str, first: int, end: int, since: int = ALWAYS) -> Iterator[Rows]:
    """Rows of a table: of its blocks first to end - 1, those of batches or of the book, or all of a static table.

    Args: since  of settled rows of batches only those that were written on that day or later
    """
    trail, kind = farm.trails.get(table), find_tables().get(table)
    if trail:
        yield from (rows for name, rows in told_of(farm, trail.base, first, end, since) if name == table)
    elif isinstance(kind, PartTable):
        for at, blocks in _by_part(farm, kind, first, end, past=False, since=since):
            counter = farm.numbering.counter(table, at)
            yield from (_numbered(farm, kind, block, (at, counter))[0] for block in blocks)
    else:
        yield from (rows for rows, _ in _blocks(farm, table, first, end))


def told_of(farm: Farm, table: str, first: int, end: int, since: int = ALWAYS) -> Iterator[tuple[str, Rows]]:
    """Likewise rows of a table and of its history, if it has one, each with the name of its table; made once."""
    trail, kind = farm.trail_of(table), find_tables().get(table)
    if trail is None:
        yield from ((table, rows) for rows in rows_of(farm, table, first, end, since))
    elif isinstance(kind, PartTable):
        for at, blocks in _by_part(farm, kind, first, end, since=since):
            own, later = farm.numbering.counter(table, at), farm.numbering.counter(trail.table, at)
            for block in blocks:
                rows, past = _numbered(farm, kind, block, (at, own))
                yield table, rows
                for one in states(trail, rows, past):
                    yield trail.table, numbered(one, HISTORY_KEY, later.ids(_days(farm, at, one, DATE)))
    else:
        following = _start(farm, trail.table, first)
        for rows, past in _blocks(farm, table, first, end):
            yield table, rows
            for one in states(trail, rows, past):
                yield trail.table, Rows(one.size, {**one.columns, HISTORY_KEY: Serial(following)})
                following += one.size


def marks_of(farm: Farm, table: str) -> Iterator[tuple[Part, Mark, Rows]]:
    """What is wrong in the rows of a table where the scenario ordered it, each with its block as it is written.

    The row of a mark is its id; so are the right and written value of one that names rows.
    """
    kind = find_tables().get(table)
    if not isinstance(kind, PartTable) or table not in farm.tables:
        return
    names = references(farm.tables[table])
    for at, part in enumerate(farm.parts):
        counter = farm.numbering.counter(table, at)
        for rows, marks in kind.marks(part, farm.ids[at]):
            block, _ = _numbered(farm, kind, (rows, None), (at, counter))
            ids = block.columns[kind.key]
            assert isinstance(ids, Number)
            for mark in marks:
                yield part, settled(mark, ids.values, farm.numbering.ids.get(names.get(mark.column, ""))), block


def _by_part(
    farm: Farm, kind: PartTable[Any], first: int, end: int, past: bool = True, since: int = ALWAYS
) -> Iterator[tuple[int, Iterator[Block]]]:
    """The parts first to end - 1, each with its blocks, whose rows name others by place; then those of no batch.

    Args: past  whether earlier states are wanted, too
    """
    for at in range(first, min(end, len(farm.parts))):
        part, ids = farm.parts[at], farm.ids[at]
        yield at, kind.blocks(part, ids, since) if past else ((rows, None) for rows in kind.rows(part, ids, since))
    if kind.rest and end > len(farm.parts):
        yield len(farm.parts), iter([(kind.rest_of(farm.closing, _start(farm, kind.name, len(farm.parts))), None)])


def _numbered(farm: Farm, kind: PartTable[Any], block: Block, of: tuple[int, Counter]) -> Block:
    """A block with ids in place of places. Args: of  place of its part, and what numbers it"""
    rows, past = _named(farm, kind.name, block)
    at, counter = of
    return numbered(rows, kind.key, counter.ids(_days(farm, at, rows, kind.moment))), past


def _days(farm: Farm, at: int, rows: Rows, moment: str) -> Ints:
    """[row] day on which it was written. Args: at  place of its part"""
    return (days_in if at < len(farm.parts) else days_of_rest)(rows.columns, moment, rows.size)


def _named(farm: Farm, table: str, block: Block) -> Block:
    """A block that names rows of others by their ids."""
    (rows, past), ids = block, farm.numbering.ids
    names = references(farm.tables[table])
    then = past and Past(past.row, named(past.columns, names, ids), past.at)
    return Rows(rows.size, named(rows.columns, names, ids)), then


def _blocks(farm: Farm, table: str, first: int, end: int) -> Iterator[Block]:
    """The rows of a table that no batch fills and that is no history, with their earlier states."""
    kind = find_tables().get(table)
    assert not isinstance(kind, PartTable)
    if isinstance(kind, FarmTable):
        yield from kind.blocks(farm.closing, first, end, _start(farm, table, first))
    else:
        yield _static(farm, table, kind)


def _start(farm: Farm, table: str, block: int) -> int:
    """The id of the first row of a block."""
    return 1 + sum(farm.counts.get(table, ())[:block])


def _static(farm: Farm, table: str, kind: WorldTable | LedgerTable | None) -> Block:
    """The rows of a table that no batch fills; without a kind it holds its fixed rows."""
    if isinstance(kind, LedgerTable):
        return kind.block(farm.world, farm.ledger)
    return kind.block(farm.world) if kind else (seed_rows(farm.world, table), None)


def fitted(farm: Farm, rows: Rows, table: Table) -> Rows:
    """The rows without the columns that the target lacks, and without references to tables that are switched off."""
    known, severed = {column.name for column in table.columns}, farm.severed(table)
    if rows.columns.keys() <= known and severed.isdisjoint(rows.columns):
        return rows
    columns = {
        name: Same(None) if name in severed else values for name, values in rows.columns.items() if name in known
    }
    return Rows(rows.size, columns)
