"""The work in pieces: one table and a run of batches, long enough to be worth a trip, short enough for memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from compiler.filling import Farm
from compiler.writing.match import Probe
from compiler.writing.twins import WAITING_BYTES, Waiting

TASK_BYTES = 16 << 20
"""A run of batches is about this long; a batch alone may be longer."""
AHEAD_BYTES = 192 << 20
"""So much text may wait to be written, beside one task a process."""


@dataclass(frozen=True, slots=True)
class Task:
    """Rows of one table: those of the batches first to end - 1, or all of a static table. `size`: bytes, a guess."""

    table: str
    first: int
    end: int
    size: float
    waiting: Mapping[int, Waiting] = field(default_factory=dict)
    """[block] texts that were made already"""


def schedule(farm: Farm, probes: Sequence[Probe]) -> Mapping[str, Sequence[Task]]:
    """The tasks of every table that has rows, in order."""
    sizes = {one.table: [rows * one.row_bytes for rows in farm.counts.get(one.table, ())] for one in probes}
    return {
        one.table: list(_cut(one.table, sizes[one.table], _both(farm, one.table, sizes)))
        if one.table in farm.counts
        else [Task(one.table, 0, 0, one.total * one.row_bytes)]
        for one in probes
    }


def tasks_ahead(tasks: Sequence[Task], jobs: int) -> int:
    """How many tasks may be under way or wait to be written: two a process, fewer where they are long."""
    longest = max((task.size for task in tasks), default=1.0)
    return max(jobs, min(2 * jobs, int(AHEAD_BYTES / longest)))


def _both(farm: Farm, table: str, sizes: Mapping[str, Sequence[float]]) -> Sequence[float]:
    """[block] bytes that are in memory while it is made: those of a history, and of what it is of, where one may wait
    for the other.
    """
    trail = farm.trails.get(table) or farm.trail_of(table)
    pair = [sizes[name] for name in ((trail.base, trail.table) if trail else ()) if name in sizes]
    if len(pair) < 2 or min(map(sum, pair)) > WAITING_BYTES:
        return sizes[table]
    return [one + other for one, other in zip(*pair, strict=True)]


def _cut(table: str, sizes: Sequence[float], both: Sequence[float]) -> Iterator[Task]:
    """Args: sizes  [block] bytes      both  [block] likewise, with those that are made at once"""
    edges, filled = [0], 0.0
    for at, size in enumerate(both):
        if filled and filled + size > TASK_BYTES:
            edges.append(at)
            filled = 0.0
        filled += size
    for first, end in pairwise([*edges, len(sizes)]):
        yield Task(table, first, end, sum(sizes[first:end]))
