"""Instances with a known answer: planted ones that are feasible by construction, and the same cut by one
container or one day.

A planted instance fills a small farm at random until nothing more fits, so that it is tight; then starts move
within windows, or fallow, maintenance and pins are added where the planted plan obeys them. Cutting makes the
largest step that still has a plan, and one more: an instance that is impossible by a single container or a single day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from compiler.solving.check import mistakes
from compiler.solving.colour import GaveUp, colour
from compiler.solving.holding import blocked, runs_in_leg
from compiler.solving.instance import FORMAT, Batch, Instance, Leg, Placed, Pool, Run, Site
from compiler.solving.problem import clash

KINDS = ("fixed", "windows", "fallow", "maintenance", "pins")
HARD = {
    "windows": 14,
    "wide windows": 12,
    "fallow": 14,
    "fallow windows": 12,
    "fallow wide windows": 12,
    "strict fallow wide windows": 12,
    "maintenance+pins": 14,
    "maintenance+pins wide windows": 12,
}
"""Kinds of large instances near capacity, and stations that make 120 to 170 batches."""
FRESH = ("egg_alevin", "fry", "parr", "smolt", "post_smolt")
SEA = ("adult",)


class Planting:
    """A farm that is filled batch by batch; `spots` remembers where each one was planted."""

    def __init__(self, seed: int, kind: str, stations: int, today: int) -> None:
        self.random, self.kind, self.today = Random(f"{seed}/{kind}"), kind, today
        turn = self.random.choice((0, 5, 7, 10)) if kind in ("fixed", "windows", "wide windows") else 7
        areas = stations * 2 + 1 if "fallow" in kind else stations + 2
        fallow = (60, 0) if "strict" in kind else (56, 30) if "fallow" in kind else (0, 0)
        self.legs = [
            self._leg("freshwater", FRESH, stations, 10, turn, (0, 0), "X-FW"),
            self._leg("sea", SEA, areas, 20, turn, fallow, "X-SEA"),
        ]
        self.batches: list[Batch] = []
        self.spots: list[dict[str, str]] = []
        self.booked: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
        self.spans: dict[str, list[tuple[int, int]]] = {}

    def _leg(
        self, name: str, stages: tuple[str, ...], sites: int, size: int, turn: int, fallow: tuple[int, int], prefix: str
    ) -> Leg:
        made = []
        for number in range(1, sites + 1):
            pools = {
                stage: Pool(size, turn, self._down(size) if "maintenance" in self.kind else ()) for stage in stages
            }
            made.append(Site(f"{prefix}-{number:02}", "X", pools))
        return Leg(name, stages, fallow[0], fallow[1], tuple(made))

    def _down(self, size: int) -> tuple[tuple[int, int, int], ...]:
        count = self.random.choice((0, 0, 1, 1, 2))
        containers = sorted(self.random.sample(range(size), count))
        found = []
        for container in containers:
            first = self.random.randrange(0, self.today - 40)
            found.append((container, first, first + self.random.choice((14, 21, 30))))
        return tuple(found)

    def draw(self, small: bool) -> Batch:
        """A batch of random size and pace; small ones fill what the others leave."""
        size = self.random.choice((2, 3, 3, 4) if small else (3, 4, 4, 5, 5, 6, 7, 10))
        days = self.random.choice((80, 85, 90, 95))
        overlaps = (0, 0, 2) if self.kind not in ("fixed", "windows", "wide windows") else (0,)
        runs = [
            Run(
                stage,
                days + self.random.choice((-10, 0, 0, 10)),
                max(1, min(10, size + self.random.choice((-1, 0, 0, 1)))),
                self.random.choice(overlaps),
            )
            for stage in FRESH
        ]
        runs.append(
            Run(
                "adult",
                self.random.randrange(310, 430),
                self.random.choice((5, 5, 6, 7) if small else (5, 6, 7, 8, 10, 10, 12, 13, 15, 20)),
            )
        )
        start = self.random.randrange(0, self.today - 95)
        return Batch(f"B{len(self.batches):03}", "X", start, 0, 0, tuple(runs), {})

    def plant(self, batch: Batch) -> bool:
        """Put a batch at the first sites, in random order, where the planted plan stays right."""
        spot: dict[str, str] = {}
        rows: list[tuple[tuple[str, str], tuple[int, int, int]]] = []
        for leg in self.legs:
            runs = runs_in_leg(batch, leg, batch.start, self.today)
            sites = list(leg.sites)
            self.random.shuffle(sites)
            found = next((site for site in sites if self._fits(leg, site, runs)), None)
            if found is None:
                return False
            if runs:
                spot[leg.id] = found.id
                rows += [((found.id, run.stage), self._row(found, run, first, end)) for run, first, end in runs]
                if leg.fallow:
                    self.spans.setdefault(found.id, []).append((runs[0][1], min(self.today, runs[-1][2])))
        for key, row in rows:
            self.booked.setdefault(key, []).append(row)
        self.batches.append(batch)
        self.spots.append(spot)
        return True

    def _row(self, site: Site, run: Run, first: int, end: int) -> tuple[int, int, int]:
        return first, min(self.today, first + blocked(run, site.pools[run.stage].turnaround)), run.need

    def _fits(self, leg: Leg, site: Site, runs: list[tuple[Run, int, int]]) -> bool:
        if runs and leg.fallow:
            span = runs[0][1], min(self.today, runs[-1][2])
            if any(clash(span, other, leg.join, leg.fallow) for other in self.spans.get(site.id, [])):
                return False
        for run, first, end in runs:
            rows = [*self.booked.get((site.id, run.stage), []), self._row(site, run, first, end)]
            try:
                if colour(site.pools[run.stage], rows, self.today) is None:
                    return False
            except GaveUp:
                return False
        return True


def planted(
    seed: int, kind: str, stations: int = 4, today: int = 900, tries: int = 400
) -> tuple[Instance, dict[str, dict[str, Any]]]:
    """A feasible instance of a kind and its planted plan of starts and sites."""
    farm = Planting(seed, kind, stations, today)
    for number in range(tries):
        farm.plant(farm.draw(number > tries // 4))
    order = list(range(len(farm.batches)))
    farm.random.shuffle(order)
    batches, spots = [], {}
    for number, index in enumerate(order):
        batch, spot = farm.batches[index], farm.spots[index]
        name = f"B{number:03}"
        spots[name] = {"start": batch.start, **spot}
        pins = spot if "pins" in kind and farm.random.random() < 0.2 else {}
        wish = batch.start
        if "windows" in kind:
            moved = farm.random.choice((-4, -2, -1, 0, 0, 0, 0, 0, 1, 2, 4)) if kind == "windows" else 0
            moved = farm.random.randint(-9, 9) if "wide" in kind else moved
            wish = min(today - 96, max(0, batch.start + moved))
        wide = 10 if "windows" in kind else 0
        batches.append(replace(batch, id=name, start=wish, early=wide, late=wide, pins=dict(pins)))
    return Instance(f"{kind}-{seed}", today, tuple(farm.legs), tuple(batches)), spots


def oversubscribed(seed: int, load: int, kind: str = "mixed", stations: int = 8, today: int = 1300) -> Instance:
    """Unlike batches, each so long after the one before that they ask for `load` percent of the sea leg.

    Which of them fit together is for the solver to find out, so there is no planted plan.
    """
    farm = Planting(seed, kind, stations, today)
    room = sum(pool.containers for site in farm.legs[1].sites for pool in site.pools.values())
    wide = 10 if "windows" in kind else 0
    batches: list[Batch] = []
    asked = 0
    while (start := 100 * asked // (room * load)) < today - 95:
        batch = farm.draw(small=len(batches) % 4 == 3)
        batches.append(replace(batch, id=f"B{len(batches):03}", start=start, early=wide, late=wide))
        asked += sum(run.need * (run.days + 7) for run in batch.runs if run.stage in SEA)
    return Instance(f"{kind}-{load}-{seed}", today, tuple(farm.legs), tuple(batches), "saturate")


def cut_container(instance: Instance, seed: int, verdict: Callable[[Instance], str]) -> Instance | None:
    """The instance with so few containers in one pool that it is impossible, while one more makes it possible.

    None when there is none.
    """
    random = Random(f"cut/{seed}")
    leg = random.choice(instance.legs)
    site, stage = random.choice(leg.sites), random.choice(leg.stages)
    for count in range(site.pools[stage].containers - 1, 0, -1):
        pools = {**site.pools, stage: _shrunk(site.pools[stage], count)}
        sites = tuple(replace(site, pools=pools) if other.id == site.id else other for other in leg.sites)
        legs = tuple(replace(leg, sites=sites) if other.id == leg.id else other for other in instance.legs)
        less = replace(instance, legs=legs, name=f"{instance.name}-one-container")
        found = verdict(less)
        if found != "plan":
            return less if found == "impossible" else None
    return None


def _shrunk(pool: Pool, count: int) -> Pool:
    return replace(pool, containers=count, down=tuple(window for window in pool.down if window[0] < count))


def cut_day(instance: Instance, seed: int, verdict: Callable[[Instance], str]) -> Instance | None:
    """The instance with one stage of one batch longer, by so many days that it is impossible, while one less makes
    it possible."""
    random = Random(f"day/{seed}")
    batch = random.choice(instance.batches)
    number = random.randrange(len(batch.runs))
    for days in range(1, 60):
        runs = tuple(replace(run, days=run.days + days) if i == number else run for i, run in enumerate(batch.runs))
        batches = tuple(replace(batch, runs=runs) if other.id == batch.id else other for other in instance.batches)
        longer = replace(instance, batches=batches, name=f"{instance.name}-one-day")
        found = verdict(longer)
        if found != "plan":
            return longer if found == "impossible" else None
    return None


def plan_holds(instance: Instance, spots: dict[str, dict[str, Any]], placed: dict[str, Placed]) -> list[str]:
    """Mistakes of a placing, and of its agreement in names with the planted one."""
    return mistakes(instance, placed) + [f"{name} is missing" for name in sorted(set(spots) - set(placed))]


def document(instance: Instance) -> dict[str, Any]:
    """The instance in the exchange format."""
    return {
        "format": FORMAT,
        "name": instance.name,
        "today": instance.today,
        "legs": [
            {
                "id": leg.id,
                "stages": list(leg.stages),
                "fallow": leg.fallow,
                "join": leg.join,
                "sites": [
                    {"id": site.id, "geo": site.geo, "pools": _pools(site), **_rules(site)} for site in leg.sites
                ],
            }
            for leg in instance.legs
        ],
        "batches": [
            {
                "id": batch.id,
                "geo": batch.geo,
                "start": batch.start,
                "early": batch.early,
                "late": batch.late,
                "stages": [
                    {"stage": r.stage, "days": r.days, "need": r.need, "overlap": r.overlap} for r in batch.runs
                ],
                "pin": dict(batch.pins),
            }
            for batch in instance.batches
        ],
    }


def _rules(site: Site) -> dict[str, Any]:
    """What a site has of its own."""
    own = {"zone": site.zone or None, "fallow": site.fallow, "join": site.join}
    return {key: value for key, value in own.items() if value is not None}


def _pools(site: Site) -> dict[str, Any]:
    return {
        stage: {
            "containers": pool.containers,
            "turnaround": pool.turnaround,
            "down": [list(window) for window in pool.down],
        }
        for stage, pool in site.pools.items()
    }
