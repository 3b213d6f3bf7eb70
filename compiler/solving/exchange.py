"""More batches in a partial plan: one more at a time, by ejection, while one fewer may be left out than before.

Each that was left out in turn takes the place that costs least, and those in its way wait instead; whoever threw others
out becomes dearer, so that those stay out in the end that are hard to place, and the largest first. Something else
moves at random each time (an ejection pool with perturbation, Nagata and Bräysy 2009). The chance is a sequence of its
own, equal on every machine.

Where many are left out, what they cost says little: then any of them takes the place of any other (see turns.py), for
as long as it takes until one finds room that nobody needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from compiler.solving import limits
from compiler.solving.problem import Problem
from compiler.solving.turns import Turns

Kept = dict[int, tuple[int, list[int]]]
"""Batch to (index of its start, the site of each leg)."""


class Exchange(Turns):
    """A partial plan that grows. `nodes` counts the batches that were put."""

    def __init__(self, problem: Problem, kept: Mapping[int, tuple[int, list[int]]]) -> None:
        super().__init__(problem, 1)
        for batch, (start, sites) in kept.items():
            self.put(batch, start, tuple(sites))
        work = [sum(self.fit(leg, batch, 0).work for leg in self.legs) for batch in range(self.n)]
        largest = max(work, default=0) or 1
        self.worth = [1 + limits.SMALLEST * (largest - one) // largest for one in work]
        """[batch] its price at first: the smaller, the dearer"""

    def run(self, steps: int, enough: Callable[[Kept], bool]) -> Kept:
        """The fullest plan met within some steps, or the first that is enough."""
        best = list(self.at)
        while None in best and self.nodes < steps and not enough(self.kept()):
            if self._one_more(min(steps, self.nodes + limits.ROUND)):
                best = list(self.at)
            else:
                self.restore(best)
        return self.kept()

    def take_turns(self, steps: int, enough: Callable[[Kept], bool]) -> Kept:
        """The same by turns, of which a step is one: they help where many are left out, after `run`."""
        best, stop = list(self.at), self.nodes + steps
        waiting = [batch for batch, held in enumerate(best) if held is None]
        fewest, done = len(waiting), enough(self.kept())
        while waiting and not done and self.nodes < stop:
            self.turn(waiting)
            if len(waiting) < fewest:
                fewest, best = len(waiting), list(self.at)
                done = enough(self.kept())
        self.restore(best)
        return self.kept()

    def _one_more(self, stop: int) -> bool:
        """Whether one batch more stands before the step `stop`."""
        waiting = [batch for batch, held in enumerate(self.at) if held is None]
        left_out, self.price = len(waiting) - 1, list(self.worth)
        while len(waiting) > left_out:
            self.nodes += 1 + self.painted // limits.PAINTS
            self.painted %= limits.PAINTS
            if self.nodes > stop or not waiting:
                return False
            batch = min(waiting, key=lambda one: (self.price[one], self.draw(self.n)))
            waiting.remove(batch)
            spot = self.choose(batch, limits.UNLIMITED, limits.UNLIMITED)
            if spot is None:  # it has no place even when all others go
                left_out -= 1
                continue
            for other in sorted(spot.out):
                self.take(other)
                waiting.append(other)
            self.price[batch] += bool(spot.out)
            self.put(batch, spot.start, spot.sites)
            if spot.out:
                self.ejected()
        return True

    def kept(self) -> Kept:
        """The plan as it is."""
        return {batch: (held[0], list(held[1])) for batch, held in enumerate(self.at) if held is not None}
