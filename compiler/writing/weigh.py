"""How long the text of each table will be, from some of its rows: those of batches all along it, none twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import numpy as np

from compiler.filling import Farm, fitted, rows_of
from compiler.nouns import Rows
from compiler.writing.copytext import blocks
from compiler.writing.match import Probe
from compiler.writing.workers import ordered_map

SHARES = 2, 16
"""A table is cut into so many runs of equally many rows, at least and at most; of each the batch in its middle is
weighed."""
LIGHT = 1000
"""A table that is lighter than this part of all tables is cut into as few as may be."""
ENOUGH_ROWS = 200_000
"""As many runs of a table as have so many rows in such batches say what it weighs."""
SMALL_ROWS = 200_000
"""Fewer rows are weighed sooner than processes start."""

_Block = tuple[str, int]


def weigh_tables(farm: Farm, probes: Sequence[Probe], jobs: int) -> Mapping[str, int]:
    """Bytes of every table that has rows, as COPY takes them; to within 1 % for the whole farm (docs/benchmarks.md).

    Errors: ValueError when a row does not fit its column, as in copytext.encode
    """
    jobs = jobs if sum(probe.total for probe in probes) > SMALL_ROWS else 1
    few = {probe.table: _chosen(farm, probe, SHARES[0]) for probe in probes}
    found = _answers(farm, _blocks(few), jobs)
    sizes = {probe.table: _total(probe, few[probe.table], found) for probe in probes}
    least = sum(sizes.values()) / LIGHT
    heavy = [probe for probe in probes if sizes[probe.table] >= least]
    many = {probe.table: _chosen(farm, probe, _shares(farm, probe)) for probe in heavy}
    found |= _answers(farm, [task for task in _blocks(many) if task not in found], jobs)
    return sizes | {probe.table: _total(probe, many[probe.table], found) for probe in heavy}


def _answers(farm: Farm, tasks: Sequence[_Block], jobs: int) -> dict[_Block, tuple[int, int]]:
    """Rows and bytes of each block."""
    with closing(ordered_map(_weighed, farm, tasks, jobs, 2 * jobs)) as answers:
        return dict(zip(tasks, answers, strict=True))


def _blocks(chosen: Mapping[str, Mapping[int, int]]) -> list[_Block]:
    return [(table, block) for table, hits in chosen.items() for block in hits]


def _shares(farm: Farm, probe: Probe) -> int:
    """Into how many runs a heavy table is cut."""
    counts = farm.counts.get(probe.table, ())
    fewest, most = SHARES
    return min(max(ENOUGH_ROWS * len(counts) // max(probe.total, 1), fewest), most)


def _chosen(farm: Farm, probe: Probe, shares: int) -> Mapping[int, int]:
    """How often each block is hit; the one block of a static table once."""
    counts = farm.counts.get(probe.table)
    if counts is None:
        return {0: 1}
    ends = np.cumsum(counts)
    places = ((np.arange(shares) + 0.5) / shares * ends[-1]).astype(np.int64)
    return Counter(np.searchsorted(ends, places, side="right").tolist())


def _weighed(farm: Farm, task: _Block) -> tuple[int, int]:
    """Rows and bytes of one block."""
    table, at = task
    rows = size = 0
    for block in _rows(farm, table, at):
        rows += block.size
        size += sum(map(len, blocks(fitted(farm, block, farm.tables[table]), farm.tables[table])))
    return rows, size


def _rows(farm: Farm, table: str, at: int) -> Iterator[Rows]:
    return rows_of(farm, table, at, at + 1) if table in farm.counts else rows_of(farm, table, 0, 0)


def _total(probe: Probe, hits: Mapping[int, int], found: Mapping[_Block, tuple[int, int]]) -> int:
    weighed = [(times, *found[probe.table, at]) for at, times in hits.items()]
    if sum(rows for _, rows, _ in weighed) == probe.total:
        return sum(size for _, _, size in weighed)
    shares = [(times, size / rows) for times, rows, size in weighed if rows]
    return round(probe.total * sum(times * mean for times, mean in shares) / sum(times for times, _ in shares))
