"""Large farms: batches and sites are dealt out into many small farms of the same mixture, each solved on its own.

A plan of the parts is a plan of the whole. A part that fails is joined with its neighbour and tried again; only
the whole farm can prove that there is no plan.
"""

from __future__ import annotations

from dataclasses import replace

from compiler.solving import limits
from compiler.solving.alike import alike
from compiler.solving.decide import Decision, decide
from compiler.solving.instance import Batch, Instance, Leg, Site


def decide_geography(instance: Instance, batches: list[Batch], limit: int) -> Decision:
    """Place all batches of one geography, whatever its size."""
    geo = batches[0].geo
    sites = [sum(site.geo == geo for site in leg.sites) for leg in instance.legs]
    parts = min(len(batches) // limits.PART, *(count // 2 for count in sites))
    if parts < 2 or any(batch.pins for batch in batches) or alike(batches):
        return decide(instance, batches, limit)
    order = sorted(batches, key=lambda batch: (batch.start, batch.id))
    found = _dealt(instance, geo, [order[part::parts] for part in range(parts)], limit)
    return found or decide(instance, batches, limit)


def _dealt(instance: Instance, geo: str, groups: list[list[Batch]], limit: int) -> Decision | None:
    """Every group in its share of the sites; None when a group of all that is left fails."""
    parts = len(groups)
    legs = [[replace(leg, sites=_own(leg, geo, part, parts)) for leg in instance.legs] for part in range(parts)]
    done: list[tuple[list[Batch], list[Leg], Decision]] = []
    open_batches: list[Batch] = []
    open_legs: list[Leg] = []
    for group, own in zip(groups, legs, strict=True):
        open_batches = sorted([*open_batches, *group], key=lambda batch: batch.id)
        open_legs = (
            [replace(leg, sites=leg.sites + more.sites) for leg, more in zip(open_legs, own, strict=True)]
            if open_legs
            else own
        )
        found = decide(replace(instance, legs=tuple(open_legs)), open_batches, min(limit, limits.PART_NODES))
        if found.status == "found":
            done.append((open_batches, open_legs, found))
            open_batches, open_legs = [], []
        elif len(open_batches) > limits.PARTS_JOINED * limits.PART:
            return None
    if open_batches:
        return None
    return _joined(instance, geo, done)


def _own(leg: Leg, geo: str, part: int, parts: int) -> tuple[Site, ...]:
    return tuple([site for site in leg.sites if site.geo == geo][part::parts])


def _joined(instance: Instance, geo: str, done: list[tuple[list[Batch], list[Leg], Decision]]) -> Decision:
    number = [
        {site.id: i for i, site in enumerate(site for site in leg.sites if site.geo == geo)} for leg in instance.legs
    ]
    start: dict[str, int] = {}
    where: dict[str, list[int]] = {}
    for batches, legs, found in done:
        for index, batch in enumerate(batches):
            start[batch.id] = found.start[index]
            where[batch.id] = [number[leg][own.sites[found.site[leg][index]].id] for leg, own in enumerate(legs)]
    names = sorted(start)
    parts = [found for _, _, found in done]
    sites = [[where[name][leg] for name in names] for leg in range(len(instance.legs))]
    slip, nodes = (sum(getattr(found, key) for found in parts) for key in ("slip", "nodes"))
    return Decision("found", [start[name] for name in names], sites, slip, 0, nodes)
