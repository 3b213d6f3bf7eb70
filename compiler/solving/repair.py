"""A plan by insertion and ejection: a batch without a place takes the place that costs least, and those in its way go.

Each batch has a price, which rises whenever it had to throw others out; so batches that are hard to place come to
stay, and the search does not turn in circles. It finds plans quickly, and proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compiler.solving import limits
from compiler.solving.problem import Problem
from compiler.solving.profiles import Fit
from compiler.solving.seating import Seating


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a batch: what it costs, its start, the site of each leg, the batches that must go."""

    cost: int
    start: int
    sites: tuple[int, ...]
    out: frozenset[int]


class Repair(Seating):
    """A plan that grows step by step, each a batch that is put; `nodes` counts the steps."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.price = [1] * self.n
        self.nodes = 0

    def fill(self, waiting: list[int], limit: int, budget: int, first: int = limits.UNLIMITED) -> bool:
        """Place the waiting batches, the last of the list first, within `limit` steps and a total slip of `budget`.

        The very first of them must slip less than `first` days.
        """
        self.nodes = 0
        while waiting:
            batch = waiting.pop()
            spot = self.choose(batch, budget, first)
            first = limits.UNLIMITED
            self.nodes += 1 + self.painted // limits.PAINTS
            self.painted %= limits.PAINTS
            if spot is None or self.nodes > limit:
                return False
            for other in sorted(spot.out, key=lambda b: (self.problem.wished[b], b), reverse=True):
                self.take(other)
                waiting.append(other)
            self.price[batch] += bool(spot.out)
            self.put(batch, spot.start, spot.sites)
            if spot.out:
                self.ejected()
        return True

    def ejected(self) -> None:
        """What else is done after a batch threw others out: nothing here."""

    def choose(self, batch: int, budget: int, first: int, dearest: int = limits.UNLIMITED) -> Spot | None:
        """The cheapest place of a batch, whose batches in the way cost at most `dearest`; of equal ones that with less
        slip."""
        best: Spot | None = None
        for start in range(len(self.problem.starts[batch])):
            slip = self.problem.slip(batch, start)
            if self.slip + slip > budget or slip >= first or (best and slip * limits.DAY >= best.cost):
                break
            most = (best.cost - 1 - slip * limits.DAY) // limits.PRICE if best else dearest
            spot = self.spot(batch, start, slip, most)
            if spot and (best is None or spot.cost < best.cost):
                best = spot
        return best

    def spot(self, batch: int, start: int, slip: int, most: int) -> Spot | None:
        """The cheapest place of a batch from one start; None when those in its way cost more than `most` there."""
        sites, out, spent = [], set[int](), 0
        for leg in self.legs:
            found = self._site(leg, batch, start, out, most - spent)
            if found is None:
                return None
            spent += found[0]
            sites.append(found[1])
            out |= found[2]
        return Spot(slip * limits.DAY + limits.PRICE * spent, start, tuple(sites), frozenset(out))

    def _site(self, leg: int, batch: int, start: int, gone: set[int], most: int) -> tuple[int, int, set[int]] | None:
        """The site of a leg whose batches in the way cost least, at most `most`: (cost, site, batches in the way).

        Of equal ones the most used.
        """
        fit, used, excess = self.fit(leg, batch, start), self.used[leg], self._excess(leg, batch, start)
        free = self._free((leg, batch, start), excess, gone)
        if free >= 0:
            return 0, free, set()
        if most < 1 and not gone:
            return None
        best: tuple[int, int, int, set[int]] | None = None
        # Those first where it asks for too much on the fewest days: they are likely to cost least, and what costs more
        # is soon left.
        for site, over in sorted(excess, key=lambda row: (row[1].bit_count(), row[0])):
            out = self._in_the_way((leg, batch, start), (site, over), gone, most)
            while out is not None:
                cost = self._cost(out, gone)
                if cost > most or (best is not None and best[:3] <= (cost, -used[site], site)):
                    break
                there = self.members[leg][site]
                if self.colourable(leg, batch, start, site, (out | gone) & there):
                    best, most = (cost, -used[site], site, out), cost
                    break
                out = self._and_one(leg, fit, out, there - out - gone)
        return None if best is None else (best[0], best[2], best[3])

    def _cost(self, out: set[int], gone: set[int]) -> int:
        return sum(self.price[other] for other in out if other not in gone)

    def _excess(self, leg: int, batch: int, start: int) -> list[tuple[int, int]]:
        """The sites that a batch may use, each with a bit for every day on which it asks for too much there."""
        layout, (allowed, loads, _) = self.problem.layouts[leg], self.want(leg, batch, start)
        guard, classes = layout.guard, layout.classes
        return [
            (site, (filled + loads[classes[site]]) & guard)
            for site, filled in enumerate(self.profile[leg])
            if allowed >> site & 1
        ]

    def _free(self, asked: tuple[int, int, int], excess: list[tuple[int, int]], gone: set[int]) -> int:
        """The most used site of a leg with room for a batch, whoever is gone; -1 for none."""
        leg, batch, start = asked
        used, clashing = self.used[leg], self.want(leg, batch, start)[2]
        ruled, zones, resting = self.ruled[leg], self.zones[leg], self.resting[leg]
        open_ones = (site for site, over in excess if not over and not clashing[ruled[site]] & resting[zones[site]])
        for site in sorted(open_ones, key=lambda site: (-used[site], site)):
            if self.colourable(leg, batch, start, site, gone & self.members[leg][site]):
                return site
        return -1

    def _and_one(self, leg: int, fit: Fit, out: set[int], stay: set[int]) -> set[int] | None:
        """One more to take out where maintenance leaves no containers that stay the same: the cheapest of those that
        meet the batch in a stage; None when nobody does."""
        days, stand = {stage: (first, end) for stage, first, end, _ in fit.stages}, self.stand[leg]
        meeting = [
            (self.price[other], other)
            for other in stay
            if any(
                stage in days and first < days[stage][1] and days[stage][0] < end
                for stage, first, end, _ in stand[other].stages
            )
        ]
        return out | {min(meeting)[1]} if meeting else None

    def _in_the_way(
        self, asked: tuple[int, int, int], at: tuple[int, int], gone: set[int], most: int
    ) -> set[int] | None:
        """Batches to take out of a site, cheapest for what they free first; None when even that does not help, or when
        their prices are more than `most`. Asked is of a leg, for a batch, from a start, at a site with its excess."""
        (leg, batch, start), (site, over) = asked, at
        layout, there = self.problem.layouts[leg], self.members[leg][site]
        kind = layout.classes[site]
        stand, price, full = self.stand[leg], self.price, self.full[leg]
        out = self.tired(leg, batch, start, site)
        spent = self._cost(out, gone)
        if spent > most:
            return None
        now = self.profile[leg][site] + self.fit(leg, batch, start).loads[kind]
        left: Iterable[int] = there
        if out or gone:
            for other in (out | gone) & there:
                now -= stand[other].loads[kind]
            over, left = now & layout.guard, there - out - gone
        while over:
            best, least, touched = -1, 0.0, 0
            kept = []
            for other in left:
                hits = (full[other] & over).bit_count()
                if hits:
                    kept.append(other)
                    if best < 0 or (price[other] / hits, other) < (least, best):
                        best, least, touched = other, price[other] / hits, hits
            # No other frees a day for less, so all days together cost no less than that.
            if best < 0 or over.bit_count() * price[best] > (most - spent) * touched:
                return None
            spent += price[best]
            out.add(best)
            kept.remove(best)
            left = kept
            now -= stand[best].loads[kind]
            over = now & layout.guard
        return out


def construct(problem: Problem, limit: int) -> tuple[Repair, bool]:
    """A plan by insertion in the order of starts, with ejections; and whether all found a place within the limit."""
    repair = Repair(problem)
    order = sorted(range(repair.n), key=lambda batch: (problem.wished[batch], batch), reverse=True)
    return repair, repair.fill(order, limit, limits.UNLIMITED)


def tighten(repair: Repair, bound: int, limit: int, step: int) -> int:
    """Less slip: take out a slipping batch, ask for less of it and for less in all, until none gives. Steps spent."""
    spent, tried = 0, set[tuple[int, int]]()
    while repair.slip > bound and spent < limit:
        slips = [repair.problem.slip(batch, held[0]) for batch, held in enumerate(repair.at) if held]
        open_ones = [batch for batch, slip in enumerate(slips) if slip and (batch, slip) not in tried]
        if not open_ones:
            break
        batch = max(open_ones, key=lambda b: (slips[b], -b))
        tried.add((batch, slips[batch]))
        kept = list(repair.at)
        budget = repair.slip - 1
        repair.price = [1] * repair.n
        repair.take(batch)
        better = repair.fill([batch], step, budget, slips[batch])
        spent += repair.nodes
        if better:
            tried.clear()
        else:
            repair.restore(kept)
    return spent
