"""Large farms: batches and sites are dealt out into many small farms of the same mixture, each solved on its own.

A plan of the parts is a plan of the whole. A part that fails is joined with its neighbour and tried again; only
the whole farm can prove that there is no plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from compiler.solving import limits
from compiler.solving.alike import alike
from compiler.solving.dealing import Share, by_room, in_turn, zones
from compiler.solving.decide import decide
from compiler.solving.instance import Batch, Instance
from compiler.solving.settle import Decision, exact, overfull

Solved = tuple[Share, Decision]


def decide_geography(instance: Instance, batches: list[Batch], limit: int) -> Decision:
    """Place all batches of one geography, whatever its size."""
    geo = batches[0].geo
    parts = min([len(batches) // limits.PART, *(len(zones(leg, geo)) // 2 for leg in instance.legs)])
    if parts < 2:
        return decide(instance, batches, limit)
    found = exact(instance, batches) if alike(batches) else None
    found = found or _solved(instance, in_turn(instance, batches, parts), limit, joined=1)
    found = found or overfull(instance, batches, [batch.starts() for batch in batches])
    found = found or _solved(instance, by_room(instance, batches, parts), limit, limits.PARTS_JOINED)
    if found is None and len(batches) > min(limit, limits.WHOLE):
        return Decision("limit", [], [], 0, 0, len(batches))
    return found or decide(instance, batches, limit)


def _solved(instance: Instance, shares: list[Share] | None, limit: int, joined: int) -> Decision | None:
    """Every share on its own; one that fails together with the next, the last with those before, until more than
    `joined` would have to be. Then, and where nothing was dealt, None."""
    done: list[Solved] = []
    waiting: Share | None = None
    for share in shares or ():
        waiting = share if waiting is None else waiting + share
        found = _decided(instance, waiting, limit)
        if found:
            done.append((waiting, found))
            waiting = None
        elif len(waiting.batches) > (joined - 1) * limits.PART:
            return None
    while waiting is not None and done and len(waiting.batches) <= joined * limits.PART:
        waiting += done.pop()[0]
        found = _decided(instance, waiting, limit)
        if found:
            return _joined(instance, [*done, (waiting, found)])
    return _joined(instance, done) if done and waiting is None else None


def _decided(instance: Instance, share: Share, limit: int) -> Decision | None:
    """The plan of a share, by the names of its batches, if one is found soon."""
    batches = sorted(share.batches, key=lambda batch: batch.id)
    found = decide(replace(instance, legs=share.legs), batches, min(limit, limits.PART_NODES))
    return found if found.status == "found" else None


def _joined(instance: Instance, done: Sequence[Solved]) -> Decision:
    geo = done[0][0].batches[0].geo
    number = [
        {site.id: i for i, site in enumerate(site for site in leg.sites if site.geo == geo)} for leg in instance.legs
    ]
    start: dict[str, int] = {}
    where: dict[str, list[int]] = {}
    for share, found in done:
        for index, batch in enumerate(sorted(share.batches, key=lambda batch: batch.id)):
            start[batch.id] = found.start[index]
            own = [leg.sites[found.site[at][index]].id for at, leg in enumerate(share.legs)]
            where[batch.id] = [number[at][site] for at, site in enumerate(own)]
    names = sorted(start)
    sites = [[where[name][leg] for name in names] for leg in range(len(instance.legs))]
    slip, nodes = (sum(getattr(found, key) for _, found in done) for key in ("slip", "nodes"))
    return Decision("found", [start[name] for name in names], sites, slip, 0, nodes)
