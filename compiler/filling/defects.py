"""Mistakes on demand: which rows of a block have one, and what stands in them then.

Whether a row is defective is a function of the seed and of what the row is about (batch, container, day, which of the
day's rows), never of how many others there are. A row has one mistake at most; kinds are tried in the order of KINDS,
those that add rows or states first, since rows are counted before their values are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.exact import HOUR, SECONDS_PER_DAY, Stream, key, uniform, words
from compiler.filling.part import Int64, Part, batch_of
from compiler.filling.slips import Slips, Unit, Where, fits, mistyped, split
from compiler.nouns import Column, Ints, Moment, Number, Past, Rows, Serial, take

Float = NDArray[np.float64]
KINDS = ("duplicates", "swapped_containers", "late_corrections", "wrong_units", "typing_errors")
TWICE, SWAPPED, LATE, UNITS, TYPED = KINDS
OPENS, OPEN_H = 7, 10
"""Corrections are made in so many hours from that hour of the day on."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value that is not as it should be."""

    kind: str
    stay: int
    day: int
    row: int
    """Its place in its block, from 0"""
    column: str
    right: int
    """As it should be, scaled; of a duplicate, the place in the block of the row that it repeats"""
    written: int
    """Likewise as it stands"""
    corrected_s: int = -1
    """When it was put right, seconds since 1970; -1 where it stands as it was written"""


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of a block with one kind of mistake."""

    rows: Int64
    u: Float
    """[hit] in [0, 1), for what goes wrong"""
    corrected_s: Int64
    """[hit] when it is put right; -1 by as_of not yet, or never"""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A block of rows with its mistakes."""

    rows: Rows
    past: Past | None
    marks: tuple[Mark, ...]


def hits(part: Part, table: str, slips: Slips, subjects: Any) -> Mapping[str, Hits]:
    """The defective rows of a block, by kind. Values are not drawn."""
    scenario = part.world.scenario
    where = slips.where(part, subjects)
    free, found = where.stay >= 0, dict[str, Hits]()
    boxes = part.history.plan.container.astype(np.int64)
    ordered = {one.kind: one for one in scenario.defective(table) if one.kind in slips.kinds}
    if slips.history in scenario.tables_off:
        ordered.pop(LATE, None)
    for kind in (kind for kind in KINDS if kind in ordered):
        rows = np.flatnonzero(free)
        box = boxes[where.stay[rows]]
        if kind == SWAPPED:
            across = _neighbours(part)[box]
            mate = _stay_across(part, where, rows, across)
            rows, box = rows[mate >= 0], np.minimum(box, across)[mate >= 0]
        u, share = _uniform(part, f"{table}/{kind}", box, (where.day[rows], where.nth[rows])), ordered[kind].permille
        hit = u * 1000.0 < share
        rows, u = rows[hit], u[hit] * (1000.0 / share)
        free[rows] = False
        days = ordered[kind].days
        never = np.full(len(rows), -1, dtype=np.int64)
        found[kind] = Hits(rows, u, _corrected(part, where.day[rows], u, days) if days else never)
    return found


def _uniform(part: Part, name: str, box: Int64, at: tuple[Int64, Int64]) -> Float:
    """[row] in [0, 1), by container, day and number of the row. Args: at  day and number."""
    scenario, number = part.world.scenario, batch_of(part).number
    (day, nth), found = at, np.zeros(len(box))
    for one in np.unique(box).tolist():
        mine = box == one
        first, last = int(day[mine].min()), int(day[mine].max())
        name_ = f"{number}/{name}/{scenario.containers[one].entity}"
        drawn = words(key(scenario.seed, Stream.DEFECT, name_), first, last - first + 1, int(nth[mine].max()) + 1)
        found[mine] = uniform(drawn)[day[mine] - first, nth[mine]]
    return found


def _neighbours(part: Part) -> Int64:
    """[container] the other of its pair in a hall or area, -1 for none."""
    boxes = part.world.scenario.containers
    places: dict[tuple[str, int], list[int]] = {}
    for at, box in enumerate(boxes):
        if not box.structural:
            places.setdefault((box.leg, box.place), []).append(at)
    found = np.full(len(boxes), -1, dtype=np.int64)
    for own in places.values():
        for one, other in zip(own[::2], own[1::2], strict=False):
            found[one], found[other] = other, one
    return found


def _stay_across(part: Part, where: Where, rows: Int64, across: Int64) -> Int64:
    """[row] the stay of the same batch in another container on the row's day, -1 for none."""
    plan, found = part.history.plan, np.full(len(rows), -1, dtype=np.int64)
    for stay, (box, first, end) in enumerate(
        zip(plan.container.tolist(), plan.first.tolist(), plan.end.tolist(), strict=True)
    ):
        found[(across == box) & (where.day[rows] >= first) & (where.day[rows] < end)] = stay
    return found


def _corrected(part: Part, day: Int64, u: Float, days: tuple[int, int]) -> Int64:
    """[hit] the moment at which somebody puts it right, -1 where that is not before as_of."""
    least, most = days
    waited, rest = _split(u, most - least + 1)
    hour = np.floor(_split(rest, 7)[1] * float(OPEN_H * HOUR)).astype(np.int64)
    at = (day + least + waited) * SECONDS_PER_DAY + OPENS * HOUR + hour
    found: Int64 = np.where(at < part.world.scenario.as_of * SECONDS_PER_DAY, at, -1)
    return found


def _split(u: Float, parts: int) -> tuple[Int64, Float]:
    """`split` of many."""
    part = np.floor(u * float(parts)).astype(np.int64)
    return part, u * float(parts) - part


class _Block:
    """A block whose values are being spoilt."""

    def __init__(self, part: Part, rows: Rows, where: Where) -> None:
        self.part, self.where = part, where
        self.columns = dict(rows.columns)
        self.marks: list[Mark] = []

    def number(self, column: str) -> Number:
        """A column that may be changed. Errors: TypeError when it is none of numbers (our bug)."""
        found = self.columns[column]
        if not isinstance(found, Number):
            raise TypeError(f"{column} is no column of numbers")
        return found

    def put(self, column: str, changes: Mapping[int, int]) -> None:
        """Other values of rows."""
        self.columns[column] = _changed(self.number(column), changes)

    def mark(self, kind: str, row: int, column: str, values: tuple[int, int], corrected_s: int = -1) -> None:
        """Args: values  as it should be, as it was written"""
        about = (kind, int(self.where.stay[row]), int(self.where.day[row]), row)
        self.marks.append(Mark(*about, column, *values, corrected_s))


def spoil(part: Part, slips: Slips, where: Where, rows: Rows, found: Mapping[str, Hits]) -> Spoilt:
    """The rows with the mistakes that `hits` found, and their earlier states."""
    block, past = _Block(part, rows, where), None
    if SWAPPED in found:
        _swap(block, slips, found[SWAPPED].rows)
    for kind, wrong in ((UNITS, _in_units), (TYPED, _by_finger)):
        if kind in found:
            _replace(block, kind, wrong(block, slips, found[kind]))
    if LATE in found:
        past = _late(block, slips, found[LATE])
    size = rows.size
    if TWICE in found:
        twice = found[TWICE].rows
        for at, row in enumerate(twice.tolist()):
            block.mark(TWICE, row, "id", (row, size + at))
        order = np.concatenate([np.arange(size, dtype=np.int64), twice])
        block.columns = {name: _again(column, order) for name, column in block.columns.items()}
        size += len(twice)
    return Spoilt(Rows(size, block.columns), past, tuple(block.marks))


def settled(mark: Mark, ids: Ints, named: Ints | None) -> Mark:
    """A mark whose row, and values that name rows, are ids.

    Args: ids    [place in the block]
          named  [place - 1] ids of the table that the column refers to, None where it refers to none
    """
    right, written = mark.right, mark.written
    if mark.kind == TWICE:
        right, written = int(ids[right]), int(ids[written])
    elif named is not None:
        right, written = int(named[right - 1]), int(named[written - 1])
    return replace(mark, row=int(ids[mark.row]), right=right, written=written)


def _changed(column: Number, changes: Mapping[int, int]) -> Number:
    values = column.values.astype(np.int64)
    for row, value in changes.items():
        values[row] = value
    return Number(values, column.decimals, column.null)


def _of(column: Number, rows: Int64) -> Number:
    return Number(column.values[rows], column.decimals, None if column.null is None else column.null[rows])


def _again(column: Column, order: Int64) -> Column:
    """A column with rows repeated at its end; ids run on."""
    return column if isinstance(column, Serial) else take(column, order)


def _swap(block: _Block, slips: Slips, rows: Int64) -> None:
    """Name the neighbouring container in place of their own."""
    part, where = block.part, block.where
    plan = part.history.plan
    mates = _stay_across(part, where, rows, _neighbours(part)[plan.container[where.stay[rows]]])
    moved = mates - where.stay[rows]
    names = [(slips.stay, moved)]
    if slips.container:
        names.append((slips.container, (plan.container[mates] - plan.container[where.stay[rows]]).astype(np.int64)))
    for column, shift in names:
        old = block.number(column).values
        changes = {row: int(old[row]) + step for row, step in zip(rows.tolist(), shift.tolist(), strict=True)}
        for row, value in changes.items():
            block.mark(SWAPPED, row, column, (int(old[row]), value))
        block.put(column, changes)


Wrong = Iterator[tuple[int, str, int]]
"""(row, column, value as it is written)"""


def _in_units(block: _Block, slips: Slips, found: Hits) -> Wrong:
    """In the first other unit of a column that changes the value and fits; rows of which none does stay right."""
    fitting = [(unit, unit.only(block.part, block.columns) if unit.only else None) for unit in slips.units]
    for row, u in zip(found.rows.tolist(), found.u.tolist(), strict=True):
        columns = list(dict.fromkeys(unit.column for unit, only in fitting if only is None or only[row]))
        if columns:
            column = columns[split(u, len(columns))[0]]
            old = block.number(column)
            value = _other_unit(int(old.values[row]), old.decimals, [one for one, _ in fitting if one.column == column])
            if value is not None:
                yield row, column, value


def _other_unit(value: int, decimals: int, units: list[Unit]) -> int | None:
    tried = (unit.written(value, decimals) for unit in units)
    return next((one for one in tried if one != value and fits(one, decimals)), None)


def _by_finger(block: _Block, slips: Slips, found: Hits) -> Wrong:
    for row, u in zip(found.rows.tolist(), found.u.tolist(), strict=True):
        at, rest = split(u, len(slips.typed))
        old = block.number(slips.typed[at])
        yield row, slips.typed[at], mistyped(int(old.values[row]), old.decimals, rest)


def _replace(block: _Block, kind: str, wrong: Wrong) -> None:
    changes: dict[str, dict[int, int]] = {}
    for row, column, value in wrong:
        block.mark(kind, row, column, (int(block.number(column).values[row]), value))
        changes.setdefault(column, {})[row] = value
    for column, values in changes.items():
        block.put(column, values)


def _late(block: _Block, slips: Slips, found: Hits) -> Past | None:
    """The first states of rows that somebody has put right since; others stand as they were typed."""
    wrong = list(_by_finger(block, slips, found))
    done = [(one, at) for one, at in zip(wrong, found.corrected_s.tolist(), strict=True) if at >= 0]
    _replace(block, LATE, iter(one for one, at in zip(wrong, found.corrected_s.tolist(), strict=True) if at < 0))
    if not done:
        return None
    rows = np.array([row for (row, _, _), _ in done], dtype=np.int64)
    typed: dict[str, dict[int, int]] = {name: {} for name in slips.typed}
    for state, ((row, column, value), at) in enumerate(done):
        block.mark(LATE, row, column, (int(block.number(column).values[row]), value), at)
        typed[column][state] = value
    before = {name: _changed(_of(block.number(name), rows), changes) for name, changes in typed.items()}
    written = block.columns[slips.written]
    if not isinstance(written, Moment):
        raise TypeError(f"{slips.written} is no column of moments")
    latest = written.values.astype(np.int64)
    latest[rows] = [at for _, at in done]
    block.columns[slips.written] = Moment(latest)
    return Past(rows, before)
