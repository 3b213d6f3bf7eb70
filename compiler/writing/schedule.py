"""The work in pieces: one table and a run of batches, long enough to be worth a trip, short enough for memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from compiler.filling import Farm
from compiler.writing.match import Probe
from compiler.writing.twins import Waiting

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
    return {probe.table: list(_cut(farm, probe)) for probe in probes}


def tasks_ahead(tasks: Sequence[Task], jobs: int) -> int:
    """How many tasks may be under way or wait to be written: two a process, fewer where they are long."""
    longest = max((task.size for task in tasks), default=1.0)
    return max(jobs, min(2 * jobs, int(AHEAD_BYTES / longest)))


def _cut(farm: Farm, probe: Probe) -> Iterator[Task]:
    counts = farm.counts.get(probe.table)
    if counts is None:
        yield Task(probe.table, 0, 0, probe.rows.size * probe.row_bytes)
        return
    sizes = [rows * probe.row_bytes for rows in counts]
    edges, filled = [0], 0.0
    for at, size in enumerate(sizes):
        if filled and filled + size > TASK_BYTES:
            edges.append(at)
            filled = 0.0
        filled += size
    for first, end in pairwise([*edges, len(counts)]):
        yield Task(probe.table, first, end, sum(sizes[first:end]))
