"""All places of a leg together: demand in sum, day by day, against what they hold together; and start days that fit.

Where batches take whole places, days that fit in sum also fit place by place; elsewhere they are a good guess, and
what is impossible in sum is impossible.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from compiler.solving.holding import blocked, offsets
from compiler.solving.instance import Batch, Instance, Pool, Site

Days = NDArray[np.int64]


@dataclass(slots=True)
class Row:
    """Demand of one stage in sum against its capacity, both counted in groups of `size` containers within a place:
    a batch that needs n counts n // size, a place of c counts c // size, and no place holds more than it counts.

    `parts[b]` are (offset from the start, days, count), `room` the capacity by day.
    """

    leg: int
    stage: str
    size: int
    room: Days
    parts: list[list[tuple[int, int, int]]]


def rows(instance: Instance, batches: list[Batch]) -> list[Row]:
    """The rows that can overflow at all, each once."""
    found: dict[bytes, Row] = {}
    for number, leg in enumerate(instance.legs):
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        for stage in leg.stages:
            pools = [site.pools[stage] for site in sites if stage in site.pools]
            for size in range(1, max((pool.containers for pool in pools), default=0) + 1):
                row = _row(instance, batches, pools, Row(number, stage, size, np.zeros(0, dtype=np.int64), []))
                if _may_overflow(row, batches):
                    found.setdefault(_shape(row), row)
    return list(found.values())


def _row(instance: Instance, batches: list[Batch], pools: list[Pool], row: Row) -> Row:
    turn = min(pool.turnaround for pool in pools)
    row.room = np.zeros(instance.today, dtype=np.int64)
    for pool in pools:
        if pool.down:
            there = np.full(instance.today, pool.containers, dtype=np.int64)
            for _, first, end in pool.down:
                there[first:end] -= 1
            row.room += there // row.size
        else:
            row.room += pool.containers // row.size
    row.parts = [_parts(batch, row.stage, turn, row.size) for batch in batches]
    return row


def _parts(batch: Batch, stage: str, turn: int, size: int) -> list[tuple[int, int, int]]:
    return [
        (offset, blocked(run, turn), run.need // size)
        for run, offset in offsets(batch.runs)
        if run.stage == stage and run.need >= size
    ]


def _shape(row: Row) -> bytes:
    """Equal for rows that say the same in groups of another size."""
    common = 0
    for parts in row.parts:
        for _, _, count in parts:
            common = gcd(common, count)
    counts = [row.leg, *((i, *part[:2], part[2] // common) for i, parts in enumerate(row.parts) for part in parts)]
    return repr((row.stage, counts)).encode() + (row.room // common).tobytes()


def _may_overflow(row: Row, batches: list[Batch]) -> bool:
    most = np.zeros_like(row.room)
    for batch, parts in zip(batches, row.parts, strict=True):
        for offset, days, count in parts:
            most[max(0, batch.start - batch.early) + offset : batch.start + batch.late + offset + days] += count
    return bool((most > row.room).any())


def places(instance: Instance, leg: int, geo: str) -> list[Site]:
    """The sites of a leg in a geography."""
    return [site for site in instance.legs[leg].sites if site.geo == geo]
