"""Less slip for a plan: a few batches at a time are freed, and an exact search puts them back with less slip in all.

Freed are one that slips, those in its way on its wished day at one site of each leg, and some at a second site with
which these may change places. Where no way has less slip, one with equal slip is taken now and then: so the plan
changes, and what did not help before may help now. Everything is counted in steps, and the chance is a sequence of its
own, so the plan is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

from compiler.solving import limits
from compiler.solving.problem import Problem
from compiler.solving.profiles import Fit
from compiler.solving.settle import Decision
from compiler.solving.shaking import Shaking

Ways = tuple[int, list[list[int]]]
"""(index of the first start with room, the sites of each leg with room from it)"""
Back = frozenset[tuple[int, int, int]]
"""(batch, start, site) of those that were freed and stand again."""
Known = dict[tuple[int, int], bool]
"""(batch, start) to whether there is room for it."""


class Lessening(Shaking):
    """A complete plan whose slip only falls, or stays. `nodes` counts the steps."""

    def __init__(self, problem: Problem, found: Decision, size: limits.Size) -> None:
        super().__init__(problem, 1)
        self.size = size
        for batch, day in enumerate(found.start):
            self.put(batch, problem.starts[batch].index(day), tuple(sites[batch] for sites in found.site))
        self.stop = 0
        self.empty: list[list[int]] = []
        """[leg][site] demand while the freed are out, and `rested` what stands in a zone then"""
        self.rested: list[list[int]] = []
        self.opened: dict[int, list[list[list[int]] | None]] = {}
        """[freed batch][start] the sites of each leg with room while all that were freed are out"""
        self.back: list[list[Back]] = []
        """[leg][site] who stands there again, or elsewhere in its zone"""
        self.known: list[list[Known | None]] = []
        """[leg][site] what is known of its room for the others; None while nobody is back"""
        self.seen: dict[tuple[int, int, Back], Known] = {}

    def lessen(self, bound: int, limit: int) -> None:
        """Free and put back until the slip is the bound, or `limit` steps are spent."""
        while self.slip > bound and self.nodes < limit:
            freed = self.freed()
            before = {batch: self.at[batch] for batch in freed}
            own = sum(self.problem.slip(batch, held[0]) for batch, held in before.items() if held)
            for batch in freed:
                self.take(batch)
            self.empty, self.rested = [list(row) for row in self.profile], [list(row) for row in self.resting]
            self.opened = {batch: [None] * len(self.problem.starts[batch]) for batch in freed}
            self.back = [[frozenset()] * len(sites) for sites in self.profile]
            self.known = [[None] * len(sites) for sites in self.profile]
            self.seen.clear()
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
        before = self.back, self.known
        for start, sites in self.ways(batch, ways[batch], budget - least + slips[batch]):
            self.put(batch, start, sites)
            self.come_back(batch, start, sites)
            self.nodes += 1
            left = budget - self.problem.slip(batch, start)
            if self.sound(batch):
                now = self.narrowed(rest, sites, left - least + slips[batch])
                if now is not None and self.again(now, left):
                    return True
            self.take(batch)
            self.back, self.known = before
            if self.nodes > self.stop:
                return False
        return False

    def come_back(self, batch: int, start: int, sites: tuple[int, ...]) -> None:
        """Note where one that was freed stands again."""
        self.back, self.known = [list(row) for row in self.back], [list(row) for row in self.known]
        for leg, site in enumerate(sites):
            now = self.back[leg][site] | {(batch, start, site)}
            for mate in self.problem.layouts[leg].mates[site]:
                self.back[leg][mate] = now
                self.known[leg][mate] = self.seen.setdefault((leg, mate, now), {})

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
        if any(mate in here and not self.open(leg, batch, start, mate) for mate in mates):
            return [mate for mate in here if mate not in mates or self.open(leg, batch, start, mate)]
        return here

    def open(self, leg: int, batch: int, start: int, site: int) -> bool:
        """Whether a site that had room for a batch still has, whoever came back; asked once of the same ones."""
        known = self.known[leg][site]
        if known is None:
            return True
        found = known.get((batch, start))
        if found is None:
            found = known[batch, start] = self.has_room(leg, batch, start, site)
        return found

    def first(self, batch: int, low: int, budget: int) -> Ways | None:
        """The first start from `low` on with room for a batch in each leg, within a slip."""
        for start in range(low, len(self.problem.starts[batch])):
            if self.problem.slip(batch, start) > budget:
                return None
            sites = self.rooms(batch, start)
            if sites:
                return start, sites
        return None

    def rooms(self, batch: int, start: int) -> list[list[int]] | None:
        """The sites of each leg with room for a batch from a start; None when a leg has none."""
        opened = self.opened[batch][start]
        if opened is None:
            opened = self.opened[batch][start] = self.open_before(batch, start)
        found = []
        for leg, here in enumerate(opened):
            known = self.known[leg]
            left = [site for site in here if known[site] is None or self.open(leg, batch, start, site)]
            if not left:
                return None
            found.append(left)
        return found

    def open_before(self, batch: int, start: int) -> list[list[int]]:
        """The sites of each leg with room for a batch while all that were freed are out."""
        now = self.profile, self.resting
        self.profile, self.resting = self.empty, self.rested
        found = [self.room(leg, batch, start) for leg in self.legs]
        self.profile, self.resting = now
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
        start, sites = held
        return all(self.colourable(leg, batch, start, site, {batch}) for leg, site in enumerate(sites))

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
