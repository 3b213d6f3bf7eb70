"""Depth-first search over (batch, leg) jobs: which site, and where windows allow it which day.

Smallest domain first, weighted by past failures; values that take the fewest options from others first; forward
checks; restarts with a growing node limit. Sites in the same state count as one. A batch with a window keeps a
pointer to its best start that still has a site in every leg: so a search with windows costs little more than
one without, and the sum of the pointers' slips is a bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compiler.solving.problem import Outcome, Problem, Status, clash
from compiler.solving.profiles import Fit
from compiler.solving.proof import Branch, Dead, Full, Reason
from compiler.solving.standing import Standing

POINTER, DOMAIN, PLACED = range(3)
"""Kinds of entries on the trail."""


@dataclass(slots=True)
class Frame:
    """A job on the path from the root: where the trail was before it, its ways still to be tried, and the proof."""

    job: int
    mark: int
    options: Iterator[tuple[int, int]]
    branch: Branch
    way: tuple[int, str] = (0, "")

    def note(self, why: Reason) -> None:
        """Why the way that was tried last fails."""
        self.branch.ways[self.way] = why


class Search(Standing):
    """One depth-first run. Job j is (leg j // n, batch j % n)."""

    def __init__(self, problem: Problem, budget: int, weights: list[int] | None = None) -> None:
        super().__init__(problem)
        self.budget = budget
        self.domain = [0] * self.jobs
        self.slip = 0
        self.weights = list(weights) if weights else [1] * self.jobs
        # What every step changed, newest last, so that `undo` restores any earlier state: (POINTER, batch, its pointer
        # before), (DOMAIN, job, its sites before), (PLACED, job, its site now). Newest first matters: a job is taken
        # back with the pointer that its batch had when the job was placed.
        self.trail: list[tuple[int, int, int]] = []
        self.nodes = 0
        # Why the last `place` or `prepare` failed, for the proof.
        self.why: Reason | None = None

    def best(self, leg: int, batch: int, k: int, mask: int) -> int:
        """The site of a mask that takes the fewest options from others."""
        return min(self._ranked(leg, batch, k, mask))[1]

    def settle(self, batch: int, k: int) -> bool:
        """Move the pointer of a batch without a day to its first start from k on that has a site in every leg."""
        for step in range(k, len(self.problem.starts[batch])):
            slip = self.slip - self.problem.slip(batch, self.pointer[batch]) + self.problem.slip(batch, step)
            if slip > self.budget:
                return False
            masks = [self.mask(leg, batch, step) for leg in self.legs]
            if all(masks):
                self._point(batch, step, masks)
                return True
        return False

    def _point(self, batch: int, k: int, masks: list[int]) -> None:
        self.trail.append((POINTER, batch, self.pointer[batch]))
        self.slip += self.problem.slip(batch, k) - self.problem.slip(batch, self.pointer[batch])
        self.pointer[batch] = k
        for leg, mask in enumerate(masks):
            self._domain(leg * self.n + batch, mask)

    def _domain(self, job: int, mask: int) -> None:
        self.trail.append((DOMAIN, job, self.domain[job]))
        self.domain[job] = mask

    def prepare(self) -> bool:
        """First domains; False when some batch has none."""
        for batch in range(self.n):
            if self.held[batch]:
                continue
            masks = [self.mask(leg, batch, 0) for leg in self.legs]
            if all(masks):
                for leg, mask in enumerate(masks):
                    self.domain[leg * self.n + batch] = mask
            elif not self.settle(batch, 1):
                return self._fail(batch)
        self.slip = sum(self.problem.slip(batch, self.pointer[batch]) for batch in range(self.n))
        self.trail.clear()
        return self.slip <= self.budget

    def place(self, job: int, k: int, site: int) -> bool:
        """Put a job at a site and look ahead; False when another is left without a place. The caller undoes."""
        leg, batch = divmod(job, self.n)
        if k != self.pointer[batch]:
            masks = [self.mask(other, batch, k) for other in self.legs]
            if not all(masks):
                return self._fail(batch)
            self._point(batch, k, masks)
            if self.slip > self.budget:
                return self._fail(batch)
        layout = self.problem.layouts[leg]
        self.trail.append((PLACED, job, site))
        self.held[batch] += 1
        self.enter(leg, batch, site)
        if self.down[leg][site] and not self.colourable(leg, site):
            self.why = Full(layout.leg.id, layout.sites[site].id)
            return False
        return self._look_ahead(job, leg, site)

    def _fail(self, batch: int, leg: int = 0) -> bool:
        """Note that a batch has no place left, in this leg or in another; always False."""
        layout = self.problem.layouts[leg]
        self.why = Dead(layout.leg.id, layout.batches[batch].id)
        return False

    def _look_ahead(self, job: int, leg: int, site: int) -> bool:
        layout = self.problem.layouts[leg]
        mates, base, free, domain = layout.mates[site], leg * self.n, self.free, self.domain
        bits, starts, pointer = sum(1 << mate for mate in mates), self.problem.starts, self.pointer
        for other in self.problem.near[job]:
            if other not in free or not domain[other] & bits:
                continue
            batch = other - base
            fit, lost = layout.fit(batch, starts[batch][pointer[batch]]), 0
            for mate in mates:
                if domain[other] >> mate & 1 and not self.fits(leg, fit, mate):
                    lost |= 1 << mate
            if not lost:
                continue
            if self.domain[other] != lost:
                self._domain(other, self.domain[other] & ~lost)
            elif self.held[batch] or not self.settle(batch, self.pointer[batch] + 1):
                self.weights[other] += 1
                return self._fail(batch, leg)
        return True

    def undo(self, mark: int) -> None:
        while len(self.trail) > mark:
            kind, key, value = self.trail.pop()
            if kind == DOMAIN:
                self.domain[key] = value
            elif kind == POINTER:
                self.slip += self.problem.slip(key, value) - self.problem.slip(key, self.pointer[key])
                self.pointer[key] = value
            else:
                leg, batch = divmod(key, self.n)
                self.leave(leg, batch)
                self.held[batch] -= 1

    def choose(self) -> int:
        """The free job with the fewest sites for its weight; single ones first, then the smaller index."""
        best, best_key = -1, (0.0, 0)
        for job in self.free:
            count = self.domain[job].bit_count()
            key = (0.0 if count == 1 else count / self.weights[job], job)
            if best < 0 or key < best_key:
                best, best_key = job, key
        return best

    def values(self, job: int) -> Iterator[tuple[int, int]]:
        """(start index, site) by slip, then by how many options of others it takes.

        One of several sites in the same state.
        """
        leg, batch = divmod(job, self.n)
        last = self.pointer[batch] + 1 if self.held[batch] else len(self.problem.starts[batch])
        for k in range(self.pointer[batch], last):
            here = self.problem.slip(batch, self.pointer[batch])
            if self.slip - here + self.problem.slip(batch, k) > self.budget:
                return
            mask = self.domain[job] if k == self.pointer[batch] else self.mask(leg, batch, k)
            yield from ((k, site) for _, site in sorted(self._ranked(leg, batch, k, mask)))

    def _ranked(self, leg: int, batch: int, k: int, mask: int) -> Iterator[tuple[int, int]]:
        layout = self.problem.layouts[leg]
        fit = layout.fit(batch, self.problem.starts[batch][k])
        seen: set[tuple[object, ...]] = set()
        for site in range(len(layout.sites)):
            if not mask >> site & 1:
                continue
            key = self.state(leg, site)
            if key not in seen:
                seen.add(key)
                yield self._taken(leg, batch, fit, site) if mask.bit_count() > 1 else 0, site

    def _taken(self, leg: int, batch: int, fit: Fit, site: int) -> int:
        layout = self.problem.layouts[leg]
        bit, kind, rule = 1 << site, layout.classes[site], layout.rests[site]
        filled, count = self.profile[leg][site] + fit.loads[kind], 0
        for other in self.problem.near[leg * self.n + batch]:
            if other in self.free and self.domain[other] & bit:
                number = other - leg * self.n
                theirs = layout.fit(number, self.problem.starts[number][self.pointer[number]])
                if (filled + theirs.loads[kind]) & layout.guard or (
                    rule and fit.span and theirs.span and clash(fit.span, theirs.span, rule.join, rule.fallow)
                ):
                    count += 1
        return count

    def run(self, limit: int) -> Outcome:
        """Search until a plan, the end of the tree, or `limit` nodes."""
        deepest: dict[tuple[int, int], int] = {}
        if not self.prepare():
            return self._outcome("exhausted", deepest)
        frames: list[Frame] = []
        while self.free:
            job = self.choose()
            leg, batch = divmod(job, self.n)
            branch = Branch(self.problem.layouts[leg].leg.id, self.problem.layouts[leg].batches[batch].id)
            if frames:
                frames[-1].note(branch)
            frames.append(Frame(job, len(self.trail), self.values(job), branch))
            if not self._advance(frames, limit):
                return self._outcome("limit" if frames or not self.complete else "exhausted", deepest)
            if self.jobs - len(self.free) > len(deepest):
                deepest = {divmod(j, self.n): site for j, site in enumerate(self.at) if site >= 0}
        return self._outcome("found", deepest)

    def _advance(self, frames: list[Frame], limit: int) -> bool:
        """Place the job of the last frame that has a way left; False at the limit, or when no frame is left."""
        while frames:
            frame = frames[-1]
            option = next(frame.options, None)
            if option is None:
                self.why = frames.pop().branch
                if frames:
                    self.undo(frames[-1].mark)
                continue
            self.nodes += 1
            leg, batch = divmod(frame.job, self.n)
            frame.way = self.problem.starts[batch][option[0]], self.problem.layouts[leg].sites[option[1]].id
            if self.place(frame.job, *option):
                return True
            assert self.why is not None
            frame.note(self.why)
            self.undo(frame.mark)
            if self.nodes >= limit:
                return False
        return False

    def _outcome(self, status: Status, deepest: dict[tuple[int, int], int]) -> Outcome:
        start = [days[k] for days, k in zip(self.problem.starts, self.pointer, strict=True)]
        site = [self.at[leg * self.n : (leg + 1) * self.n] for leg in self.legs]
        return Outcome(
            status,
            start,
            site,
            self.slip,
            self.nodes,
            self.weights,
            deepest,
            self.why if status == "exhausted" else None,
        )
