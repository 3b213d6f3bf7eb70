"""Batches that are all alike: their starts are difference constraints, exact in linear time.

Where at most c of them fit into a stage at once, and each blocks its containers for p days, the batch that starts c
ranks after another starts at least p days after it, unless it starts so late that it never reaches the stage. One pass
in the order of ranks gives each its earliest start, a pass back its latest; and a chain of such steps that leads past
the end of a window is a witness that a person can follow.
"""

from __future__ import annotations

from dataclasses import dataclass

from compiler.solving.holding import blocked, offsets
from compiler.solving.instance import Batch, Instance, Leg, Site, Witness
from compiler.solving.proof import Chain, Proof

Step = tuple[int, "Pace"]
"""(rank of the batch before, the stage for which one waits for it)"""


@dataclass(frozen=True, slots=True)
class Pace:
    """A stage that at most `count` alike batches hold at once, each for `days`; it begins `offset` after the start."""

    leg: Leg
    stage: str
    offset: int
    count: int
    days: int

    def after(self, start: int, today: int) -> int:
        """The first start of a batch that waits for one of `start`: when it has gone, or too late for the stage.

        >>> Pace(Leg("sea", ("adult",), 0, 0, ()), "adult", 100, 2, 30).after(5, 200)
        35
        >>> Pace(Leg("sea", ("adult",), 0, 0, ()), "adult", 100, 2, 30).after(90, 200)
        100
        """
        return min(start + self.days, today - self.offset)


def alike(batches: list[Batch]) -> bool:
    """Whether all batches want the same stages."""
    return all(batch.runs == batches[0].runs for batch in batches)


def refute(instance: Instance, batches: list[Batch]) -> tuple[Witness, Proof] | None:
    """A chain of alike batches that leads past the end of a window; None when there is none.

    It compares ranks, not batches: the r-th start is at least the r-th of the first allowed days, and at most the r-th
    of the last ones. So it holds for any windows, and whatever else is asked.
    """
    order = _by_window(batches)
    high = sorted(batch.start + batch.late for batch in batches)
    first, came = _earliest(_paces(instance, batches[0]), order, instance.today)
    rank = next((rank for rank, day in enumerate(first) if day > high[rank]), None)
    if rank is None:
        return None
    steps: list[Step] = []
    at = rank
    while (step := came[at]) is not None:
        steps.insert(0, step)
        at = step[0]
    legs = tuple(leg.id for leg in instance.legs)
    chain = Chain(at, tuple((pace.leg.id, pace.stage) for _, pace in steps))
    proof = Proof(tuple(sorted(batch.id for batch in batches)), legs, chain)
    return _witness(order, first, at, rank, [pace for _, pace in steps]), proof


def place(instance: Instance, batches: list[Batch]) -> tuple[list[int], int] | None:
    """Starts of alike batches in sum, in their order, and a lower bound of the total slip of any plan.

    None where these days are not known to be right: pins, fallow, maintenance, or windows of which one holds another.
    """
    order, today = _by_window(batches), instance.today
    paces = _paces(instance, batches[0])
    plain = not any(leg.fallow or any(p.down for s in leg.sites for p in s.pools.values()) for leg in instance.legs)
    late = [batch.start + batch.late for batch in order]
    if not plain or any(batch.pins for batch in batches) or late != sorted(late) or any(not p.count for p in paces):
        return None
    first, _ = _earliest(paces, order, today)
    last = _latest(paces, late, today)
    if any(low > high for low, high in zip(first, last, strict=True)):
        return None
    starts: list[int] = []
    for rank, batch in enumerate(order):
        waits = [pace.after(starts[rank - pace.count], today) for pace in paces if rank >= pace.count]
        low = max([first[rank], *starts[-1:], *waits])
        starts.append(min(last[rank], max(low, batch.start)))
    wishes = sorted(batch.start for batch in batches)
    bound = sum(max(0, low - wish, wish - high) for low, wish, high in zip(first, wishes, last, strict=True))
    by_name = {batch.id: start for batch, start in zip(order, starts, strict=True)}
    return [by_name[batch.id] for batch in batches], bound


def deal(instance: Instance, batches: list[Batch], starts: list[int]) -> list[list[int]] | None:
    """[leg][batch] the site, one after the other in the order of starts; None where sites are unlike.

    Each site then gets every n-th batch, so that what fits into all in sum fits into each.
    """
    ranks = sorted(range(len(batches)), key=lambda index: (starts[index], batches[index].id))
    found = []
    for leg in instance.legs:
        sites = [site for site in leg.sites if site.geo == batches[0].geo]
        if len({_shape(site, batches[0]) for site in sites}) != 1:
            return None
        where = [0] * len(batches)
        for rank, index in enumerate(ranks):
            where[index] = rank % len(sites)
        found.append(where)
    return found


def _shape(site: Site, batch: Batch) -> tuple[tuple[str, int, int], ...]:
    """Equal for sites that hold as many of these batches at once, with as much cleaning."""
    pools = ((run, site.pools.get(run.stage)) for run in batch.runs)
    return tuple((run.stage, pool.containers // max(1, run.need), pool.turnaround) for run, pool in pools if pool)


def _by_window(batches: list[Batch]) -> list[Batch]:
    return sorted(batches, key=lambda b: (max(0, b.start - b.early), b.start + b.late, b.start, b.id))


def _paces(instance: Instance, batch: Batch) -> list[Pace]:
    """What each stage demands. Where sites differ: as many as all hold together, and the least cleaning."""
    found = []
    for run, offset in offsets(batch.runs):
        leg = next(leg for leg in instance.legs if run.stage in leg.stages)
        pools = [site.pools[run.stage] for site in leg.sites if site.geo == batch.geo and run.stage in site.pools]
        if run.need:
            count = sum(pool.containers // run.need for pool in pools)
            turn = min((pool.turnaround for pool in pools), default=0)
            found.append(Pace(leg, run.stage, offset, count, blocked(run, turn)))
    return found


def _earliest(paces: list[Pace], order: list[Batch], today: int) -> tuple[list[int], list[Step | None]]:
    """[rank] the first possible start, and what it waits for."""
    first: list[int] = []
    came: list[Step | None] = []
    for rank, batch in enumerate(order):
        day, step = max(0, batch.start - batch.early), None
        for pace in paces:
            before = rank - pace.count
            if pace.count and before >= 0 and pace.after(first[before], today) > day:
                day, step = pace.after(first[before], today), (before, pace)
        first.append(day)
        came.append(step)
    return first, came


def _latest(paces: list[Pace], late: list[int], today: int) -> list[int]:
    """[rank] the last start that leaves those of higher ranks one."""
    last = list(late)
    for rank in range(len(late) - 1, -1, -1):
        for pace in paces:
            after = rank + pace.count
            if after < len(late) and last[after] + pace.offset < today:
                last[rank] = min(last[rank], last[after] - pace.days)
    return last


def _witness(order: list[Batch], first: list[int], at: int, rank: int, paces: list[Pace]) -> Witness:
    names = tuple(sorted(batch.id for batch in order[at : rank + 1]))
    chain, here = f"{order[at].id} from day {first[at]}", at
    for pace in paces:
        here += pace.count
        chain += (
            f", {order[here].id} from day {first[here]} ({pace.count} at once in {pace.stage}, {pace.days} days each)"
        )
    pace = paces[-1]
    late = order[rank].start + order[rank].late
    text = f"{len(names)} batches alike are one too many for their windows: {chain}, and its last day is {late}"
    sites = tuple(site.id for site in pace.leg.sites if site.geo == order[0].geo)
    return Witness("chain", pace.leg.id, pace.stage, sites, first[at], late, len(names), pace.count, names, text)
