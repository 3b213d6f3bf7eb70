"""Start days by levelling: demand of all places of a leg together, day by day, against what they hold together.

Where batches take whole places, days that fit in sum also fit place by place; elsewhere they are a good guess, and a
search for places decides. One start is moved at a time, the one that lowers the excess most for a day of slip.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.solving.instance import Batch, Instance

Days = NDArray[np.int64]
TABU = 7
"""Moves for which a batch rests when no move lowers the excess."""


@dataclass(slots=True)
class Row:
    """Demand of one stage in sum against its capacity. `parts[b]` are (offset from the start, days, need)."""

    room: Days
    """[day] containers that are still free, below 0 where there is excess"""
    parts: list[list[tuple[int, int, int]]]


def rows(instance: Instance, batches: list[Batch]) -> list[Row]:
    """The rows that can overflow at all.

    Of every stage the containers, and the batches that fill more than half a place.
    """
    found: list[Row] = []
    for leg in instance.legs:
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        for stage in leg.stages:
            pools = [site.pools[stage] for site in sites if stage in site.pools]
            if not pools:
                continue
            turn, most = min(pool.turnaround for pool in pools), max(pool.containers for pool in pools)
            parts = [_parts(batch, stage, turn) for batch in batches]
            room = np.full(instance.today, sum(pool.containers for pool in pools), dtype=np.int64)
            for pool in pools:
                for _, first, end in pool.down:
                    room[first:end] -= 1
            found.append(Row(room, parts))
            large = [[(offset, days, 1) for offset, days, need in part if 2 * need > most] for part in parts]
            if any(large):
                found.append(Row(np.full(instance.today, len(pools), dtype=np.int64), large))
    return [row for row in found if _may_overflow(row, batches)]


def _parts(batch: Batch, stage: str, turn: int) -> list[tuple[int, int, int]]:
    offset, found = 0, []
    for run in batch.runs:
        if run.stage == stage:
            found.append((offset, run.days + run.overlap + turn, run.need))
        offset += run.days
    return found


def _may_overflow(row: Row, batches: list[Batch]) -> bool:
    most = np.zeros_like(row.room)
    for batch, parts in zip(batches, row.parts, strict=True):
        for offset, days, need in parts:
            most[max(0, batch.start - batch.early) + offset : batch.start + batch.late + offset + days] += need
    return bool((most > row.room).any())


class Level:
    """Start days with the room that they leave; `at[b]` is an index into `starts[b]`."""

    def __init__(self, instance: Instance, batches: list[Batch], starts: list[list[int]]) -> None:
        self.starts, self.wished = starts, [batch.start for batch in batches]
        self.rows = rows(instance, batches)
        self.at = [0] * len(batches)
        self.nodes = 0
        for batch in range(len(batches)):
            self._book(batch, 1)

    def _book(self, batch: int, sign: int) -> None:
        start = self.starts[batch][self.at[batch]]
        for row in self.rows:
            for offset, days, need in row.parts[batch]:
                row.room[start + offset : start + offset + days] -= sign * need

    def move(self, batch: int, k: int) -> None:
        self._book(batch, -1)
        self.at[batch] = k
        self._book(batch, 1)

    def slip(self, batch: int, k: int) -> int:
        return abs(self.starts[batch][k] - self.wished[batch])

    def total(self) -> int:
        return sum(self.slip(batch, k) for batch, k in enumerate(self.at))

    def excess(self) -> int:
        return sum(int(np.minimum(row.room, 0).sum()) for row in self.rows)

    def costs(self, batch: int) -> Days:
        """[k] excess that the batch adds when it starts on its k-th day."""
        days = np.array(self.starts[batch])
        found = np.zeros(len(days), dtype=np.int64)
        self._book(batch, -1)
        for row in self.rows:
            for offset, length, need in row.parts[batch]:
                low, high = int(days.min()) + offset, int(days.max()) + offset + length
                over = np.clip(need - row.room[low:high], 0, need)
                if over.any():
                    sums = np.concatenate(([0], np.cumsum(over)))
                    first = np.minimum(days + offset - low, len(over))
                    found += sums[np.minimum(first + length, len(over))] - sums[first]
        self._book(batch, 1)
        return found

    def pressed(self) -> list[int]:
        """Batches that stand on a day with excess."""
        over = [(row, np.concatenate(([0], np.cumsum(row.room < 0)))) for row in self.rows]
        found = []
        for batch, k in enumerate(self.at):
            start = self.starts[batch][k]
            for row, sums in over:
                end = len(sums) - 1
                if any(sums[min(end, start + o + days)] > sums[min(end, start + o)] for o, days, _ in row.parts[batch]):
                    found.append(batch)
                    break
        return found

    def run(self, limit: int) -> bool:
        """Move starts until nothing is in excess; False at the limit of moves."""
        rest: dict[int, int] = {}
        while True:
            pressed = [batch for batch in self.pressed() if len(self.starts[batch]) > 1]
            if not pressed:
                return not any((row.room < 0).any() for row in self.rows)
            self.nodes += 1
            if self.nodes > limit:
                return False
            best: tuple[float, int, int, int] | None = None
            for batch in pressed:
                if rest.get(batch, -1) < self.nodes:
                    found = self._best(batch)
                    if found and (best is None or found < best):
                        best = found
            if best is None:
                return False
            if best[0] >= 0:
                rest[best[2]] = self.nodes + TABU
            self.move(best[2], best[3])

    def _best(self, batch: int) -> tuple[float, int, int, int] | None:
        """(gain, slip, batch, start) of the best move: most excess lowered for a day of slip, then the longest."""
        costs, now, best = self.costs(batch), self.at[batch], None
        for k in range(len(costs)):
            if k == now:
                continue
            change, slip = int(costs[k] - costs[now]), self.slip(batch, k) - self.slip(batch, now)
            gain = change / max(slip, 0.5) if change < 0 else 0.001 + change
            found = (gain, -abs(slip), batch, k)
            if best is None or found < best:
                best = found
        return best

    def relax(self) -> None:
        """Move slipping starts back as far as no excess comes of it."""
        changed = True
        while changed:
            changed = False
            for batch in sorted(range(len(self.at)), key=lambda b: (-self.slip(b, self.at[b]), b)):
                if self.at[batch]:
                    free = next((k for k, cost in enumerate(self.costs(batch).tolist()) if cost == 0), None)
                    if free is not None and self.slip(batch, free) < self.slip(batch, self.at[batch]):
                        self.move(batch, free)
                        changed = True


def level(instance: Instance, batches: list[Batch], starts: list[list[int]], limit: int) -> list[int] | None:
    """Start days on which no stage needs more than all places together have, or None when none were found."""
    levelled = Level(instance, batches, starts)
    if not levelled.run(limit):
        return None
    levelled.relax()
    return [days[k] for days, k in zip(starts, levelled.at, strict=True)]
