"""Insertion and ejection that is shaken: whenever batches had to go, one that stands somewhere moves at random.

Prices alone can turn in circles among batches that are equally hard: each throws out the next, and nothing else ever
changes. A batch that moves to another place where there is room, for no reason, opens the way out, and costs no more
than a step. The chance is a sequence of its own, equal on every machine.
"""

from __future__ import annotations

from dataclasses import replace

from compiler.solving import limits
from compiler.solving.problem import Problem
from compiler.solving.repair import Repair, Spot

MULTIPLIER, INCREMENT, MASK = 6364136223846793005, 1442695040888963407, (1 << 64) - 1
"""Of the linear congruential sequence modulo 2^64 (Knuth, MMIX)."""


class Shaking(Repair):
    """A repair in which something else moves too. Another `seed` takes another way."""

    def __init__(self, problem: Problem, seed: int) -> None:
        super().__init__(problem)
        self.chance = seed

    def ejected(self) -> None:
        placed = [batch for batch, held in enumerate(self.at) if held is not None]
        batch = placed[self.draw(len(placed))]
        before = self.at[batch]
        assert before is not None
        self.take(batch)
        self.put(batch, *(self._elsewhere(batch) or before))

    def spot(self, batch: int, start: int, slip: int, most: int) -> Spot | None:
        """Two that can only avoid one another by moving both would throw each other out for ever, each from its best
        start: so where one must go, another start may do as well."""
        found = super().spot(batch, start, slip, most)
        if found is None or not found.out:
            return found
        return replace(found, cost=found.cost + self.draw(1 + found.cost // limits.NOISE))

    def _elsewhere(self, batch: int) -> tuple[int, tuple[int, ...]] | None:
        """Another place with room, (index of the start, the site of each leg); None when what was drawn has none."""
        open_ones = self._open(batch)
        # The least of three, for places are in the order of slip: far ones are seldom worth their days.
        start, legs = open_ones[min(self.draw(len(open_ones)) for _ in range(3))]
        sites = tuple(there[self.draw(len(there))] for there in legs)
        for leg, site in enumerate(sites):
            if not self.colourable(leg, batch, start, site, set()):
                return None
        return start, sites

    def draw(self, count: int) -> int:
        """A number below `count`, the next of the sequence."""
        self.chance = (self.chance * MULTIPLIER + INCREMENT) & MASK
        return (self.chance >> 33) % count

    def _open(self, batch: int) -> list[tuple[int, list[list[int]]]]:
        """(index of the start, the sites of each leg) where demand leaves room for a batch, by slip."""
        found = []
        for start in range(len(self.problem.starts[batch])):
            sites: list[list[int]] = []
            for leg in self.legs:
                sites.append(self.room(leg, batch, start))
                if not sites[-1]:
                    break
            else:
                found.append((start, sites))
        return found


def shake(problem: Problem, steps: int) -> tuple[Repair, bool, int]:
    """A plan by shaken insertion, started anew now and then; whether all found a place, and the steps spent.

    With more steps it takes other ways, not the same ones once more.
    """
    order = sorted(range(len(problem.starts)), key=lambda batch: (problem.wished[batch], batch), reverse=True)
    spent, rounds = 0, 0
    while True:
        rounds += 1
        repair = Shaking(problem, steps + rounds)
        each = min(steps - spent, len(order) + limits.SHAKEN * rounds)
        complete = repair.fill(list(order), each, limits.UNLIMITED)
        spent += repair.nodes
        if complete or spent >= steps:
            return repair, complete, spent
