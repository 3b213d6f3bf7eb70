"""Why not, when search and not a simple proof decided.

The smallest set of batches that collide, found by leaving batches out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from compiler.solving import limits
from compiler.solving.bounds import Part, Pools, compulsory, repaired, rooms, steady
from compiler.solving.instance import Batch, Instance, Leg, Site, Witness
from compiler.solving.problem import Problem
from compiler.solving.profiles import lay_out
from compiler.solving.proof import Proof
from compiler.solving.restarts import search
from compiler.solving.settle import prove_by
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

    def shrink(self, batches: list[Batch], proof: Proof | None) -> list[Batch]:
        """A subset that still collides: those that a proof names, cut behind, cut in front, then one by one.

        `proof` is one about all batches, if there is any. `sure` tells whether the subset is irreducible.
        """
        self.proof = proof
        kept = self.named(sorted(batches, key=lambda batch: (batch.start, batch.id)))
        if not self.collide(kept):  # the proof is the optional solver's, or was longer than is looked for here
            return kept
        kept = self.named(kept)
        kept = kept[: self._least(lambda size: kept[:size], len(kept))]
        count = len(kept)
        kept = kept[count - self._least(lambda size: kept[count - size :], count) :]
        self.sure = True
        for batch in list(kept):
            fewer = [other for other in kept if other is not batch]
            if self.collide(fewer):
                kept = fewer
        return kept

    def named(self, batches: list[Batch]) -> list[Batch]:
        """Those of some batches that the last proof names; all when there is none."""
        if self.proof is None:
            return batches
        self.proof = self.proof.core()
        names = set(self.proof.batches)
        return [batch for batch in batches if batch.id in names]

    def _least(self, part: Callable[[int], list[Batch]], high: int) -> int:
        low = 1
        while low < high:
            middle = (low + high) // 2
            if self.collide(part(middle)):
                high = middle
            else:
                low = middle + 1
        return high


def collision(
    instance: Instance, batches: list[Batch], legs: list[Leg], proof: Proof | None = None
) -> tuple[Witness, Proof | None]:
    """The witness of an exhausted search, with the proof that belongs to it when our own search found one.

    It names the colliding batches, and the stage and days where they press most.
    """
    shrinking = Collision(instance, legs)
    kept = shrinking.shrink(batches, proof)
    pools, there, (first, last, capacity, down) = _tightest(instance, kept, legs)
    leg, stage, sites = pools.leg, pools.stage, pools.sites
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
        f"of {stage}{repaired(down)}"
    )
    rest = blamed_rest(instance, kept, legs)
    text += f"; without {rest} they fit" if rest else ""
    places, sure = tuple(site.id for site in sites), shrinking.sure
    found = Witness("collide", leg.id, stage, places, first, last, demand, capacity, names, text, sure, 1, rest, down)
    return found, shrinking.proof


def blamed_rest(instance: Instance, batches: list[Batch], legs: list[Leg]) -> str:
    """The rule of fallow, of a zone or of the single places of a leg, or the maintenance without which the batches fit;
    else nothing."""
    geo = batches[0].geo
    for number, leg in enumerate(legs):
        sites = [site for site in leg.sites if site.geo == geo and leg.rest(site)]
        for zone in sorted({site.zone for site in sites})[: limits.ZONES]:
            there = [site for site in sites if site.zone == zone]
            if _fit(instance, batches, [*legs[:number], _restless(leg, there), *legs[number + 1 :]]):
                rule = leg.rest(there[0])
                what = f"of {zone}" if zone else f"in {leg.id}"
                count = f"its {len(there)} places together" if zone else "each place by itself"
                return f"the fallow {what} ({rule.fallow if rule else 0} days, {count})"
    for number, leg in enumerate(legs):
        places = [s.id for s in leg.sites if s.geo == geo and any(pool.down for pool in s.pools.values())]
        if places and _fit(instance, batches, [*legs[:number], _whole(leg), *legs[number + 1 :]]):
            return f"the maintenance of {places[0] if len(places) == 1 else f'{len(places)} places of {leg.id}'}"
    return ""


def _fit(instance: Instance, batches: list[Batch], legs: list[Leg]) -> bool:
    """Whether a short search finds a place for all."""
    days = [batch.starts() for batch in batches]
    layouts = [lay_out(leg, batches[0].geo, instance.today, batches, days) for leg in legs]
    problem = Problem(layouts, days, [batch.start for batch in batches])
    return search(problem, limits.UNLIMITED, limits.COLLIDE).status == "found"


def _restless(leg: Leg, there: list[Site]) -> Leg:
    """The leg without fallow at some of its sites."""
    free = {site.id for site in there}
    sites = (replace(site, zone="", fallow=0) if site.id in free else site for site in leg.sites)
    return replace(leg, sites=tuple(sites))


def _whole(leg: Leg) -> Leg:
    """The leg without maintenance."""
    sites = (
        replace(site, pools={stage: replace(pool, down=()) for stage, pool in site.pools.items()}) for site in leg.sites
    )
    return replace(leg, sites=tuple(sites))


def _tightest(
    instance: Instance, batches: list[Batch], legs: list[Leg]
) -> tuple[Pools, list[Part], tuple[int, int, int, int]]:
    """The fullest stage on some day, who is there, and (first, last, capacity, down) of the days around it."""
    best: tuple[float, Pools, list[Part], int] | None = None
    days = [batch.starts() for batch in batches]
    for leg in legs:
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        for stage, parts in compulsory(leg, sites, instance.today, batches, days).items():
            pools = Pools(leg, stage, sites, batches)
            for part in parts:
                there = [other for other in parts if other.first <= part.first < other.end]
                room = sum(rooms(pools, part.first))
                ratio = sum(other.need for other in there) / max(1, room)
                if best is None or ratio > best[0]:
                    best = ratio, pools, there, part.first
    if best is None:
        leg = legs[0]
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        return Pools(leg, leg.stages[0], sites, batches), [], (0, 0, 0, 0)
    return best[1], best[2], steady(*best[1:])
