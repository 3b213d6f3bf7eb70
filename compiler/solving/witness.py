"""Why not, when search and not a simple proof decided.

The smallest set of batches that collide, found by leaving batches out.
"""

from __future__ import annotations

from collections.abc import Callable

from compiler.solving import limits
from compiler.solving.bounds import Part, compulsory
from compiler.solving.decide import prove_by
from compiler.solving.instance import Batch, Instance, Leg, Site, Witness
from compiler.solving.problem import Problem
from compiler.solving.profiles import lay_out
from compiler.solving.proof import Proof
from compiler.solving.restarts import search
from compiler.solving.squeeze import squeeze


class Collision:
    """Shrinks a colliding set of batches of the given legs while it stays proven that the rest collides, within a
    node budget."""

    def __init__(self, instance: Instance, legs: list[Leg]) -> None:
        self.instance, self.legs, self.spent, self.sure = instance, legs, 0, True
        self.proof: Proof | None = None

    def collide(self, batches: list[Batch]) -> bool:
        """Whether it is proven, within the budget, that these batches cannot all be placed."""
        if not batches or self.spent >= limits.COLLIDE_ALL:
            self.sure = False
            return False
        squeezed = squeeze(self.instance, batches, limits.COLLIDE_SQUEEZE)
        if squeezed.status == "exhausted":
            self.proof = prove_by(batches, list(self.instance.legs), squeezed.why)
            return True
        days = [batch.starts() for batch in batches]
        geo, today = batches[0].geo, self.instance.today
        layouts = [lay_out(leg, geo, today, batches, days) for leg in self.legs]
        problem = Problem(layouts, days, [batch.start for batch in batches])
        found = search(problem, limits.UNLIMITED, min(limits.COLLIDE, limits.COLLIDE_ALL - self.spent))
        self.spent += found.nodes + 20
        if found.status == "limit":
            self.sure = False
        if found.status == "exhausted":
            self.proof = prove_by(batches, self.legs, found.why)
        return found.status == "exhausted"

    def shrink(self, batches: list[Batch]) -> list[Batch]:
        """A subset that still collides: cut behind, cut in front, then one by one.

        `sure` tells whether it is irreducible.
        """
        kept = sorted(batches, key=lambda batch: (batch.start, batch.id))
        if not self.collide(kept):  # a proof by the optional solver, out of reach of our own search
            return kept
        kept = kept[: self._least(lambda size: kept[:size], len(kept))]
        count = len(kept)
        kept = kept[count - self._least(lambda size: kept[count - size :], count) :]
        self.sure = True
        for batch in list(kept):
            fewer = [other for other in kept if other is not batch]
            if self.collide(fewer):
                kept = fewer
        return kept

    def _least(self, part: Callable[[int], list[Batch]], high: int) -> int:
        low = 1
        while low < high:
            middle = (low + high) // 2
            if self.collide(part(middle)):
                high = middle
            else:
                low = middle + 1
        return high


def collision(instance: Instance, batches: list[Batch], legs: list[Leg]) -> tuple[Witness, Proof | None]:
    """The witness of an exhausted search, with the proof that belongs to it when our own search found one.

    It names the colliding batches, and the stage and days where they press most.
    """
    shrinking = Collision(instance, legs)
    kept = shrinking.shrink(batches)
    leg, stage, sites, there, capacity = _tightest(instance, kept, legs)
    first = max((part.first for part in there), default=0)
    last = min((part.end for part in there), default=1) - 1
    demand = sum(part.need for part in there)
    names = tuple(sorted(batch.id for batch in kept))
    how = (
        "without any one of them the others fit"
        if shrinking.sure
        else "some of them may be left out and the rest still collide"
    )
    text = (
        f"these {len(names)} batches cannot share the {len(sites)} places of {leg.id}: every way was tried, and {how}; "
        f"tightest on the days {first} to {last}, when {len(there)} of them need {demand} of {capacity} containers "
        f"of {stage}"
    )
    places = tuple(site.id for site in sites)
    witness = Witness("collide", leg.id, stage, places, first, last, demand, capacity, names, text, shrinking.sure)
    return witness, shrinking.proof


def _tightest(
    instance: Instance, batches: list[Batch], legs: list[Leg]
) -> tuple[Leg, str, list[Site], list[Part], int]:
    best: tuple[float, Leg, str, list[Site], list[Part], int] | None = None
    days = [batch.starts() for batch in batches]
    for leg in legs:
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        for stage, parts in compulsory(leg, sites, instance.today, batches, days).items():
            capacity = sum(site.pools[stage].containers for site in sites if stage in site.pools)
            for part in parts:
                there = [other for other in parts if other.first <= part.first < other.end]
                ratio = sum(other.need for other in there) / max(1, capacity)
                if best is None or ratio > best[0]:
                    best = ratio, leg, stage, sites, there, capacity
    if best is None:
        leg = legs[0]
        return leg, leg.stages[0], [site for site in leg.sites if site.geo == batches[0].geo], [], 0
    return best[1:]
