"""One geography at a time: proofs, then search.

First every batch on its wished day leg by leg, then with windows legs together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from compiler.solving import limits
from compiler.solving.alike import alike, deal, place, refute
from compiler.solving.bounds import prove
from compiler.solving.energy import prove_energy
from compiler.solving.generations import crowd
from compiler.solving.instance import Batch, Instance, Leg, Witness
from compiler.solving.problem import Problem, Status
from compiler.solving.profiles import Layout, lay_out
from compiler.solving.proof import Cut, Proof, Reason
from compiler.solving.restarts import search
from compiler.solving.squeeze import squeeze
from compiler.solving.windows import least_slip


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known of one geography.

    `start[b]`, `site[leg][b]` (index into the sites of the geography, -1 for none) when found.
    """

    status: Status
    start: list[int]
    site: list[list[int]]
    slip: int
    bound: int
    nodes: int
    witness: Witness | None = None
    leg: int = -1
    """The leg that cannot be, when one leg alone proves it."""
    proof: Proof | None = None
    """When exhausted: a proof that certify.py can follow; None where the witness is one, or there is none."""


def settle(instance: Instance, batches: list[Batch], limit: int) -> Decision:
    """A quick try on the wished days, then proofs, then our own search, up to `limit` nodes a leg."""
    days = [batch.starts() for batch in batches]
    dealt = exact(instance, batches) if alike(batches) else None
    if dealt and (dealt.status == "exhausted" or dealt.slip):
        return dealt
    quick = _leg_by_leg(instance, batches, [day[:1] for day in days], min(limit, limits.QUICK))
    if quick.status == "found":
        return quick
    if dealt:
        return dealt
    full = overfull(instance, batches, days)
    if full:
        return full
    if all(len(day) == 1 for day in days):
        return _leg_by_leg(instance, batches, days, limit)
    squeezed = squeeze(instance, batches, min(limit, limits.SQUEEZE))
    if squeezed.status == "exhausted":
        witness, number = prove_energy(instance, batches, days) or (None, -1)
        proof = None if witness else prove_by(batches, list(instance.legs), squeezed.why)
        return Decision("exhausted", [], [], 0, 0, squeezed.nodes, witness, number, proof)
    if squeezed.status == "found":
        found = _leg_by_leg(instance, batches, [[day] for day in squeezed.starts], min(limit, limits.QUICK))
        if found.status == "found":
            return replace(found, bound=squeezed.bound)
    problem = Problem(layouts_of(instance, batches[0].geo, batches, days), days, [batch.start for batch in batches])
    moved, bound = least_slip(problem, limit, squeezed.bound)
    proof = prove_by(batches, list(instance.legs), moved.why)
    return Decision(moved.status, moved.start, moved.site, moved.slip, bound, quick.nodes + moved.nodes, proof=proof)


def overfull(instance: Instance, batches: list[Batch], days: list[list[int]]) -> Decision | None:
    """What the simple proofs say: exhausted, or nothing."""
    for number, leg in enumerate(instance.legs):
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        witness = prove(leg, sites, instance.today, batches, days)
        if witness:
            return Decision("exhausted", [], [], 0, 0, 0, witness, number)
        crowded = crowd(leg, sites, instance.today, batches)
        if crowded:
            return Decision("exhausted", [], [], 0, 0, 0, crowded[0], number, crowded[1])
    return None


def exact(instance: Instance, batches: list[Batch]) -> Decision | None:
    """What is exact for batches that are alike; None when it does not say where they go.

    Without windows the simple proofs say better than a chain what is too much.
    """
    moving = any(batch.early or batch.late for batch in batches)
    chain = refute(instance, batches) if moving else None
    if chain:
        return Decision("exhausted", [], [], 0, 0, 0, chain[0], proof=chain[1])
    placed = place(instance, batches)
    if placed is None:
        return None
    starts, bound = placed
    sites = deal(instance, batches, starts)
    if sites is None:
        found = _leg_by_leg(instance, batches, [[day] for day in starts], limits.QUICK)
        return replace(found, bound=bound) if found.status == "found" else None
    slip = sum(abs(day - batch.start) for day, batch in zip(starts, batches, strict=True))
    return Decision("found", starts, sites, slip, bound, 0)


def layouts_of(instance: Instance, geo: str, batches: list[Batch], days: list[list[int]]) -> list[Layout]:
    """The layout of each leg in a geography."""
    return [lay_out(leg, geo, instance.today, batches, days) for leg in instance.legs]


def _leg_by_leg(instance: Instance, batches: list[Batch], days: list[list[int]], limit: int) -> Decision:
    """With fixed starts the legs are independent problems."""
    sites: list[list[int]] = []
    nodes, culprit, proof = 0, -1, None
    status: Status = "found"
    for number, leg in enumerate(instance.legs):
        layout = lay_out(leg, batches[0].geo, instance.today, batches, days)
        found = search(Problem([layout], days, [day[0] for day in days]), 0, limit)
        nodes += found.nodes
        sites.append(found.site[0])
        if found.status == "exhausted":
            status, culprit, proof = "exhausted", number, prove_by(batches, [leg], found.why)
            break
        if found.status == "limit":
            status = "limit"
    slip = sum(abs(day[0] - batch.start) for day, batch in zip(days, batches, strict=True))
    return Decision(status, [day[0] for day in days], sites, slip, slip, nodes, None, culprit, proof)


def prove_by(batches: list[Batch], legs: list[Leg], why: Reason | Cut | None) -> Proof | None:
    """A proof about these batches in these legs, when there is a reason."""
    return Proof(tuple(batch.id for batch in batches), tuple(leg.id for leg in legs), why) if why else None
