"""More batches in a partial plan: one that was left out takes the place of one that stands, until another fits too.

Such a swap changes nothing by itself. But where the newcomer is smaller, or the one that went leaves what two can use,
the next finds room, and one more stands than before. Whoever came in stays for a while, so that the swaps do not turn
in circles. The chance is a sequence of its own, equal on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from compiler.solving import limits
from compiler.solving.problem import Problem
from compiler.solving.repair import Spot, restore
from compiler.solving.shaking import Shaking

Kept = dict[int, tuple[int, list[int]]]
"""Batch to (index of its start, the site of each leg)."""


class Exchange(Shaking):
    """A partial plan of which swaps are asked. `nodes` counts them."""

    def __init__(self, problem: Problem, kept: Mapping[int, tuple[int, list[int]]]) -> None:
        super().__init__(problem, 1)
        for batch, (start, sites) in kept.items():
            self.put(batch, start, tuple(sites))
        self.until = [0] * self.n
        """[batch] the step up to which it stays, or stays out"""
        self.largest = max((self._work(batch) for batch in range(self.n)), default=0) or 1
        self.worth = [self._valued(batch) for batch in range(self.n)]

    def run(self, steps: int, enough: Callable[[Kept], bool]) -> Kept:
        """The fullest plan met within some steps, or the first that is enough."""
        waiting = deque(batch for batch, held in enumerate(self.at) if held is None)
        fullest, best = len(waiting), list(self.at)
        while waiting and self.nodes < steps and not enough(self.kept()):
            self.nodes += 1
            batch = waiting.popleft()
            self.price = [
                worth + (limits.STAYER if until >= self.nodes else 0)
                for worth, until in zip(self.worth, self.until, strict=True)
            ]
            spot = self.choose(batch, limits.UNLIMITED, limits.UNLIMITED) if self.until[batch] < self.nodes else None
            if spot is None or not self._agreed(batch, spot):
                waiting.append(batch)
                continue
            for other in sorted(spot.out):
                self.take(other)
                self.until[other] = self.nodes + self.draw(limits.STAYING)
                waiting.append(other)
            self.put(batch, spot.start, spot.sites)
            self.worth[batch] = self._valued(batch)
            self.until[batch] = self.nodes + limits.STAYING + self.draw(limits.STAYING)
            if len(waiting) < fullest:
                fullest, best = len(waiting), list(self.at)
        restore(self, best)
        return self.kept()

    def _agreed(self, batch: int, spot: Spot) -> bool:
        """Whether a swap is made: against nobody, or against one that need not stay; against a smaller one now and
        then."""
        if not spot.out:
            return True
        (other, *more) = spot.out
        if more or self.until[other] >= self.nodes:
            return False
        return self._work(batch) <= self._work(other) or not self.draw(limits.SWAPPED_UP)

    def _valued(self, batch: int) -> int:
        """What it costs to throw a batch out, by chance a little more: two always cost more than one, and a large one
        less than a small one."""
        return limits.SWAP * 3 - limits.SWAP * self._work(batch) // self.largest + self.draw(limits.SWAP // 4)

    def _work(self, batch: int) -> int:
        """Container-days of a batch in all legs."""
        held = self.at[batch]
        return sum(self.fit(leg, batch, held[0] if held else 0).work for leg in self.legs)

    def kept(self) -> Kept:
        """The plan as it is."""
        return {batch: (held[0], list(held[1])) for batch, held in enumerate(self.at) if held is not None}
