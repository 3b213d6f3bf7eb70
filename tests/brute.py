"""Tiny instances with every rule on, and brute force that knows nothing of the solver.

Drawn from a seed, so that a script can run through thousands and a test name a single one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

from compiler.solving.check import mistakes
from compiler.solving.instance import Batch, Instance, Leg, Placed, Pool, Run, Site, merge_down

TODAY = 14


def tiny(seed: int) -> Instance:
    """One to four batches, two legs of one or two sites each: fallow, joining, windows, pins, maintenance, turnaround,
    overlap, pools of unlike sizes, pools that a site lacks, starts so late that a leg may never be reached."""
    draw = Random(f"tiny/{seed}")
    today = draw.choice((6, 10, TODAY))

    def pool() -> Pool:
        size = draw.choice((1, 1, 2, 2, 3))
        down = []
        for _ in range(draw.choice((0, 0, 1, 2))):
            first = draw.randrange(0, today)
            down.append((draw.randrange(size), first, first + draw.randint(1, 4)))
        return Pool(size, draw.randint(0, 2), merge_down(down))

    def leg(name: str, stages: tuple[str, ...]) -> Leg:
        sites = []
        for number in range(draw.choice((1, 2, 2))):
            there = {stage: pool() for stage in stages if draw.random() > 0.05}
            sites.append(Site(f"{name}{number}", "X", there))
        fallow = draw.choice((0, 0, 2, 4))
        return Leg(name, stages, fallow, draw.randint(0, 2) if fallow else 0, tuple(sites))

    legs = leg("f", ("a", "b")), leg("s", ("c",))
    batches = []
    for number in range(draw.choice((1, 2, 2, 3, 3, 4))):
        runs = tuple(
            Run(stage, draw.randint(1, 4), draw.choice((1, 1, 1, 2)), draw.choice((0, 0, 1)))
            for stage in "abc"
            if draw.random() > 0.1
        )
        pins = {leg.id: draw.choice(leg.sites).id for leg in legs if draw.random() < 0.1}
        early, late = draw.choice(((0, 0), (0, 0), (1, 2), (0, 3), (2, 2)))
        batches.append(Batch(f"B{number}", "X", draw.randrange(0, today + 1), early, late, runs, pins))
    return Instance(f"tiny-{seed}", today, legs, tuple(batches))


def tiny_alike(seed: int) -> Instance:
    """Two to six batches that are alike but for their windows, at equal sites."""
    draw = Random(f"alike/{seed}")
    runs = tuple(Run(stage, draw.randint(1, 4), 1, draw.choice((0, 1))) for stage in "ac")
    pools = {stage: Pool(draw.choice((1, 1, 2)), draw.randint(0, 1)) for stage in "ac"}
    legs = tuple(
        Leg(
            name,
            (stage,),
            0,
            0,
            tuple(Site(f"{name}{i}", "X", {stage: pools[stage]}) for i in range(draw.choice((1, 2)))),
        )
        for name, stage in (("f", "a"), ("s", "c"))
    )
    early, late, every = draw.randint(0, 2), draw.randint(0, 3), draw.randint(0, 3)
    batches = []
    for number in range(draw.randint(2, 6)):
        more = draw.choice((0, 0, 0, 1))
        batches.append(Batch(f"B{number}", "X", 1 + number * every + more, early, late, runs, {}))
    return Instance(f"alike-{seed}", draw.choice((9, TODAY)), legs, tuple(batches))


def stages_of(instance: Instance, batch: Batch, start: int) -> dict[str, list[tuple[Run, int]]]:
    """The stages of each leg that begin before today, with their first days."""
    found: dict[str, list[tuple[Run, int]]] = {}
    day = start
    for run in batch.runs:
        leg = next(leg for leg in instance.legs if run.stage in leg.stages)
        if day < instance.today:
            found.setdefault(leg.id, []).append((run, day))
        day += run.days
    return found


def ways(instance: Instance, batch: Batch) -> Iterator[Placed]:
    """Every start, site and set of containers of one batch."""
    for start in range(max(0, batch.start - batch.early), batch.start + batch.late + 1):
        reached = stages_of(instance, batch, start)
        legs = [leg for leg in instance.legs if leg.id in reached]
        for sites in product(*(leg.sites for leg in legs)):
            pairs = [(run, site) for leg, site in zip(legs, sites, strict=True) for run, _ in reached[leg.id]]
            if any(run.stage not in site.pools for run, site in pairs):
                continue
            choices = (combinations(range(site.pools[run.stage].containers), run.need) for run, site in pairs)
            for taken in product(*choices):
                containers = {run.stage: picked for (run, _), picked in zip(pairs, taken, strict=True)}
                yield Placed(start, {leg.id: site.id for leg, site in zip(legs, sites, strict=True)}, containers)


def least_slip(instance: Instance, most: int = 200_000) -> int | None:
    """The least total slip of any plan, by trying everything; None when there is none.

    Errors: OverflowError after `most` partial plans.
    """
    best: int | None = None
    steps = 0
    each = [sorted(ways(instance, batch), key=lambda way: abs(way.start - batch.start)) for batch in instance.batches]

    def extend(placed: dict[str, Placed], slip: int) -> None:
        nonlocal best, steps
        if len(placed) == len(instance.batches):
            best = slip
            return
        batch = instance.batches[len(placed)]
        for way in each[len(placed)]:
            more = slip + abs(way.start - batch.start)
            if best is not None and more >= best:
                return
            steps += 1
            if steps > most:
                raise OverflowError
            now = {**placed, batch.id: way}
            if not mistakes(instance, now, everything=False):
                extend(now, more)

    extend({}, 0)
    return best
