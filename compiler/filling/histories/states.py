"""The states of rows as history rows: first written ('+'), changed ('~'), the last one equal to the row itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from compiler.filling.histories.trails import Trail
from compiler.nouns import Column, Moment, Number, Past, Rows, Same, Word, take

TYPES = ("+", "~")
DATE = "history_date"
"""Column of the moment at which a state was written"""


def states(trail: Trail, rows: Rows, past: Past | None) -> Iterator[Rows]:
    """The history of a block of rows: its earlier states if any, then the block itself; without ids of their own.

    A row without a past was written once, at its moment of creation; one with a past was last written when it says.
    Errors: TypeError when moments of rows that have a past are not in columns of moments (our bug).
    """
    if past is None or not len(past.row):
        yield _stamped(trail, rows, rows.columns[trail.born], Same("+"))
        return
    first = np.concatenate([[True], past.row[1:] != past.row[:-1]])
    at, latest, changed = _dated(trail, rows, past)
    earlier = {name: take(column, past.row) for name, column in rows.columns.items()} | dict(past.columns)
    if trail.updated:
        earlier[trail.updated] = at
    yield _stamped(trail, Rows(len(past.row), earlier), at, Word(TYPES, 1 - first.astype(np.int64)))
    yield _stamped(trail, rows, latest, Word(TYPES, changed.astype(np.int64)))


def stated(trail: Trail, rows: Rows, past: Past | None) -> Iterator[Rows]:
    """The same, of which nothing is said but when they were written: so they are counted."""
    if past is None or not len(past.row):
        yield Rows(rows.size, {DATE: rows.columns[trail.born]})
        return
    at, latest, _ = _dated(trail, rows, past)
    yield Rows(len(past.row), {DATE: at})
    yield Rows(rows.size, {DATE: latest})


def _dated(trail: Trail, rows: Rows, past: Past) -> tuple[Moment, Moment, NDArray[np.bool_]]:
    """When the earlier states were written, when the rows as they are, and which of them were changed."""
    changed = np.zeros(rows.size, dtype=bool)
    changed[past.row] = True
    born = _moments(rows.columns[trail.born])
    updated = _moments(rows.columns[trail.updated]) if trail.updated else born
    at = Moment(born[past.row] if past.at is None else past.at)
    return at, Moment(np.where(changed, updated, born)), changed


def _moments(column: Column) -> NDArray[np.int64]:
    if not isinstance(column, Moment):
        raise TypeError("moments of rows that have a past are columns of moments")
    return column.values.astype(np.int64)


def _stamped(trail: Trail, rows: Rows, at: Column, kind: Column) -> Rows:
    user = rows.columns.get(trail.user, Same(None))
    return Rows(
        rows.size,
        {
            **rows.columns,
            DATE: at,
            "history_change_reason": Same(None),
            "history_type": kind,
            "history_user_id": user if isinstance(user, Number | Same) else Same(None),
        },
    )
