"""The rows in which two farms differ, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

from compiler.advance.settling import places_of, settled_days
from compiler.filling import ALWAYS, Farm, PartTable, find_tables, fitted, rows_of, told_of
from compiler.nouns import Rows, Same
from compiler.writing import Options, at_a_time, blocks, ordered_map

NOWHERE = -1
"""Place of a batch that a farm does not have yet, or no more"""
Told = Callable[[int, int], None]
"""Told: pairs of batches that are compared, and all of them"""
Stamps = Mapping[str, Mapping[str, str]]
"""[table][column] what the later farm says in every row"""
Lines = list[bytes]


@dataclass(frozen=True, slots=True)
class Pair:
    """One batch, or all that is of no batch, in one table of both farms."""

    table: str
    before: int
    after: int
    since: int = ALWAYS
    """Settled rows that were written before that day are the same"""


def differences(
    before: Farm, after: Farm, stamps: Stamps, options: Options, told: Told | None
) -> Iterator[tuple[str, Lines, Lines]]:
    """Table by table the rows that go, and those that come; of tables where there are any, or which are stamped."""
    bases = [name for name in after.tables if name not in after.trails]
    days = settled_days(before, after)
    pairs = [pair for name in bases for pair in _pairs(before, after, name, days)]
    ahead = 2 * at_a_time(options.workers)
    with closing(ordered_map(_compare, (before, after, stamps), pairs, options.workers, ahead)) as answers:
        answered = enumerate(zip(pairs, answers, strict=True), 1)
        for table, some in groupby(answered, key=lambda one: one[1][0].table):
            found: dict[str, tuple[Lines, Lines]] = {table: ([], [])} if table in stamps else {}
            for at, (_, answer) in some:
                for name, (gone, come) in answer.items():
                    known = found.setdefault(name, ([], []))
                    known[0].extend(gone)
                    known[1].extend(come)
                if told:
                    told(at, len(pairs))
            yield from ((name, gone, come) for name, (gone, come) in found.items())


def _pairs(before: Farm, after: Farm, table: str, days: Mapping[int, int]) -> Iterator[Pair]:
    """The batches of both farms, as the scenario orders them; then what is of no batch."""
    kind = find_tables().get(table)
    if isinstance(kind, PartTable):
        places = [places_of(farm) for farm in (before, after)]
        for batch in sorted({*places[0], *places[1]}):
            at = [own.get(batch, NOWHERE) for own in places]
            both = NOWHERE not in at and kind.stands(before.parts[at[0]]) and kind.stands(after.parts[at[1]])
            yield Pair(table, at[0], at[1], days.get(batch, ALWAYS) if both else ALWAYS)
    if not isinstance(kind, PartTable) or kind.rest:
        yield Pair(table, len(before.parts), len(after.parts))


def _compare(farms: tuple[Farm, Farm, Stamps], pair: Pair) -> dict[str, tuple[Lines, Lines]]:
    """[table] rows that the earlier farm alone has, and the later; of the table and of its history."""
    before, after, stamps = farms
    old = texts_of(before, pair.table, pair.before, stamps, pair.since)
    new = texts_of(after, pair.table, pair.after, {}, pair.since)
    found = {}
    for name in {**old, **new}:
        gone, come = _apart(old.get(name, []), new.get(name, []))
        if gone or come:
            found[name] = gone, come
    return found


def _apart(old: Sequence[bytes], new: Sequence[bytes]) -> tuple[Lines, Lines]:
    """Lines of each that the other lacks, in their order. No two rows of a table are the same: they have ids.

    >>> _apart([b"1\\n2\\n", b"3\\n"], [b"1\\n2\\n", b"3\\n4\\n"])
    ([], [b'4\\n'])
    """
    same = {*old} & {*new}
    gone, come = (lines_of(text for text in texts if text not in same) for texts in (old, new))
    left, right = {*gone}, {*come}
    return [line for line in gone if line not in right], [line for line in come if line not in left]


def lines_of(texts: Iterable[bytes]) -> Lines:
    return [line + b"\n" for text in texts for line in text.split(b"\n")[:-1]]


def texts_of(farm: Farm, table: str, at: int, stamps: Stamps, since: int = ALWAYS) -> dict[str, list[bytes]]:
    """[table] COPY text of the rows of a batch, block by block; of the table and of its history."""
    found: dict[str, list[bytes]] = {}
    if at == NOWHERE:
        return found
    of_batches = isinstance(find_tables().get(table), PartTable)
    first, end = (at, at + 1) if of_batches else (0, len(farm.counts.get(table, ())))
    for name, rows in told_of(farm, table, first, end, since):
        stamped = Rows(rows.size, {**rows.columns, **{key: Same(text) for key, text in stamps.get(name, {}).items()}})
        text = b"".join(blocks(fitted(farm, stamped, farm.tables[name]), farm.tables[name]))
        found.setdefault(name, []).append(text)
    return found


def stamps_of(farm: Farm) -> Stamps:
    found: dict[str, dict[str, str]] = {}
    for name, kind in find_tables().items():
        if isinstance(kind, PartTable) and kind.stamp and name in farm.tables:
            for rows in rows_of(farm, name, 0, len(farm.parts)):
                column = rows.columns[kind.stamp]
                assert isinstance(column, Same)
                found[name] = {kind.stamp: str(column.value)}
                break
    return found
