"""Less slip for a plan: a few batches at a time are freed, and an exact search puts them back with less slip in all.

Freed are one that slips, those in its way on its wished day at one site of each leg, and some at a second site with
which these may change places. Where no way has less slip, one with equal slip is taken now and then: so the plan
changes, and what did not help before may help now. Everything is counted in steps, and the chance is a sequence of its
own, so the plan is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import prod

from compiler.solving import limits
from compiler.solving.alike import alike
from compiler.solving.instance import Batch, Instance
from compiler.solving.persist import eject
from compiler.solving.problem import Problem
from compiler.solving.profiles import Fit
from compiler.solving.restarts import search
from compiler.solving.settle import Decision, layouts_of
from compiler.solving.shaking import Shaking

Ways = tuple[int, list[list[int]]]
"""(index of the first start with room, the sites of each leg with room from it)"""


def less(instance: Instance, batches: list[Batch], found: Decision) -> Decision:
    """The plan of one geography with less slip where a bounded search finds it, and its bound raised where it proves.

    Batches that are alike have starts from their chain, whose bound is near; a very large farm stays as it is.
    """
    if instance.node_limit < limits.ANY_PLAN or len(batches) > limits.LESSENED:
        return found
    if found.slip <= found.bound or alike(batches):
        return found
    days = [batch.starts() for batch in batches]
    problem = Problem(layouts_of(instance, batches[0].geo, batches, days), days, [batch.start for batch in batches])
    larger = max(1.0, len(batches) / limits.SIZE)
    wished = None if found.bound else eject(instance, batches, int(limits.LESSEN_WISHED / larger))[0]
    if wished:
        return wished
    whole = len(batches) <= limits.SEARCHED
    found = halved(problem, found, int(limits.HALVE / larger**2)) if whole else found
    for size in limits.LESSENINGS:
        if found.slip > found.bound:
            way = Lessening(problem, found, size)
            way.lessen(found.bound, int(limits.LESSEN / larger))
            outcome = way.outcome()
            found = replace(found, start=outcome.start, site=outcome.site, slip=outcome.slip)
    for steps, each, most in limits.STEPPED if whole else ():
        found = stepped(problem, found, steps, (int(each / larger**2), int(most / larger**2)))
    return found


def halved(problem: Problem, found: Decision, limit: int) -> Decision:
    """Less slip, or a larger proven bound, by searches of the whole with a budget halfway between what is proven and
    what is found; each within a limit. One that ends without a plan proves that more is needed."""
    low = found.bound
    while low < found.slip:
        budget = (low + found.slip - 1) // 2
        run = search(problem, budget, max(1, limit))
        if run.status == "found":
            found = replace(found, start=run.start, site=run.site, slip=run.slip)
            continue
        low = budget + 1
        if run.status == "exhausted":
            found = replace(found, bound=low)
    return found


def stepped(problem: Problem, found: Decision, steps: tuple[int, ...], nodes: tuple[int, int]) -> Decision:
    """Less slip by searches of the whole with so many days less than what is found, each repeated while it finds.

    The tighter the budget, the smaller the search: so one that allows two days less may end before one that allows one.
    `nodes` are those of one search, and of all.
    """
    each, left = nodes
    for step in steps:
        while left > 0 and found.slip - step >= found.bound:
            run = search(problem, found.slip - step, max(1, min(each, left)))
            left -= run.nodes
            if run.status == "exhausted":
                found = replace(found, bound=found.slip - step + 1)
            if run.status != "found":
                break
            found = replace(found, start=run.start, site=run.site, slip=run.slip)
    return found


class Lessening(Shaking):
    """A complete plan whose slip only falls, or stays. `nodes` counts the steps."""

    def __init__(self, problem: Problem, found: Decision, size: limits.Size) -> None:
        super().__init__(problem, 1)
        self.size = size
        for batch, day in enumerate(found.start):
            self.put(batch, problem.starts[batch].index(day), tuple(sites[batch] for sites in found.site))
        self.stop = 0

    def lessen(self, bound: int, limit: int) -> None:
        """Free and put back until the slip is the bound, or `limit` steps are spent."""
        while self.slip > bound and self.nodes < limit:
            freed = self.freed()
            before = {batch: self.at[batch] for batch in freed}
            own = sum(self.problem.slip(batch, held[0]) for batch, held in before.items() if held)
            for batch in freed:
                self.take(batch)
            self.nodes += 1
            opened = {batch: self.first(batch, 0, own) for batch in freed}
            ways = {batch: way for batch, way in opened.items() if way}
            assert len(ways) == len(freed), "each had a place before it was freed"
            self.stop = self.nodes + self.size.less
            if self.again(ways, own - 1):
                continue
            self.stop = self.nodes + self.size.equal
            if not self.again(ways, own):
                for batch, held in before.items():
                    assert held is not None
                    self.put(batch, *held)

    def again(self, ways: dict[int, Ways], budget: int) -> bool:
        """Put free batches back with a slip of at most `budget` in all, if there is such a way within the steps."""
        if not ways:
            return True
        slips = {batch: self.problem.slip(batch, way[0]) for batch, way in ways.items()}
        least = sum(slips.values())
        if least > budget:
            return False
        batch = min(ways, key=lambda b: (-slips[b], prod(map(len, ways[b][1])), b))
        rest = {other: way for other, way in ways.items() if other != batch}
        for start, sites in self.ways(batch, ways[batch], budget - least + slips[batch]):
            self.put(batch, start, sites)
            self.nodes += 1
            left = budget - self.problem.slip(batch, start)
            if self.sound(batch):
                now = self.narrowed(rest, sites, left - least + slips[batch])
                if now is not None and self.again(now, left):
                    return True
            self.take(batch)
            if self.nodes > self.stop:
                return False
        return False

    def narrowed(self, ways: dict[int, Ways], sites: tuple[int, ...], spare: int) -> dict[int, Ways] | None:
        """The ways of batches after another was put at sites; None when one has none within the spare days of slip."""
        found = {}
        for batch, (start, there) in ways.items():
            now = [self.still(leg, batch, start, here, sites[leg]) for leg, here in enumerate(there)]
            if all(now):
                found[batch] = start, now
                continue
            slip = self.problem.slip(batch, start)
            later = self.first(batch, start + 1, slip + spare)
            if later is None:
                return None
            spare -= self.problem.slip(batch, later[0]) - slip
            found[batch] = later
        return found

    def still(self, leg: int, batch: int, start: int, here: list[int], site: int) -> list[int]:
        """Those of some sites which a batch still fits, now that another was put at `site`."""
        mates = self.problem.layouts[leg].mates[site]
        if any(mate in here and not self.has_room(leg, batch, start, mate) for mate in mates):
            return [mate for mate in here if mate not in mates or self.has_room(leg, batch, start, mate)]
        return here

    def first(self, batch: int, low: int, budget: int) -> Ways | None:
        """The first start from `low` on with room for a batch in each leg, within a slip."""
        for start in range(low, len(self.problem.starts[batch])):
            if self.problem.slip(batch, start) > budget:
                return None
            sites = self.room(batch, start)
            if sites:
                return start, sites
        return None

    def room(self, batch: int, start: int) -> list[list[int]] | None:
        """The sites of each leg with room for a batch from a start; None when a leg has none."""
        found = []
        for leg in self.legs:
            layout, fit, profile = self.problem.layouts[leg], self.fit(leg, batch, start), self.profile[leg]
            guard, loads, classes, sites, rests = layout.guard, fit.loads, layout.classes, fit.sites, layout.rests
            here = [
                site
                for site, filled in enumerate(profile)
                if sites >> site & 1
                and not (filled + loads[classes[site]]) & guard
                and (rests[site] is None or self.rested(leg, fit, site))
            ]
            if not here:
                return None
            found.append(here)
        return found

    def ways(self, batch: int, first: Ways, budget: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Every start and sites of a batch within a slip: by slip, and then in random order."""
        start, sites = first
        while True:
            ways = list(product(*sites))
            for at in range(len(ways) - 1, -1, -1):
                other = self.draw(at + 1)
                ways[at], ways[other] = ways[other], ways[at]
                yield start, ways[at]
            found = self.first(batch, start + 1, budget)
            if found is None:
                return
            start, sites = found

    def sound(self, batch: int) -> bool:
        """Whether the pools with maintenance at the sites of a batch that was just put can still be coloured."""
        held = self.at[batch]
        assert held is not None
        return all(
            not self.down[leg][site]
            or self.colourable(leg, site, self.fit(leg, batch, held[0]), self.members[leg][site] - {batch})
            for leg, site in enumerate(held[1])
        )

    def freed(self) -> list[int]:
        """A batch that slips, those in its way on a day nearer to its wish, and some that they may change places with:
        each from one or two sites of each leg."""
        late = [(batch, held[0]) for batch, held in enumerate(self.at) if held and self.problem.slip(batch, held[0])]
        one, held = late[self.draw(len(late))]
        start = self.draw(held)
        size = self.size.least + self.draw(self.size.most - self.size.least + 1)
        if not self.draw(limits.LESSEN_NEAR):
            day = self.problem.starts[one][held]
            return sorted(sorted(range(self.n), key=lambda b: (abs(self._day(b) - day), b))[:size])
        near: set[int] = set()
        for leg in self.legs:
            fit = self.fit(leg, one, start)
            sites = [site for site in range(len(self.profile[leg])) if fit.sites >> site & 1]
            for _ in range(2 if sites else 0):
                near |= self.meeting(leg, fit, sites[self.draw(len(sites))])
        rest, chosen = sorted(near - {one}), [one]
        while rest and len(chosen) < size:
            chosen.append(rest.pop(self.draw(len(rest))))
        return sorted(chosen)

    def _day(self, batch: int) -> int:
        held = self.at[batch]
        return self.problem.starts[batch][held[0]] if held else self.problem.wished[batch]

    def meeting(self, leg: int, fit: Fit, site: int) -> set[int]:
        """Batches at a site that are there on a day on which a batch would be."""
        found = set[int]()
        for other in self.members[leg][site]:
            theirs = self.stand[leg][other].span
            if fit.span and theirs and theirs[0] < fit.span[1] and fit.span[0] < theirs[1]:
                found.add(other)
        return found
