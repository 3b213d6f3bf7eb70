"""Who stands where while batches are put and taken in any order, and where another finds room."""

from __future__ import annotations

from bisect import insort

from compiler.solving.clashes import Clashes
from compiler.solving.colour import Booking, paintable
from compiler.solving.instance import Pool
from compiler.solving.problem import Outcome, Problem, filled
from compiler.solving.profiles import Fit

Held = tuple[int, tuple[int, ...]]
"""(index of the start, the site of each leg)"""


Want = tuple[int, tuple[int, ...], tuple[int, ...]]
"""Of one start in a leg: sites as bits, demand by class of turnaround, the starts it clashes with by rule of fallow."""


class Seating:
    """A partial plan. `at[b]` is where a batch stands, None where it does not; `stand[leg][b]` its days and demand
    there; `painted` counts colourings of pools with maintenance."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.n = len(problem.starts)
        self.legs = range(len(problem.layouts))
        self.profile = [list(layout.empty) for layout in problem.layouts]
        self.members: list[list[set[int]]] = [[set() for _ in layout.sites] for layout in problem.layouts]
        self.used = [[0] * len(layout.sites) for layout in problem.layouts]
        self.stand: list[dict[int, Fit]] = [{} for _ in problem.layouts]
        self.full = [[0] * self.n for _ in problem.layouts]
        """[leg][batch] the top bit of every field that it fills where it stands"""
        self.at: list[Held | None] = [None] * self.n
        self.slip = self.painted = 0
        self.clashes = [Clashes(layout, problem.starts) if any(layout.rests) else None for layout in problem.layouts]
        self.zones = [[min(mates) for mates in layout.mates] for layout in problem.layouts]
        self.rules = [sorted({rest for rest in layout.rests if rest}) for layout in problem.layouts]
        self.ruled = [
            [rules.index(rest) if rest else len(rules) for rest in layout.rests]
            for rules, layout in zip(self.rules, problem.layouts, strict=True)
        ]
        """[leg][site] its rule of fallow in `rules`, the last for none"""
        self.resting = [[0] * len(layout.sites) for layout in problem.layouts]
        """[leg][the first site of a zone] the starts of those that stand in it, as bits of `clashes`"""
        self.down: list[list[dict[str, Pool]]] = [
            [{stage: pool for stage, pool in site.pools.items() if pool.down} for site in layout.sites]
            for layout in problem.layouts
        ]
        self.booked: list[list[dict[str, list[Booking]]]] = [
            [{stage: [] for stage in pools} for pools in sites] for sites in self.down
        ]
        """[leg][site][stage with maintenance] its bookings by day"""
        self._fits: list[list[list[Fit | None]]] = [
            [[None] * len(days) for days in problem.starts] for _ in problem.layouts
        ]
        self._wants: list[list[list[Want | None]]] = [
            [[None] * len(days) for days in problem.starts] for _ in problem.layouts
        ]
        self._fields: dict[tuple[int, int, int, int], int] = {}
        self._booking: dict[tuple[int, int, int, int], list[tuple[str, Booking]]] = {}

    def fit(self, leg: int, batch: int, start: int) -> Fit:
        """How a batch uses a leg from one of its starts."""
        found = self._fits[leg][batch][start]
        if found is None:
            found = self.problem.layouts[leg].fit(batch, self.problem.starts[batch][start])
            self._fits[leg][batch][start] = found
        return found

    def want(self, leg: int, batch: int, start: int) -> Want:
        """What a batch asks of a place from one of its starts."""
        found = self._wants[leg][batch][start]
        if found is None:
            fit, clashes = self.fit(leg, batch, start), self.clashes[leg]
            clashing = [clashes.of(rule, batch, start) for rule in self.rules[leg]] if clashes else []
            found = self._wants[leg][batch][start] = fit.sites, fit.loads, (*clashing, 0)
        return found

    def put(self, batch: int, start: int, sites: tuple[int, ...]) -> None:
        """Let a batch without a place stand."""
        self.at[batch] = start, sites
        self.slip += self.problem.slip(batch, start)
        for leg, site in enumerate(sites):
            fit = self.fit(leg, batch, start)
            self.profile[leg][site] += fit.loads[self.problem.layouts[leg].classes[site]]
            self.used[leg][site] += fit.work
            self.stand[leg][batch] = fit
            self.full[leg][batch] = self._filled(leg, batch, start, site)
            if fit.span is not None:
                self.members[leg][site].add(batch)
                self._rest(leg, batch, start, site)
            for stage, row in self._bookings(leg, batch, start, site):
                insort(self.booked[leg][site][stage], row)

    def _filled(self, leg: int, batch: int, start: int, site: int) -> int:
        kind = self.problem.layouts[leg].classes[site]
        found = self._fields.get((leg, batch, start, kind))
        if found is None:
            load = self.fit(leg, batch, start).loads[kind]
            found = self._fields[leg, batch, start, kind] = filled(load, self.problem.layouts[leg])
        return found

    def take(self, batch: int) -> None:
        """Take a batch from where it stands."""
        held = self.at[batch]
        assert held is not None
        start, sites = held
        self.at[batch] = None
        self.slip -= self.problem.slip(batch, start)
        for leg, site in enumerate(sites):
            fit = self.stand[leg].pop(batch)
            self.profile[leg][site] -= fit.loads[self.problem.layouts[leg].classes[site]]
            self.used[leg][site] -= fit.work
            if fit.span is not None:
                self.members[leg][site].discard(batch)
                self._rest(leg, batch, start, site)
            for stage, row in self._bookings(leg, batch, start, site):
                self.booked[leg][site][stage].remove(row)

    def _rest(self, leg: int, batch: int, start: int, site: int) -> None:
        clashes = self.clashes[leg]
        if clashes is not None:
            self.resting[leg][self.zones[leg][site]] ^= 1 << (clashes.first[batch] + start)

    def _bookings(self, leg: int, batch: int, start: int, site: int) -> list[tuple[str, Booking]]:
        """What a batch books of pools with maintenance at a site, by stage."""
        pools = self.down[leg][site]
        if not pools:
            return []
        found = self._booking.get((leg, batch, start, site))
        if found is None:
            today, stages = self.problem.layouts[leg].today, self.fit(leg, batch, start).stages
            found = self._booking[leg, batch, start, site] = [
                (stage, (first, min(today, end + pools[stage].turnaround), need))
                for stage, first, end, need in stages
                if stage in pools
            ]
        return found

    def has_room(self, leg: int, batch: int, start: int, site: int) -> bool:
        """Whether demand and fallow leave room for a batch at a site, whatever its maintenance."""
        layout, (allowed, loads, clashing) = self.problem.layouts[leg], self.want(leg, batch, start)
        return not (
            not allowed >> site & 1
            or (self.profile[leg][site] + loads[layout.classes[site]]) & layout.guard
            or clashing[self.ruled[leg][site]] & self.resting[leg][self.zones[leg][site]]
        )

    def room(self, leg: int, batch: int, start: int) -> list[int]:
        """The sites of a leg with room for a batch, whatever their maintenance."""
        layout, (allowed, loads, clashing) = self.problem.layouts[leg], self.want(leg, batch, start)
        guard, classes, ruled, zones, resting = (
            layout.guard,
            layout.classes,
            self.ruled[leg],
            self.zones[leg],
            self.resting[leg],
        )
        return [
            site
            for site, filled in enumerate(self.profile[leg])
            if allowed >> site & 1
            and not (filled + loads[classes[site]]) & guard
            and not clashing[ruled[site]] & resting[zones[site]]
        ]

    def tired(self, leg: int, batch: int, start: int, site: int) -> set[int]:
        """Those at a site, or elsewhere in its zone, with which a batch breaks fallow."""
        clashes = self.clashes[leg]
        bits = self.want(leg, batch, start)[2][self.ruled[leg][site]] & self.resting[leg][self.zones[leg][site]]
        return clashes.batches(bits) if bits and clashes else set()

    def colourable(self, leg: int, batch: int, start: int, site: int, gone: set[int]) -> bool:
        """Whether the pools with maintenance that a batch wants can be coloured for it and those that stand there, but
        for some that are gone."""
        wanted: dict[str, list[Booking]] = {}
        for stage, row in self._bookings(leg, batch, start, site):
            wanted.setdefault(stage, list(self.booked[leg][site][stage])).append(row)
        for other in gone if wanted else ():
            held = self.at[other]
            assert held is not None
            for stage, row in self._bookings(leg, other, held[0], site):
                if stage in wanted:
                    wanted[stage].remove(row)
        for stage, rows in wanted.items():
            rows.sort()
            self.painted += 1
            if not paintable(self.down[leg][site][stage], tuple(rows), self.problem.layouts[leg].today):
                return False
        return True

    def outcome(self, nodes: int) -> Outcome:
        """The plan, which must be complete."""
        held = [at for at in self.at if at is not None]
        start = [self.problem.starts[batch][k] for batch, (k, _) in enumerate(held)]
        site = [[sites[leg] for _, sites in held] for leg in self.legs]
        return Outcome("found", start, site, self.slip, nodes)

    def restore(self, kept: list[Held | None]) -> None:
        """Put every batch back where it was."""
        changed = [batch for batch, held in enumerate(kept) if self.at[batch] != held]
        for batch in changed:
            if self.at[batch] is not None:
                self.take(batch)
        for batch in changed:
            held = kept[batch]
            if held is not None:
                self.put(batch, *held)
