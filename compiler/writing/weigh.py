"""How long the text of each table will be, from some of its rows: those of batches all along it, none twice.

A table is weighed together with its history, whose rows are made from its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

import numpy as np

from compiler.filling import Farm, fitted, told_of
from compiler.writing.copytext import blocks
from compiler.writing.match import SMALL_ROWS, Probe
from compiler.writing.workers import all_of

SHARES = 2, 16
"""A table is cut into so many runs of equally many rows, at least and at most; of each the batch in its middle is
weighed."""
PART_SHARES = 60
"""Times the root of its part in all bytes, as the error of a mean falls by the root of their number: so many runs."""
ENOUGH_ROWS = 200_000
"""As many runs of a table as have so many rows in such batches say what it weighs."""

_Block = tuple[str, int]
_Weights = dict[_Block, tuple[int, int]]
"""[table, block] rows and bytes"""


def weigh_tables(farm: Farm, probes: Sequence[Probe], jobs: int) -> Mapping[str, int]:
    """Bytes of every table that has rows, as COPY takes them; to within 1 % for the whole farm (docs/benchmarks.md).

    Errors: ValueError when a row does not fit its column, as in copytext.encode
    """
    jobs = jobs if sum(probe.total for probe in probes) > SMALL_ROWS else 1
    known = {probe.table: round(probe.total * probe.row_bytes) for probe in probes if probe.size == probe.total}
    sought = [probe for probe in probes if probe.table not in known]
    chosen = {_base(farm, probe): _chosen(farm, _base(farm, probe), SHARES[0]) for probe in sought}
    found = _answers(farm, _blocks(chosen), jobs)
    sizes = known | {probe.table: _total(probe, chosen[_base(farm, probe)], found) for probe in sought}
    chosen = {table: _chosen(farm, table, _shares(farm, table, sizes)) for table in chosen}
    found |= _answers(farm, [task for task in _blocks(chosen) if task not in found], jobs)
    return known | {probe.table: _total(probe, chosen[_base(farm, probe)], found) for probe in sought}


def _base(farm: Farm, probe: Probe) -> str:
    """The table that a history is of; of others, itself."""
    trail = farm.trails.get(probe.table)
    return trail.base if trail else probe.table


def _answers(farm: Farm, tasks: Sequence[_Block], jobs: int) -> _Weights:
    """Of each block, and of its history."""
    answers = all_of(_weighed, farm, tasks, jobs)
    return {block: weight for some in answers for block, weight in some.items()}


def _blocks(chosen: Mapping[str, Iterable[int]]) -> list[_Block]:
    return [(table, block) for table, hits in chosen.items() for block in hits]


def _shares(farm: Farm, table: str, sizes: Mapping[str, int]) -> int:
    """Into how many runs a table is cut. Args: sizes  bytes of each table, roughly"""
    counts, trail = farm.counts.get(table, ()), farm.trail_of(table)
    part = (sizes.get(table, 0) + (sizes.get(trail.table, 0) if trail else 0)) / max(sum(sizes.values()), 1)
    fewest, most = SHARES
    enough = ENOUGH_ROWS * len(counts) // max(sum(counts), 1)
    return max(min(int(PART_SHARES * sqrt(part)), enough, most), fewest)


def _chosen(farm: Farm, table: str, shares: int) -> Mapping[int, int]:
    """How often each block is hit; the one block of a static table once."""
    counts = farm.counts.get(table)
    if counts is None:
        return {0: 1}
    ends = np.cumsum(counts)
    places = ((np.arange(shares) + 0.5) / shares * ends[-1]).astype(np.int64)
    return Counter(np.searchsorted(ends, places, side="right").tolist())


def _weighed(farm: Farm, task: _Block) -> _Weights:
    """Rows and bytes of one block, and of its history."""
    table, at = task
    end = at + 1 if table in farm.counts else at
    weights: _Weights = {}
    for name, some in told_of(farm, table, at, end):
        text = blocks(fitted(farm, some, farm.tables[name]), farm.tables[name])
        rows, size = weights.get((name, at), (0, 0))
        weights[name, at] = rows + some.size, size + sum(map(len, text))
    return weights


def _total(probe: Probe, hits: Mapping[int, int], found: _Weights) -> int:
    weighed = [(times, *found.get((probe.table, at), (0, 0))) for at, times in hits.items()]
    if sum(rows for _, rows, _ in weighed) == probe.total:
        return sum(size for _, _, size in weighed)
    shares = [(times, size / rows) for times, rows, size in weighed if rows]
    return round(probe.total * sum(times * mean for times, mean in shares) / sum(times for times, _ in shares))
