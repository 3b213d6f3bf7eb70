"""Who stands where while a plan grows: batches at sites, what that leaves free, and whether another still fits."""

from __future__ import annotations

from compiler.solving.colour import paintable
from compiler.solving.problem import Problem, clash
from compiler.solving.profiles import Fit


class Standing:
    """A partial plan. Job j is (leg j // n, batch j % n); `pointer[b]` is the index of the start of a batch, `held[b]`
    in how many legs it stands, `at[job]` its site or -1, `free` the jobs without one."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.n = len(problem.starts)
        self.legs = range(len(problem.layouts))
        self.jobs = self.n * len(problem.layouts)
        self.profile = [list(layout.empty) for layout in problem.layouts]
        self.members: list[list[list[tuple[int, int]]]] = [[[] for _ in layout.sites] for layout in problem.layouts]
        self.pointer = [0] * self.n
        self.held = [0] * self.n
        self.at = [-1] * self.jobs
        # False once a colouring gave up: then the end of the tree proves nothing.
        self.complete = True
        self.free = set(range(self.jobs))
        self.down = [
            [any(pool.down for pool in site.pools.values()) for site in layout.sites] for layout in problem.layouts
        ]

    def hold(self, batch: int, start: int, sites: list[int]) -> None:
        """Fix a batch before the search begins: its start index and the site of each leg."""
        self.pointer[batch], self.held[batch] = start, len(self.legs)
        for leg in self.legs:
            self.enter(leg, batch, sites[leg])

    def let_go(self, batch: int) -> None:
        """Undo the last `hold`, which was of this batch."""
        for leg in self.legs:
            self.leave(leg, batch)
        self.held[batch] = self.pointer[batch] = 0

    def enter(self, leg: int, batch: int, site: int) -> None:
        """Book a batch, from the start that it points to, at a site."""
        layout = self.problem.layouts[leg]
        fit = layout.fit(batch, self.problem.starts[batch][self.pointer[batch]])
        self.profile[leg][site] += fit.loads[layout.classes[site]]
        if fit.span is not None:
            self.members[leg][site].append(fit.span)
        self.at[leg * self.n + batch] = site
        self.free.discard(leg * self.n + batch)

    def leave(self, leg: int, batch: int) -> None:
        """Undo the last `enter` of the site, which was of this batch."""
        layout, site = self.problem.layouts[leg], self.at[leg * self.n + batch]
        fit = layout.fit(batch, self.problem.starts[batch][self.pointer[batch]])
        self.profile[leg][site] -= fit.loads[layout.classes[site]]
        if fit.span is not None:
            self.members[leg][site].pop()
        self.at[leg * self.n + batch] = -1
        self.free.add(leg * self.n + batch)

    def fits(self, leg: int, fit: Fit, site: int) -> bool:
        layout = self.problem.layouts[leg]
        if (self.profile[leg][site] + fit.loads[layout.classes[site]]) & layout.guard:
            return False
        return layout.rests[site] is None or self._rested(leg, fit.span, site)

    def _rested(self, leg: int, span: tuple[int, int] | None, site: int) -> bool:
        layout, members = self.problem.layouts[leg], self.members[leg]
        rule = layout.rests[site]
        if span is None or rule is None:
            return True
        return not any(clash(span, other, rule.join, rule.fallow) for m in layout.mates[site] for other in members[m])

    def mask(self, leg: int, batch: int, k: int) -> int:
        """Sites of a leg that can still take a batch at its k-th start."""
        layout = self.problem.layouts[leg]
        fit = layout.fit(batch, self.problem.starts[batch][k])
        if self.at[leg * self.n + batch] >= 0:
            return 1 << self.at[leg * self.n + batch]
        sites, found, guard, loads, classes = fit.sites, 0, layout.guard, fit.loads, layout.classes
        for site, filled in enumerate(self.profile[leg]):
            if not sites >> site & 1 or (filled + loads[classes[site]]) & guard:
                continue
            if layout.rests[site] is None or self._rested(leg, fit.span, site):
                found |= 1 << site
        return found

    def colourable(self, leg: int, site: int) -> bool:
        """Whether the pools of a site with maintenance can be coloured for the batches placed there."""
        layout, pools = self.problem.layouts[leg], self.problem.layouts[leg].sites[site].pools
        booked: dict[str, list[tuple[int, int, int]]] = {}
        for batch in range(self.n):
            if self.at[leg * self.n + batch] == site:
                fit = layout.fit(batch, self.problem.starts[batch][self.pointer[batch]])
                for stage, first, end, need in fit.stages:
                    pool = pools.get(stage)
                    if pool and pool.down:
                        booked.setdefault(stage, []).append((first, min(layout.today, end + pool.turnaround), need))
        for stage, rows in booked.items():
            painted = paintable(pools[stage], tuple(sorted(rows)), layout.today)
            self.complete = self.complete and painted is not None
            if not painted:
                return False
        return True

    def state(self, leg: int, site: int) -> tuple[object, ...]:
        """Equal for sites that are interchangeable for all jobs still free."""
        layout = self.problem.layouts[leg]
        if layout.pinned >> site & 1 or self.down[leg][site]:
            return (site,)
        rest, zone = layout.rests[site], layout.sites[site].zone
        spans = tuple(sorted(self.members[leg][site])) if rest and not zone else ()
        tired = rest, zone, spans
        return (-1, self.profile[leg][site], layout.classes[site], tired, tuple(layout.sites[site].pools))
