"""Proofs without search.

Days on which bookings that nobody can move ask for more than there is, in sum or as whole batches.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.solving import limits
from compiler.solving.holding import blocked, offsets
from compiler.solving.instance import Batch, Leg, Site, Witness

_NONE = (np.zeros(0, dtype=np.int64),) * 3


@dataclass(frozen=True, slots=True)
class Part:
    """The days on which a batch holds `need` containers of a stage whatever its start.

    The overlap of its earliest and latest booking.
    """

    batch: int
    first: int
    end: int
    need: int
    sites: int
    """Bit set of the sites that it may use."""


@dataclass(frozen=True, slots=True)
class Pools:
    """The pools of one stage at some sites of a geography, and the batches that share them."""

    leg: Leg
    stage: str
    sites: list[Site]
    batches: list[Batch]


def compulsory(
    leg: Leg, sites: list[Site], today: int, batches: list[Batch], starts: list[list[int]]
) -> dict[str, list[Part]]:
    """Per stage of the leg the parts of all batches, by first day. Turnaround counts as the least of any site."""
    found: dict[str, list[Part]] = {stage: [] for stage in leg.stages}
    turn = {
        stage: min((s.pools[stage].turnaround for s in sites if stage in s.pools), default=0) for stage in leg.stages
    }
    known: dict[tuple[str | None, tuple[str, ...]], int] = {}
    for index, (batch, days) in enumerate(zip(batches, starts, strict=True)):
        early, late = min(days), max(days)
        inside = sum(run.stage in found for run in batch.runs)
        needed: list[str] = []
        for run, offset in offsets(batch.runs):
            first, end = late + offset, min(today, early + offset + blocked(run, turn.get(run.stage, 0)))
            if run.stage not in found:
                continue
            if first < today:
                needed.append(run.stage)
            if first < end and inside:
                way = batch.pins.get(leg.id), tuple(needed)
                if way not in known:
                    known[way] = allowed(batch, leg, sites, needed)
                found[run.stage].append(Part(index, first, end, run.need, known[way]))
    for parts in found.values():
        parts.sort(key=lambda part: (part.first, part.batch))
    return found


def allowed(batch: Batch, leg: Leg, sites: list[Site], stages: list[str]) -> int:
    """Sites that have a pool for all the stages, and that the pin of the batch permits."""
    pin = batch.pins.get(leg.id)
    return sum(
        1 << bit
        for bit, site in enumerate(sites)
        if pin in (None, site.id) and all(stage in site.pools for stage in stages)
    )


def prove(leg: Leg, sites: list[Site], today: int, batches: list[Batch], starts: list[list[int]]) -> Witness | None:
    """A witness that no plan exists for this leg and geography, or None when these simple proofs find none."""
    parts = compulsory(leg, sites, today, batches, starts)
    for proof in (_alone, _overload):
        for stage in leg.stages:
            found = proof(Pools(leg, stage, sites, batches), parts[stage])
            if found:
                return found
    return None


def _alone(pools: Pools, parts: list[Part]) -> Witness | None:
    leg, stage, sites = pools.leg, pools.stage, pools.sites
    most: dict[int, int] = {}
    for part in parts:
        if part.sites not in most:
            here = (site.pools[stage].containers for bit, site in enumerate(sites) if part.sites >> bit & 1)
            most[part.sites] = max(here, default=0)
        if part.need > most[part.sites]:
            batch = pools.batches[part.batch]
            pin = batch.pins.get(leg.id)
            rule = "pin" if pin is not None else "need"
            places = (pin,) if pin is not None else tuple(site.id for site in sites)
            room = most[part.sites]
            text = (
                f"{batch.id} needs {part.need} containers of {stage} in one place, "
                f"and the largest place that it may use has {room}"
            )
            return Witness(
                rule,
                leg.id,
                stage,
                places,
                part.first,
                part.end - 1,
                part.need,
                room,
                (batch.id,),
                text,
            )
    return None


def _overload(pools: Pools, parts: list[Part]) -> Witness | None:
    """The day of the worst overload of any group of sites, else of a packing that cannot be."""
    every = (1 << len(pools.sites)) - 1
    kinds: dict[int, list[Part]] = {}
    for part in parts:
        kinds.setdefault(part.sites, []).append(part)
    lone = [sites for sites in kinds if sites.bit_count() == 1]
    for group in [*sorted(lone), every]:
        inside = parts if group == every else [*kinds.get(0, ()), *kinds[group]]
        chosen = [site for bit, site in enumerate(pools.sites) if group >> bit & 1]
        found = _peak(replace(pools, sites=chosen), inside)
        if found:
            return found
    return _packing(pools, parts)


def _capacity(site: Site, stage: str, day: int) -> int:
    pool = site.pools.get(stage)
    return pool.containers - sum(first <= day < end for _, first, end in pool.down) if pool else 0


def rooms(pools: Pools, day: int) -> list[int]:
    """[site] containers that are not under maintenance on a day."""
    return [_capacity(site, pools.stage, day) for site in pools.sites]


def _peak(pools: Pools, parts: list[Part]) -> Witness | None:
    chosen, stage = pools.sites, pools.stage
    most = sum(site.pools[stage].containers for site in chosen if stage in site.pools)
    down = sorted({first for site in chosen if stage in site.pools for _, first, _ in site.pools[stage].down})
    if not down and _highest(parts) <= most:
        return None
    days = np.array(sorted({part.first for part in parts} | set(down)), dtype=np.int64)
    demand = _there(days, [(part.first, part.end, part.need) for part in parts])
    gone = [(first, end, 1) for site in chosen if stage in site.pools for _, first, end in site.pools[stage].down]
    excess = demand - (most - _there(days, gone))
    if not len(days) or excess.max() <= 0:
        return None
    day = int(days[excess.argmax()])
    return _witness("overload", pools, [p for p in parts if p.first <= day < p.end], day)


def _there(days: NDArray[np.int64], rows: list[tuple[int, int, int]]) -> NDArray[np.int64]:
    """[day] how many are there on each of some days, by rows of (first day, day after the last, number)."""
    first, end, number = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)) if rows else _NONE
    come, gone = np.argsort(first, kind="stable"), np.argsort(end, kind="stable")
    upto = [np.concatenate(([0], np.cumsum(number[order]))) for order in (come, gone)]
    came = upto[0][np.searchsorted(first[come], days, side="right")]
    there: NDArray[np.int64] = came - upto[1][np.searchsorted(end[gone], days, side="right")]
    return there


def _highest(parts: list[Part]) -> int:
    events = sorted([(part.first, part.need) for part in parts] + [(part.end, -part.need) for part in parts])
    high = now = 0
    for _, need in events:
        now += need
        high = max(high, now)
    return high


def _packing(pools: Pools, parts: list[Part]) -> Witness | None:
    if len(pools.sites) * len(parts) > limits.PACK_SIZE:
        return None
    ends = sorted(part.end for part in parts)
    for i, part in enumerate(parts):
        after = bisect_left(ends, part.first + 1)
        if i + 1 < len(parts) and not (after < len(ends) and ends[after] <= parts[i + 1].first):
            continue
        there = [other for other in parts[: i + 1] if other.end > part.first]
        room = [_capacity(site, pools.stage, part.first) for site in pools.sites]
        if packs(there, room) is False:
            for other in list(there):
                fewer = [item for item in there if item is not other]
                if packs(fewer, room) is False:
                    there = fewer
            return _witness("packing", pools, there, part.first)
    return None


def packs(parts: list[Part], room: list[int]) -> bool | None:
    """Whether whole batches fit into the sites on one day; None when the small search gave up."""
    order = sorted(parts, key=lambda part: (part.sites.bit_count(), -part.need, part.batch))
    left, nodes = list(room), 0
    alike = len({part.sites for part in parts if part.sites.bit_count() > 1}) <= 1

    def fill(i: int, slack: int) -> bool:
        nonlocal nodes
        if i == len(order):
            return True
        nodes += 1
        if nodes > limits.PACK:
            raise OverflowError
        tried: set[int] = set()
        for site in range(len(left)):
            fits = order[i].sites >> site & 1 and left[site] >= order[i].need
            if not fits or (alike and left[site] in tried):
                continue
            tried.add(left[site])
            left[site] -= order[i].need
            if fill(i + 1, slack):
                return True
            left[site] += order[i].need
        return False

    try:
        return fill(0, 0)
    except OverflowError:
        return None


def _witness(rule: str, pools: Pools, there: list[Part], day: int) -> Witness:
    """The witness over the days around `day` on which the same batches meet the same capacity."""
    first, last, capacity, down = steady(pools, there, day)
    demand = sum(part.need for part in there)
    names = tuple(sorted(pools.batches[part.batch].id for part in there))
    places = tuple(site.id for site in pools.sites)
    where = places[0] if len(places) == 1 else f"the {len(places)} places together"
    text = f"on the days {first} to {last}, {len(names)} batches need {demand} containers of {pools.stage}"
    text += f", and {where} have {capacity}{repaired(down)}"
    if rule == "packing":
        text += "; no sharing out of whole batches over the places works, because a batch stays in one place"
    return Witness(rule, pools.leg.id, pools.stage, places, first, last, demand, capacity, names, text, down=down)


def steady(pools: Pools, there: list[Part], day: int) -> tuple[int, int, int, int]:
    """(first, last, capacity, containers under maintenance) around a day, while the same parts meet the same room."""
    room = rooms(pools, day)
    low, high = max(part.first for part in there), min(part.end for part in there) - 1
    first = next((d + 1 for d in range(day - 1, low - 1, -1) if rooms(pools, d) != room), low)
    last = next((d - 1 for d in range(day + 1, high + 1) if rooms(pools, d) != room), high)
    whole = sum(site.pools[pools.stage].containers for site in pools.sites if pools.stage in site.pools)
    return first, last, sum(room), whole - sum(room)


def repaired(down: int) -> str:
    """What maintenance takes, in words.

    >>> repaired(0), repaired(2)
    ('', ' (and 2 more under maintenance)')
    """
    return f" (and {down} more under maintenance)" if down else ""
