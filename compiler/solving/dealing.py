"""Dealing out a large farm: its batches and its places into shares, each a small farm of the same mixture.

`in_turn` deals like cards, which does for a farm with room. `by_room` gives every batch to the share in which the
fullest of its stages stays emptiest, so that the shares of a tight farm are equally tight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.solving import limits
from compiler.solving.holding import blocked, offsets
from compiler.solving.instance import Batch, Instance, Leg, Site


@dataclass(frozen=True, slots=True)
class Share:
    """Some batches of a geography, and the places that are theirs alone."""

    batches: tuple[Batch, ...]
    legs: tuple[Leg, ...]

    def __add__(self, other: Share) -> Share:
        """Both together."""
        pairs = zip(self.legs, other.legs, strict=True)
        legs = tuple(replace(leg, sites=leg.sites + more.sites) for leg, more in pairs)
        return Share(self.batches + other.batches, legs)


def zones(leg: Leg, geo: str) -> list[list[Site]]:
    """The sites of a geography, those that rest together in one list: they are dealt out together."""
    found: dict[tuple[str, str], list[Site]] = {}
    for site in leg.sites:
        if site.geo == geo:
            found.setdefault(("zone", site.zone) if site.zone else ("site", site.id), []).append(site)
    return list(found.values())


def in_turn(instance: Instance, batches: Sequence[Batch], parts: int) -> list[Share] | None:
    """Every share gets each so-manyth batch and place; None where batches are pinned to places."""
    if any(batch.pins for batch in batches):
        return None
    order = _by_start(batches)
    places = _places(instance, batches[0].geo, parts)
    return [Share(tuple(order[part::parts]), places[part]) for part in range(parts)]


def by_room(instance: Instance, batches: Sequence[Batch], parts: int) -> list[Share] | None:
    """Batches by start, each to the share with most room for it; None where pins of a batch lie in two shares.

    Only so many shares compete for a batch that dealing takes as long as the farm is large.
    """
    places = _places(instance, batches[0].geo, parts)
    home = {(leg.id, site.id): part for part, legs in enumerate(places) for leg in legs for site in leg.sites}
    tables = -(-parts // limits.COMPETE)
    groups = [range(table, parts, tables) for table in range(tables)]
    hands = [_Hands(instance.today, [places[part] for part in group]) for group in groups]
    dealt: list[list[Batch]] = [[] for _ in range(parts)]
    turn = 0
    for batch in _by_start(batches):
        pinned = {home[pin] for pin in batch.pins.items()}
        if len(pinned) > 1:
            return None
        table = min(pinned) % tables if pinned else turn
        hand = min(pinned) // tables if pinned else hands[table].roomiest(batch)
        turn = (turn + (not pinned)) % tables
        hands[table].take(batch, hand)
        dealt[groups[table][hand]].append(batch)
    return [Share(tuple(own), legs) for own, legs in zip(dealt, places, strict=True)]


class _Hands:
    """What some shares hold so far: `demand[stage]` containers by share and day, maintenance among them."""

    def __init__(self, today: int, shares: Sequence[Sequence[Leg]]) -> None:
        self.today, self.number = today, np.zeros(len(shares), dtype=np.int64)
        self.demand: dict[str, NDArray[np.int64]] = {}
        self.room: dict[str, NDArray[np.float64]] = {}
        self.turnaround: dict[str, int] = {}
        for hand, legs in enumerate(shares):
            for leg in legs:
                for site in leg.sites:
                    for stage, pool in site.pools.items():
                        if stage not in self.room:
                            self.room[stage] = np.full(len(shares), 1e-9)
                            self.demand[stage] = np.zeros((len(shares), today), dtype=np.int64)
                        self.room[stage][hand] += pool.containers
                        self.turnaround[stage] = max(pool.turnaround, self.turnaround.get(stage, 0))
                        for _, first, end in pool.down:
                            self.demand[stage][hand, first:end] += 1

    def roomiest(self, batch: Batch) -> int:
        """The share of which the batch's fullest stage takes least; of equal ones that with fewer batches."""
        fullest = np.zeros(len(self.number))
        for run, offset in offsets(batch.runs):
            days = slice(batch.start + offset, batch.start + offset + run.days)
            if days.start < self.today and run.need and run.stage in self.room:
                there = self.demand[run.stage][:, days].max(axis=1)
                fullest = np.maximum(fullest, (there + run.need) / self.room[run.stage])
        return int(np.lexsort((self.number, fullest))[0])

    def take(self, batch: Batch, hand: int) -> None:
        """Give a batch to a share."""
        self.number[hand] += 1
        for run, offset in offsets(batch.runs):
            if run.stage in self.room:
                first = batch.start + offset
                self.demand[run.stage][hand, first : first + blocked(run, self.turnaround[run.stage])] += run.need


def _by_start(batches: Sequence[Batch]) -> list[Batch]:
    return sorted(batches, key=lambda batch: (batch.start, batch.id))


def _places(instance: Instance, geo: str, parts: int) -> list[tuple[Leg, ...]]:
    """[share] its places of every leg."""
    own = [(leg, zones(leg, geo)) for leg in instance.legs]
    return [
        tuple(replace(leg, sites=tuple(s for zone in there[part::parts] for s in zone)) for leg, there in own)
        for part in range(parts)
    ]
