"""Changes tried by solving again, within a budget; and the ways to look for the smallest one that works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from compiler.solving import limits
from compiler.solving.alike import alike
from compiler.solving.holding import lived
from compiler.solving.instance import Batch, Instance, Leg, Site
from compiler.solving.mend import Batches, Containers, Mend, Pin, Slip, Stagger, Start
from compiler.solving.problem import Status
from compiler.solving.settle import Decision


@dataclass(slots=True)
class Trial:
    """Solves changed problems of one geography, counting.

    `change` gives the instance after a mend, None when the mend is a mistake; `solve` decides its batches within nodes.
    """

    geo: str
    change: Callable[[Mend], Instance | None]
    solve: Callable[[Instance, list[Batch], int], Decision]
    tries: int
    nodes: int = limits.UNLIMITED
    """Nodes of all solves together"""
    each: int = limits.TRY_NODES
    """Nodes of one solve"""
    window: int = limits.UNLIMITED
    """Days of window, on average, that count as another try"""
    asked: int = 0
    """Changes tried with more patience"""

    def works(self, mend: Mend, each: int = 0) -> Status:
        """Found when there is a plan after the change; exhausted when there is none; limit when that is not known.

        `each` are nodes of this one solve, out of no budget, where it is worth more than another."""
        if not each and (self.tries <= 0 or self.nodes <= 0):
            return "limit"
        changed = self.change(mend)
        batches = [batch for batch in changed.batches if batch.geo == self.geo] if changed else []
        moving = 0 if alike(batches) else sum(batch.early + batch.late for batch in batches)
        self.tries -= 1 + moving // (self.window * max(1, len(batches))) + len(batches) // limits.TRY_BATCHES
        if changed is None:
            return "exhausted"
        if each and (moving or len(batches) > limits.TRY_HARDER_BATCHES):
            return "limit"
        if not batches:
            return "found"
        found = self.solve(lived(changed, batches), batches, each or min(self.each, self.nodes))
        if found.status == "limit":
            self.tries -= limits.TRY_UNKNOWN * (len(batches) // limits.TRY_BATCHES) ** 2
            self.tries -= limits.TRY_MOVING if moving and len(batches) > limits.SIZE else 0
        self.nodes -= 0 if each else found.nodes
        return found.status

    def harder(self, mend: Mend) -> bool:
        """Whether a change works that is smaller than one which does, tried with more patience than any before."""
        self.asked += 1
        return self.asked <= limits.TRIES_HARDER and self.works(mend, limits.TRY_HARDER) == "found"

    def first(self, mends: Iterable[Mend]) -> Mend | None:
        """The first that works, tried in turn."""
        unknown: list[Mend] = []
        for mend in mends:
            status = self.works(mend)
            if status == "found":
                smaller = [other for other in unknown if (other.after or 0) < (mend.after or 0)]
                return next(filter(self.harder, smaller), mend)
            unknown += [mend] if status == "limit" else []
        return None

    def halve(self, mends: Sequence[Mend]) -> Mend | None:
        """The smallest that works of changes from small to large, where a larger one allows all that a smaller does."""
        if not mends or self.works(mends[-1]) != "found":
            return None
        low, high = 0, len(mends) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.works(mends[middle]) == "found" else (middle + 1, high)
        while high and self.harder(mends[high - 1]):
            high -= 1
        return mends[high]

    def double(self, by: Callable[[int], Mend], most: int) -> Mend | None:
        """The change `by` the fewest days that work, up to `most`: doubling steps, then halving between the last two.

        Least when every smaller one that was tried is proven not to work.
        """
        low, high = 0, 1
        while high <= most and self.works(by(high)) != "found":
            low, high = high, high * 2
        if high > most:
            return None
        least = True
        while low + 1 < high:
            middle = (low + high) // 2
            status = self.works(by(middle))
            low, high = (low, middle) if status == "found" else (middle, high)
            least = least and status != "limit"
        return replace(by(high), least=least)


def change(instance: Instance, mend: Mend) -> Instance:
    """The instance after a mend. What was typed in a scenario is not in it: a Line is for drafts."""
    what, after = mend.what, mend.after or 0
    match what:
        case Pin(name, leg):
            return _with_batches(instance, lambda batch: _unpinned(batch, leg) if batch.id == name else batch)
        case Start(name):
            return _with_batches(instance, lambda batch: _moved(batch, after) if batch.id == name else batch)
        case Slip(geo):
            return _with_batches(instance, lambda batch: _widened(batch, after) if batch.geo == geo else batch)
        case Stagger(geo):
            assert isinstance(mend.before, int)
            return _spread(instance, geo, after - mend.before)
        case Containers(places, stage):
            legs = tuple(_grown(leg, places, stage, after) for leg in instance.legs)
            return replace(instance, legs=legs)
        case Batches(names):
            return replace(instance, batches=tuple(batch for batch in instance.batches if batch.id not in names))
    raise AssertionError(f"{what} is no value of an instance")


def step(instance: Instance, geo: str) -> int | None:
    """Days between one start and the next in a geography; None unless all are the same and not 0."""
    starts = sorted(batch.start for batch in instance.batches if batch.geo == geo)
    steps = {after - before for before, after in pairwise(starts)}
    return steps.pop() or None if len(steps) == 1 else None


def _with_batches(instance: Instance, change: Callable[[Batch], Batch]) -> Instance:
    return replace(instance, batches=tuple(map(change, instance.batches)))


def _unpinned(batch: Batch, leg: str) -> Batch:
    return replace(batch, pins={name: site for name, site in batch.pins.items() if name != leg})


def _moved(batch: Batch, day: int) -> Batch:
    return replace(batch, start=day, early=0, late=0)


def _widened(batch: Batch, days: int) -> Batch:
    return replace(batch, early=batch.early + days, late=batch.late + days)


def _spread(instance: Instance, geo: str, days: int) -> Instance:
    """`days` more between one start and the next."""
    order = sorted((b for b in instance.batches if b.geo == geo), key=lambda batch: (batch.start, batch.id))
    later = {batch.id: position * days for position, batch in enumerate(order)}
    return _with_batches(instance, lambda batch: replace(batch, start=batch.start + later.get(batch.id, 0)))


def _grown(leg: Leg, places: tuple[str, ...], stage: str, more: int) -> Leg:
    def grown(site: Site) -> Site:
        if site.id not in places or stage not in site.pools:
            return site
        pool = site.pools[stage]
        return replace(site, pools={**site.pools, stage: replace(pool, containers=pool.containers + more)})

    return replace(leg, sites=tuple(map(grown, leg.sites)))
