"""Numbers for a page: typed arrays in base64, which a browser reads without parsing; the columns of rows to come."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compiler.exact import SECONDS_PER_DAY
from compiler.filling import Farm, rows_of
from compiler.nouns import Column, Day, Double, Moment, Number, Plan, Same, Serial, Text, Word

Int64 = NDArray[np.int64]
Facts = dict[str, Any]
MONDAY, WEEK = 4, 7
"""1970-01-05 was a Monday."""
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Seen:
    """What a section of the page is drawn from."""

    farm: Farm
    plan: Plan

    @property
    def first_week(self) -> int:
        """The week of the first fish; weeks are counted from that of 1970-01-05 and begin on Mondays."""
        return week_of(int(self.plan.first.min(initial=self.farm.world.scenario.as_of - 1)))


Section = Callable[[Seen], Any]


def week_of(day: int) -> int:
    """Number of the week of a day.

    >>> [week_of(day) for day in (4, 10, 11)]
    [0, 0, 1]
    """
    return (day - MONDAY) // WEEK


def packed(values: ArrayLike) -> Facts:
    """Integers as the narrowest signed ones that hold them, of 1, 2, 4 or 8 bytes, little-endian, in base64.

    >>> packed([1, -2, 300])
    {'type': 'i2', 'data': 'AQD+/ywB'}
    """
    whole = np.asarray(values, dtype=np.int64)
    low, high = int(whole.min(initial=0)), int(whole.max(initial=0))
    size = next(size for size in (1, 2, 4, 8) if -(1 << (8 * size - 1)) <= low and high < 1 << (8 * size - 1))
    return {"type": f"i{size}", "data": b64encode(whole.astype(f"<i{size}").tobytes()).decode("ascii")}


def gather(farm: Farm, table: str, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The rows of a table, batch by batch, as dicts of these columns; none where the scenario switched it off.

    Numbers are as scaled integers, dates and moments days since 1970-01-01, NULL is None.
    """
    if table not in farm.tables:
        return
    for rows in rows_of(farm, table, 0, max(len(farm.parts), len(farm.counts.get(table, ())))):
        columns = [_values(rows.columns.get(name, Same(None)), rows.size) for name in names]
        yield from (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _values(column: Column, size: int) -> Sequence[Any]:
    """[row] what the column says."""
    if isinstance(column, Same):
        return [column.value] * size
    if isinstance(column, Serial):
        return range(column.first, column.first + size)
    if isinstance(column, Text):
        return column.values
    if isinstance(column, Word):
        return [column.vocabulary[code] for code in column.codes.tolist()]
    found = column.values // SECONDS_PER_DAY if isinstance(column, Moment) else column.values
    assert isinstance(column, Number | Day | Moment | Double)
    values: list[Any] = found.tolist()
    if column.null is not None:
        return [None if null else value for value, null in zip(values, column.null.tolist(), strict=True)]
    return values


def sums(at: Int64, values: NDArray[np.integer], size: int) -> Int64:
    """[size] sums of the values by place, exact where all of them together are below 2**53."""
    return np.bincount(at, weights=values, minlength=size).astype(np.int64)
