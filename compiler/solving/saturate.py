"""As many batches as fit: by start, each where it takes the fewest options from others.

Then once more those that were left out.
"""

from __future__ import annotations

from compiler.solving import limits
from compiler.solving.bounds import compulsory
from compiler.solving.exchange import Exchange, Kept
from compiler.solving.holding import runs_in_leg
from compiler.solving.instance import Batch, Instance, Leg, Saturation
from compiler.solving.prices import most_by_prices
from compiler.solving.problem import Problem
from compiler.solving.profiles import lay_out
from compiler.solving.search import Search
from compiler.solving.settle import Decision


def saturate(
    instance: Instance, batches: list[Batch], limit: int, most_of_all: int = limits.UNLIMITED
) -> tuple[list[Batch], Decision]:
    """The batches of one geography that were placed, by name, and where; also those that a share stops are left out.

    No more than `most_of_all` can be placed: it looks no further when it has so many.
    """
    days = [batch.starts() for batch in batches]
    layouts = [lay_out(leg, batches[0].geo, instance.today, batches, days) for leg in instance.legs]
    packings = []
    for early in (False, True):
        starts = [sorted(day) for day in days] if early else days
        packing = Packing(instance, batches, Problem(layouts, starts, [batch.start for batch in batches]), limit)
        packing.fill()
        packings.append(packing)
        if len(packing.kept) == len(batches) or all(len(day) == 1 for day in days):
            break
    best = max(packings, key=lambda packing: len(packing.kept))
    best.exchange(limit, most_of_all)
    return best.result()


class Packing:
    """A growing partial plan: `kept[b]` is (index of its start, the site of each leg)."""

    def __init__(self, instance: Instance, batches: list[Batch], problem: Problem, limit: int) -> None:
        self.instance, self.batches, self.problem, self.left = instance, batches, problem, limit
        self.kept: dict[int, tuple[int, list[int]]] = {}
        self.nodes = 0
        self.goal = wanted(instance, batches[0].geo)

    def fill(self) -> None:
        """Insert by wished start until the share is reached; then try to make room for those that did not fit."""
        run = Search(self.problem, limits.UNLIMITED)
        order = sorted(range(len(self.batches)), key=lambda b: (self.batches[b].start, self.batches[b].id))
        missed = [batch for batch in order if not self.full() and not self._insert(run, batch)]
        for batch in missed:
            if not self.full() and self.nodes < self.left:
                self._make_room(batch)

    def full(self) -> bool:
        """Whether the share asked for is in use."""
        if self.goal is None:
            return False
        leg, first, days = self.goal
        used = 0
        for batch, (start, _) in self.kept.items():
            begun = self.problem.starts[batch][start]
            for run, begin, end in runs_in_leg(self.batches[batch], leg, begun, self.instance.today):
                used += run.need * max(0, min(end, self.instance.today) - max(begin, first))
        return used >= days

    def _insert(self, run: Search, batch: int) -> bool:
        for start in range(len(self.problem.starts[batch])):
            masks = [run.mask(leg, batch, start) for leg in run.legs]
            if not all(masks):
                continue
            sites = [run.best(leg, batch, start, masks[leg]) for leg in run.legs]
            run.hold(batch, start, sites)
            if all(run.colourable(leg, sites[leg]) for leg in run.legs):
                self.kept[batch] = start, sites
                return True
            run.let_go(batch)
        return False

    def _make_room(self, batch: int) -> None:
        here = self.batches[batch].start
        near = sorted(self.kept, key=lambda b: (abs(self.batches[b].start - here), b))[: limits.FREED]
        chosen = sorted([*self.kept, batch])
        starts = [self.problem.starts[b] for b in chosen]
        names = [self.batches[b] for b in chosen]
        layouts = [lay_out(old.leg, names[0].geo, self.instance.today, names, starts) for old in self.problem.layouts]
        run = Search(Problem(layouts, starts, [b.start for b in names]), limits.UNLIMITED)
        for index, b in enumerate(chosen):
            if b != batch and b not in near:
                run.hold(index, *self.kept[b])
        found = run.run(limits.ROOM)
        self.nodes += found.nodes
        if found.status == "found":
            for index, b in enumerate(chosen):
                self.kept[b] = starts[index].index(found.start[index]), [sites[index] for sites in found.site]

    def exchange(self, limit: int, most_of_all: int) -> None:
        """Find room for more by letting batches that were left out throw others out."""
        if len(self.kept) == len(self.batches) or self.full():
            return
        starts = sum(map(len, self.problem.starts))
        larger = max(1.0, len(self.batches) / limits.SIZE, starts / (limits.SIZE * limits.EXCHANGE_STARTS))

        def enough(kept: Kept) -> bool:
            self.kept = kept
            return len(kept) >= most_of_all or (self.goal is not None and self.full())

        exchange, steps = Exchange(self.problem, self.kept), int(min(limit, limits.EXCHANGED) / larger)
        self.kept = exchange.run(steps, enough)
        if limit >= limits.EXCHANGED:
            turns = limits.TURNS * steps * min(limits.SIZE, len(self.batches)) // limits.SIZE
            self.kept = exchange.take_turns(turns, enough)
        self.nodes += exchange.nodes

    def result(self) -> tuple[list[Batch], Decision]:
        """The kept batches by name, and their decision."""
        chosen = sorted(self.kept)
        start = [self.problem.starts[b][self.kept[b][0]] for b in chosen]
        sites = [[self.kept[b][1][leg] for b in chosen] for leg in range(len(self.problem.layouts))]
        slip = sum(abs(day - self.batches[b].start) for day, b in zip(start, chosen, strict=True))
        return [self.batches[b] for b in chosen], Decision("found", start, sites, slip, 0, self.nodes)


def wanted(instance: Instance, geo: str) -> tuple[Leg, int, float] | None:
    """(leg, first day of the window, container-days to reach) of a share below 1.

    None when as many as fit are wanted.
    """
    goal: Saturation | None = instance.saturation
    leg = next((leg for leg in instance.legs if goal and leg.id == goal.leg), None)
    if goal is None or leg is None or goal.share >= 1:
        return None
    count = sum(pool.containers for site in leg.sites if site.geo == geo for pool in site.pools.values())
    first = max(0, instance.today - goal.days)
    return leg, first, goal.share * count * (instance.today - first)


def most(instance: Instance, batches: list[Batch]) -> int:
    """A proven upper bound of the batches of one geography that fit together: the least of what prices say and of what
    follows from the ends of their stages.

    For each stage every batch is taken as small as the smallest, and all its days but those that it holds whatever
    its start are forgotten: then keeping those that end first is optimal, and the least over the stages bounds the
    number.
    """
    days = [batch.starts() for batch in batches]
    bound = len(batches)
    for leg in instance.legs:
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        for stage, parts in compulsory(leg, sites, instance.today, batches, days).items():
            least = min((part.need for part in parts if part.need), default=0)
            if least:
                room = sum(site.pools[stage].containers // least for site in sites if stage in site.pools)
                lost = 0
                busy: list[int] = []
                for part in parts:
                    busy = sorted([end for end in busy if end > part.first] + [part.end])
                    if len(busy) > room:
                        busy.pop()
                        lost += 1
                bound = min(bound, len(batches) - lost)
    return min(bound, most_by_prices(instance, batches))
