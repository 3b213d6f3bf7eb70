"""A plan by insertion and ejection: a batch without a place takes the place that costs least, and those in its way go.

Each batch has a price, which rises whenever it had to throw others out; so batches that are hard to place come to
stay, and the search does not turn in circles. It finds plans quickly, and proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from compiler.solving import limits
from compiler.solving.colour import paintable
from compiler.solving.problem import Outcome, Problem, clash, filled
from compiler.solving.profiles import Fit


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a batch: what it costs, its start, the site of each leg, the batches that must go."""

    cost: int
    start: int
    sites: tuple[int, ...]
    out: frozenset[int]


class Repair:
    """A growing plan. `at[b]` is (index of its start, the site of each leg), None for a batch without a place;
    `stand[leg][b]` its days and demand there, where it has one."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.n = len(problem.starts)
        self.legs = range(len(problem.layouts))
        self.profile = [list(layout.empty) for layout in problem.layouts]
        self.members: list[list[set[int]]] = [[set() for _ in layout.sites] for layout in problem.layouts]
        self.used = [[0] * len(layout.sites) for layout in problem.layouts]
        self.stand: list[dict[int, Fit]] = [{} for _ in problem.layouts]
        self.at: list[tuple[int, tuple[int, ...]] | None] = [None] * self.n
        self.price = [1] * self.n
        self.slip = 0
        self.nodes = self.painted = 0
        self.fields: dict[tuple[int, int, int, int], int] = {}
        self.down = [
            [any(pool.down for pool in site.pools.values()) for site in layout.sites] for layout in problem.layouts
        ]

    def put(self, batch: int, start: int, sites: tuple[int, ...]) -> None:
        self.at[batch] = start, sites
        self.slip += self.problem.slip(batch, start)
        self._book(batch, start, sites, 1)

    def take(self, batch: int) -> None:
        held = self.at[batch]
        assert held is not None
        self.at[batch] = None
        self.slip -= self.problem.slip(batch, held[0])
        self._book(batch, *held, -1)

    def _book(self, batch: int, start: int, sites: tuple[int, ...], sign: int) -> None:
        for leg, site in enumerate(sites):
            fit = self.fit(leg, batch, start)
            self.profile[leg][site] += sign * fit.loads[self.problem.layouts[leg].classes[site]]
            self.used[leg][site] += sign * fit.work
            if sign > 0:
                self.stand[leg][batch] = fit
            else:
                del self.stand[leg][batch]
            if fit.span is not None:
                (self.members[leg][site].add if sign > 0 else self.members[leg][site].discard)(batch)

    def fit(self, leg: int, batch: int, start: int) -> Fit:
        return self.problem.layouts[leg].fit(batch, self.problem.starts[batch][start])

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

    def choose(self, batch: int, budget: int, first: int) -> Spot | None:
        """The cheapest place of a batch; of equal ones that with less slip."""
        best: Spot | None = None
        for start in range(len(self.problem.starts[batch])):
            slip = self.problem.slip(batch, start)
            if self.slip + slip > budget or slip >= first or (best and slip * limits.DAY >= best.cost):
                break
            spot = self.spot(batch, start, slip)
            if spot and (best is None or spot.cost < best.cost):
                best = spot
        return best

    def spot(self, batch: int, start: int, slip: int) -> Spot | None:
        """The cheapest place of a batch from one start; None when it has none there."""
        cost, sites, out = slip * limits.DAY, [], set[int]()
        for leg in self.legs:
            found = self._site(leg, batch, start, out)
            if found is None:
                return None
            sites.append(found[2])
            out |= found[3]
        cost += limits.PRICE * sum(self.price[other] for other in out)
        return Spot(cost, start, tuple(sites), frozenset(out))

    def _site(self, leg: int, batch: int, start: int, gone: set[int]) -> tuple[int, int, int, set[int]] | None:
        """The site of a leg whose batches in the way cost least (cost, less used, site, batches in the way)."""
        layout, fit = self.problem.layouts[leg], self.fit(leg, batch, start)
        best: tuple[int, int, int, set[int]] | None = None
        used, price = self.used[leg], self.price
        for site in range(len(layout.sites)):
            if not fit.sites >> site & 1:
                continue
            if best is not None and best[0] == 0 and -used[site] >= best[1]:
                continue
            out = self._in_the_way(leg, fit, site, gone, limits.UNLIMITED if best is None else best[0])
            while out is not None:
                found = sum(price[other] for other in out if other not in gone), -used[site], site, out
                if best is not None and best[:3] <= found[:3]:
                    break
                stay = self.members[leg][site] - out - gone
                if not self.down[leg][site] or self.colourable(leg, site, fit, stay):
                    best = found
                    break
                out = self._and_one(leg, fit, out, stay)
        return best

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

    def _in_the_way(self, leg: int, fit: Fit, site: int, gone: set[int], most: int) -> set[int] | None:
        """Batches to take out of a site, cheapest for what they free first; None when even that does not help, or when
        their prices are more than `most`."""
        layout = self.problem.layouts[leg]
        kind, there, stand = layout.classes[site], self.members[leg][site], self.stand[leg]
        now = self.profile[leg][site] + fit.loads[kind]
        out = self.tired(leg, fit, site) if layout.rests[site] else set[int]()
        for other in (out | gone) & there:
            now -= stand[other].loads[kind]
        over = now & layout.guard
        if not over:
            return out
        price, left = self.price, [(other, self._fields(leg, other, kind)) for other in there - out - gone]
        spent = sum(price[other] for other in out if other not in gone)
        while over:
            best = min(
                ((price[other] / hits, other) for other, full in left if (hits := (full & over).bit_count())),
                default=None,
            )
            if best is None or spent + price[best[1]] > most:
                return None
            spent += price[best[1]]
            out.add(best[1])
            now -= stand[best[1]].loads[kind]
            over = now & layout.guard
            left = [row for row in left if row[1] & over and row[0] != best[1]]
        return out

    def tired(self, leg: int, fit: Fit, site: int) -> set[int]:
        """Batches at a site, or elsewhere in its zone, after or before which it has not rested."""
        layout, found = self.problem.layouts[leg], set[int]()
        rule = layout.rests[site]
        if rule is None:
            return found
        for other in (batch for mate in layout.mates[site] for batch in self.members[leg][mate]):
            span = self.stand[leg][other].span
            if fit.span and span and clash(fit.span, span, rule.join, rule.fallow):
                found.add(other)
        return found

    def _fields(self, leg: int, batch: int, kind: int) -> int:
        """Top bit of every field that a batch fills where it stands."""
        held = self.at[batch]
        key = leg, batch, held[0] if held else 0, kind
        found = self.fields.get(key)
        if found is None:
            found = self.fields[key] = filled(self.stand[leg][batch].loads[kind], self.problem.layouts[leg])
        return found

    def colourable(self, leg: int, site: int, fit: Fit, there: set[int]) -> bool:
        """Whether the pools with maintenance that a batch wants can be coloured for it and those that stay."""
        layout = self.problem.layouts[leg]
        stand, today = self.stand[leg], layout.today
        wanted = {stage for stage, *_ in fit.stages}
        fits = [fit, *(stand[other] for other in there)]
        for stage, pool in layout.sites[site].pools.items():
            if pool.down and stage in wanted:
                turn = pool.turnaround
                rows = [
                    (first, min(today, end + turn), need)
                    for each in fits
                    for name, first, end, need in each.stages
                    if name == stage
                ]
                rows.sort()
                self.painted += 1
                if not paintable(pool, tuple(rows), today):
                    return False
        return True

    def outcome(self) -> Outcome:
        """The plan, which must be complete."""
        held = [at for at in self.at if at is not None]
        start = [self.problem.starts[batch][k] for batch, (k, _) in enumerate(held)]
        site = [[sites[leg] for _, sites in held] for leg in self.legs]
        return Outcome("found", start, site, self.slip, self.nodes)


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
            restore(repair, kept)
    return spent


def restore(repair: Repair, kept: list[tuple[int, tuple[int, ...]] | None]) -> None:
    """Put every batch back where it was."""
    changed = [batch for batch, held in enumerate(kept) if repair.at[batch] != held]
    for batch in changed:
        if repair.at[batch] is not None:
            repair.take(batch)
    for batch in changed:
        held = kept[batch]
        if held is not None:
            repair.put(batch, *held)
