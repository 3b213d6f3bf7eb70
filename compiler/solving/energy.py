"""A proof for start windows: container-days that the batches cannot avoid on some days against those that there are.

Wherever a batch starts within its window, it spends at least so many days within a stretch of days: the fewer of those
of its earliest and its latest start, because the days spent there first grow and then shrink as the start moves on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.solving import limits
from compiler.solving.bounds import repaired
from compiler.solving.instance import Batch, Instance, Witness
from compiler.solving.level import Row, places, rows

Days = NDArray[np.int64]


def prove_energy(instance: Instance, batches: list[Batch], starts: list[list[int]]) -> tuple[Witness, int] | None:
    """A witness and the number of its leg; the stretch with the largest excess for its length, None without one."""
    best: tuple[float, Row, int, int] | None = None
    for row in rows(instance, batches):
        sums = np.concatenate(([0], np.cumsum(row.room)))
        for length in range(1, min(limits.STRETCH, instance.today) + 1):
            demand = sum_of_least(row, starts, instance.today, length)
            excess = demand - (sums[length:] - sums[:-length])
            first = int(excess.argmax())
            if excess[first] > 0 and (best is None or excess[first] / length > best[0]):
                best = float(excess[first] / length), row, first, length
    return None if best is None else (_witness(instance, batches, starts, best[1], best[2], best[3]), best[1].leg)


def sum_of_least(row: Row, starts: list[list[int]], today: int, length: int) -> Days:
    """[first day] container-days of all batches that no choice of starts keeps out of `length` days."""
    first = np.arange(today - length + 1)
    total = np.zeros(len(first), dtype=np.int64)
    for batch, days in enumerate(starts):
        total += least(row, batch, days, first, length)
    return total


def least(row: Row, batch: int, starts: list[int], first: Days, length: int) -> Days:
    """Container-days of one batch within `length` days from each of `first`, whatever its start, at least."""
    found = np.zeros(len(first), dtype=np.int64)
    for offset, days, need in row.parts[batch]:
        spent = [
            np.minimum(start + offset + days, first + length) - np.maximum(start + offset, first)
            for start in (min(starts), max(starts))
        ]
        found += need * np.maximum(np.minimum(spent[0], spent[1]), 0)
    return found


def _witness(
    instance: Instance, batches: list[Batch], starts: list[list[int]], row: Row, first: int, length: int
) -> Witness:
    here = np.array([first])
    needs = [int(least(row, batch, days, here, length)[0]) for batch, days in enumerate(starts)]
    names = tuple(sorted(batches[i].id for i, need in enumerate(needs) if need))
    where = places(instance, row.leg, batches[0].geo)
    room = int(row.room[first : first + length].sum())
    pools = [site.pools[row.stage] for site in where if row.stage in site.pools]
    down = length * sum(pool.containers // row.size for pool in pools) - room
    unit = "container-days" if row.size == 1 else f"days of {row.size} containers in one place"
    text = (
        f"on the days {first} to {first + length - 1}, {len(names)} batches need at least {sum(needs)} {unit} of "
        f"{row.stage} wherever they start within their windows, and the {len(where)} places together have {room}"
        f"{repaired(down)}"
    )
    return Witness(
        "energy",
        instance.legs[row.leg].id,
        row.stage,
        tuple(site.id for site in where),
        first,
        first + length - 1,
        sum(needs),
        room,
        names,
        text,
        group=row.size,
        down=down,
    )
