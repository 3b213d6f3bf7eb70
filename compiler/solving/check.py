"""The independent checker.

Reads an instance and a placing as the rules of the format say, and shares no code with the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, pairwise

from compiler.solving.instance import Batch, Instance, Leg, Placed, Run, Site

MAINTENANCE = "maintenance"


class Ledger:
    """Who holds what: per container of a pool the rows (first day, day after the last blocked one, who), and per site
    of a leg the days from a batch's arrival until it has gone."""

    def __init__(self, instance: Instance) -> None:
        self.today = instance.today
        self.held: dict[tuple[str, str, int], list[tuple[int, int, str]]] = {}
        self.stays: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}

    def book(self, name: str, run: Run, begin: int, where: tuple[Leg, Site], taken: Iterable[int]) -> None:
        """Note one stage of a batch that begins on day `begin` in the containers `taken`."""
        leg, site = where
        until = min(self.today, begin + run.days + run.overlap + site.pools[run.stage].turnaround)
        for container in taken:
            self.held.setdefault((site.id, run.stage, container), []).append((begin, until, name))
        there = self.stays.setdefault((leg.id, site.id), {})
        first, end = there.get(name, (begin, begin))
        there[name] = (min(first, begin), max(end, min(self.today, begin + run.days)))


def mistakes(instance: Instance, placed: Mapping[str, Placed], everything: bool = True) -> list[str]:
    """What is wrong with a placing, one sentence each; empty when it is right.

    With `everything`, a batch left out is a mistake.
    """
    wrong: list[str] = []
    ledger = Ledger(instance)
    owner = {stage: leg for leg in instance.legs for stage in leg.stages}
    site_of = {(leg.id, site.id): site for leg in instance.legs for site in leg.sites}
    for batch in instance.batches:
        here = placed.get(batch.id)
        if here is None:
            wrong += [f"{batch.id} is not placed"] if everything else []
            continue
        if not max(0, batch.start - batch.early) <= here.start <= batch.start + batch.late:
            wrong.append(f"{batch.id} starts on day {here.start}, outside its window")
        begin = here.start
        for run in batch.runs:
            if begin < instance.today:
                leg = owner[run.stage]
                site = site_of.get((leg.id, here.sites.get(leg.id, "")))
                found = _stage_mistake(batch, here, run, leg, site)
                if site is None or found:
                    wrong.append(found)
                else:
                    ledger.book(batch.id, run, begin, (leg, site), here.containers[run.stage])
            begin += run.days
    wrong += sorted(
        {f"{name} is no batch" for name in placed} - {f"{batch.id} is no batch" for batch in instance.batches}
    )
    return wrong + _clashes(instance, ledger.held) + _fallow(instance, ledger.stays)


def _stage_mistake(batch: Batch, here: Placed, run: Run, leg: Leg, site: Site | None) -> str:
    if site is None or run.stage not in site.pools:
        return f"{batch.id} has no place for {run.stage}"
    if site.geo != batch.geo:
        return f"{batch.id} of {batch.geo} stands in {site.id} of {site.geo}"
    if batch.pins.get(leg.id, site.id) != site.id:
        return f"{batch.id} stands in {site.id}, pinned to {batch.pins[leg.id]}"
    taken = here.containers.get(run.stage, ())
    if len(set(taken)) != run.need or len(taken) != run.need:
        return f"{batch.id} {run.stage}: {len(set(taken))} containers for a need of {run.need}"
    if any(not 0 <= container < site.pools[run.stage].containers for container in taken):
        return f"{batch.id} {run.stage}: a container that {site.id} does not have"
    return ""


def _clashes(instance: Instance, held: dict[tuple[str, str, int], list[tuple[int, int, str]]]) -> list[str]:
    for leg in instance.legs:
        for site in leg.sites:
            for stage, pool in site.pools.items():
                for container, first, end in pool.down:
                    if first < instance.today:
                        held.setdefault((site.id, stage, container), []).append(
                            (first, min(end, instance.today), MAINTENANCE)
                        )
    wrong = []
    for (site_id, stage, container), rows in sorted(held.items()):
        for before, after in pairwise(sorted(rows)):
            if after[0] < before[1]:
                where = f"{site_id} {stage} container {container}"
                wrong.append(f"{where}: {before[2]} until day {before[1]}, {after[2]} from day {after[0]}")
    return wrong


def _fallow(instance: Instance, stays: dict[tuple[str, str], dict[str, tuple[int, int]]]) -> list[str]:
    """Batches that come to a place, a site or all sites of one zone, while it rests."""
    wrong = []
    for leg in instance.legs:
        zones: dict[tuple[str, str], list[Site]] = {}
        for site in leg.sites:
            zones.setdefault((site.geo, site.zone) if site.zone else ("", site.id), []).append(site)
        for (_, name), sites in sorted(zones.items()):
            fallow = leg.fallow if sites[0].fallow is None else sites[0].fallow
            join = leg.join if sites[0].join is None else sites[0].join
            there = [stays.get((leg.id, site.id), {}) for site in sites] if fallow or sites[0].zone else []
            rows = sorted((first, end, batch) for stay in there for batch, (first, end) in stay.items())
            for early, late in combinations(rows, 2):
                over = early[1] + fallow
                if late[0] - early[0] > join and late[0] < over:
                    wrong.append(
                        f"{name}: {late[2]} comes on day {late[0]}, fallow after {early[2]} lasts until day {over}"
                    )
    return wrong
