"""The independent checker of proofs: nothing is called impossible that does not pass here.

It reads the instance as the rules of the format say and shares no code with the searches: demand is counted day by day
in arrays, windows are tried start by start. What it cannot follow, it does not believe.
"""

from __future__ import annotations

from itertools import combinations

from compiler.solving import limits
from compiler.solving.instance import Batch, Instance, Leg, Pool, Site, Witness
from compiler.solving.proof import Apart, Chain, Cut, Overfull, Proof, Split, Window
from compiler.solving.retrace import Farm, TooLong, stages, window


def certified(instance: Instance, witness: Witness | None, proof: Proof | None) -> bool:
    """Whether the proof, or where there is none the witness by itself, shows that there is no plan."""
    try:
        if proof is not None:
            return _proven(instance, proof)
        return witness is not None and _witnessed(instance, witness)
    except (TooLong, KeyError, StopIteration, ValueError):
        return False


def _proven(instance: Instance, proof: Proof) -> bool:
    names = set(proof.batches)
    batches = {batch.id: batch for batch in instance.batches if batch.id in names}
    if not batches or len({batch.geo for batch in batches.values()}) != 1:
        return False
    if isinstance(proof.why, Chain):
        return _chain(instance, list(batches.values()), proof.why)
    if isinstance(proof.why, Apart):
        return _apart(instance, list(batches.values()), proof.why)
    if isinstance(proof.why, Overfull | Split):
        windows = {name: window(batch) for name, batch in batches.items()}
        return _cut(instance, batches, windows, proof.why)
    return Farm(instance, batches, proof.legs).refutes(proof.why)


def _here(leg: Leg, geo: str, stage: str) -> list[Pool]:
    return [site.pools[stage] for site in leg.sites if site.geo == geo and stage in site.pools]


def _groups(pools: list[Pool], size: int, day: int) -> int:
    """Groups of `size` containers that the pools have on a day, each within one pool."""
    return sum((pool.containers - sum(f <= day < e for _, f, e in pool.down)) // size for pool in pools)


# Proofs in sum


def _cut(instance: Instance, batches: dict[str, Batch], windows: dict[str, Window], why: Cut) -> bool:
    if isinstance(why, Overfull):
        return _overfull(instance, batches, windows, why)
    windows = dict(windows)
    for name, chosen, inner, rest in why.steps:
        low, high = windows[name]
        if any(not (chosen[0] <= day <= chosen[1] or rest[0] <= day <= rest[1]) for day in range(low, high + 1)):
            return False
        if chosen[0] <= chosen[1] and not _cut(instance, batches, {**windows, name: chosen}, inner):
            return False
        windows[name] = max(low, rest[0]), min(high, rest[1])
    empty = any(low > high for low, high in windows.values())
    return empty or (why.end is not None and _cut(instance, batches, windows, why.end))


def _overfull(instance: Instance, batches: dict[str, Batch], windows: dict[str, Window], why: Overfull) -> bool:
    leg = next(leg for leg in instance.legs if leg.id == why.leg)
    pools = _here(leg, next(iter(batches.values())).geo, why.stage)
    if not 0 <= why.day < instance.today or why.size < 1:
        return False
    least = min((pool.turnaround for pool in pools), default=0)
    demand = 0
    for name, batch in batches.items():
        early, late = windows[name]
        for run, at in stages(batch):
            length = run.days + run.overlap + least
            if run.stage == why.stage and late + at <= why.day < early + at + length:
                demand += run.need // why.size
    return demand > _groups(pools, why.size, why.day)


def _chain(instance: Instance, batches: list[Batch], why: Chain) -> bool:
    """By ranks: the r-th start of all is not before the r-th first day, and not after the r-th last day."""
    first = sorted(window(batch)[0] for batch in batches)
    last = sorted(window(batch)[1] for batch in batches)
    if any(batch.runs != batches[0].runs for batch in batches) or not 0 <= why.first < len(batches):
        return False
    rank, day = why.first, first[why.first]
    for name, stage in why.steps:
        leg = next(leg for leg in instance.legs if leg.id == name)
        run, at = next((run, at) for run, at in stages(batches[0]) if run.stage == stage)
        pools = _here(leg, batches[0].geo, stage)
        rank += sum(pool.containers // run.need for pool in pools) if run.need else len(batches)
        if rank >= len(batches) or stage not in leg.stages:
            return False
        gone = day + run.days + run.overlap + min(pool.turnaround for pool in pools)
        day = max(first[rank], min(gone, instance.today - at))
    return day > last[rank]


def _apart(instance: Instance, batches: list[Batch], why: Apart) -> bool:
    """By pairs: whatever their starts, the later neither joins the other nor waits for its fallow. More than places."""
    leg = next(leg for leg in instance.legs if leg.id == why.leg)
    sites = [site for site in leg.sites if site.geo == batches[0].geo]
    rules = {leg.rest(site) for site in sites}
    spans = [_spans(instance, leg, batch) for batch in batches]
    if None in rules or not all(spans):
        return False
    spans.sort(key=max)
    for one, two in combinations(spans, 2):
        least, most = min(two)[0] - max(one)[0], max(two)[0] - min(gone for _, gone in one)
        if any(rule and (least <= rule.join or most >= rule.fallow) for rule in rules):
            return False
    return len(batches) > len({(site.zone, "" if site.zone else site.id) for site in sites})


def _spans(instance: Instance, leg: Leg, batch: Batch) -> list[tuple[int, int]]:
    """For each start the first day in the leg and the day after the last; nothing for a batch that may not come."""
    found = []
    low, high = window(batch)
    for start in range(low, high + 1):
        days = [
            (start + at, min(instance.today, start + at + run.days))
            for run, at in stages(batch)
            if run.stage in leg.stages and start + at < instance.today
        ]
        if not days:
            return []
        found.append((days[0][0], days[-1][1]))
    return found


# Witnesses that are proofs by themselves


def _witnessed(instance: Instance, witness: Witness) -> bool:
    leg = next(leg for leg in instance.legs if leg.id == witness.leg)
    batches = [batch for batch in instance.batches if batch.id in witness.batches]
    if len({batch.geo for batch in batches}) != 1 or not 0 <= witness.first <= witness.last < instance.today:
        return False
    if witness.rule == "energy":
        return _energy(instance, leg, batches, witness)
    sites = [site for site in leg.sites if site.id in witness.places and site.geo == batches[0].geo]
    may = [[site.id for site in _allowed(instance, leg, batch)] for batch in batches]
    needs = [_held(leg, batch, witness) for batch in batches]
    if None in needs or {name for names in may for name in names} - {site.id for site in sites}:
        return False
    demands = [need for need in needs if need is not None]
    allowed = [[site.id in names for site in sites] for names in may]
    pools = [site.pools.get(witness.stage, Pool(0, 0)) for site in sites]
    for day in range(witness.first, witness.last + 1):
        room = [_groups([pool], 1, day) for pool in pools]
        if witness.rule in ("need", "pin"):
            there = [pool.containers for pool, may in zip(pools, allowed[0], strict=True) if may]
            holds = demands[0] > max(there, default=0)
        elif witness.rule == "overload":
            holds = sum(demands) > sum(room)
        else:
            holds = witness.rule == "packing" and _cannot_pack(demands, allowed, room)
        if not holds:
            return False
    return bool(batches)


def _allowed(instance: Instance, leg: Leg, batch: Batch) -> list[Site]:
    """The sites that a batch may use: by geography, by its pin, with a pool for each stage that it surely reaches."""
    _, late = window(batch)
    sure = [run.stage for run, at in stages(batch) if run.stage in leg.stages and late + at < instance.today]
    pin = batch.pins.get(leg.id)
    return [
        site
        for site in leg.sites
        if site.geo == batch.geo and pin in (None, site.id) and all(stage in site.pools for stage in sure)
    ]


def _held(leg: Leg, batch: Batch, witness: Witness) -> int | None:
    """Containers of the stage that a batch holds on all days of the witness whatever its start; None if it may not."""
    least = min((pool.turnaround for pool in _here(leg, batch.geo, witness.stage)), default=0)
    low, high = window(batch)
    for run, at in stages(batch):
        if run.stage == witness.stage:
            inside = high + at <= witness.first and witness.last < low + at + run.days + run.overlap + least
            return run.need if inside else None
    return None


def _cannot_pack(needs: list[int], allowed: list[list[bool]], room: list[int]) -> bool:
    order = sorted(range(len(needs)), key=lambda i: (sum(allowed[i]), -needs[i]))
    steps = 0

    def packs(position: int, left: list[int]) -> bool:
        nonlocal steps
        steps += 1
        if steps > limits.CERTIFY_PACK:
            raise TooLong
        if position == len(order):
            return True
        item, tried = order[position], set[tuple[int, tuple[bool, ...]]]()
        for site, free in enumerate(left):
            like = free, tuple(row[site] for row in allowed)
            if allowed[item][site] and free >= needs[item] and like not in tried:
                tried.add(like)
                if packs(position + 1, [*left[:site], free - needs[item], *left[site + 1 :]]):
                    return True
        return False

    return not packs(0, room)


def _energy(instance: Instance, leg: Leg, batches: list[Batch], witness: Witness) -> bool:
    pools = _here(leg, batches[0].geo, witness.stage)
    least = min((pool.turnaround for pool in pools), default=0)
    demand = 0
    for batch in batches:
        low, high = window(batch)
        parts = [
            (at, run.days + run.overlap + least, run.need // witness.group)
            for run, at in stages(batch)
            if run.stage == witness.stage
        ]
        demand += min(
            sum(
                count * max(0, min(start + at + length, witness.last + 1) - max(start + at, witness.first))
                for at, length, count in parts
            )
            for start in range(low, high + 1)
        )
    return demand > sum(_groups(pools, witness.group, day) for day in range(witness.first, witness.last + 1))
