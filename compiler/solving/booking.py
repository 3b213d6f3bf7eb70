"""The Scenario as a neutral instance.

Stations and areas become sites, halls and rings become pools, dates become days from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.nouns import SEA_POOL, Area, LegRule, Scenario, Station
from compiler.nouns import Leg as LegName
from compiler.solving import limits
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Saturation, Site, merge_down

LEGS: tuple[LegName, ...] = ("freshwater", "sea")


@dataclass(frozen=True, slots=True)
class Booking:
    """An instance and the way back.

    Instance day + `day0` is a scenario day, `slots[site, pool]` are flat container indices. Stages of one pool are one
    stage of the instance: one booking, whatever their number.
    """

    instance: Instance
    day0: int
    slots: Mapping[tuple[str, str], tuple[int, ...]]
    index: Mapping[str, int]
    """Batch number to index into Scenario.batches."""


def book(scenario: Scenario) -> Booking:
    """The scheduling problem of a scenario. Structural containers take part in nothing."""
    day0 = min((batch.start_day - batch.early_days for batch in scenario.batches), default=scenario.as_of)
    slots = _slots(scenario)
    down = _down(scenario, slots, day0)
    legs = tuple(_leg(scenario, name, slots, down) for name in LEGS)
    options = scenario.solve
    instance = Instance(
        name=scenario.name,
        today=max(0, scenario.as_of - day0),
        legs=legs,
        batches=tuple(
            sorted(
                (_batch(scenario, index, day0) for index in range(len(scenario.batches))), key=lambda batch: batch.id
            )
        ),
        mode=options.mode,
        node_limit=max(1, options.node_limit // limits.STEPS_A_NODE),
        saturation=Saturation(options.saturate_leg, options.saturate_share, options.saturate_days),
    )
    return Booking(instance, day0, slots, {batch.number: index for index, batch in enumerate(scenario.batches)})


def _slots(scenario: Scenario) -> dict[tuple[str, str], tuple[int, ...]]:
    found: dict[tuple[str, str], list[int]] = {}
    pools = [{stage.name: stage.pool for stage in place.stages} for place in scenario.geographies]
    for index, container in enumerate(scenario.containers):
        if container.structural:
            continue
        if container.leg == "sea":
            key = scenario.areas[container.place].name, SEA_POOL
        else:
            hall = scenario.halls[container.place]
            station = scenario.stations[hall.station]
            key = station.name, pools[station.geography][hall.stages[0]]
        found.setdefault(key, []).append(index)
    return {key: tuple(indices) for key, indices in found.items()}


def _down(
    scenario: Scenario, slots: dict[tuple[str, str], tuple[int, ...]], day0: int
) -> dict[tuple[str, str], list[tuple[int, int, int]]]:
    if not scenario.maintenance:
        return {}
    place = {index: (key, position) for key, indices in slots.items() for position, index in enumerate(indices)}
    found: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for work in scenario.maintenance:
        if work.container in place and work.end > max(work.first, day0):
            key, position = place[work.container]
            found.setdefault(key, []).append((position, max(0, work.first - day0), work.end - day0))
    return found


def _leg(
    scenario: Scenario,
    name: LegName,
    slots: dict[tuple[str, str], tuple[int, ...]],
    down: dict[tuple[str, str], list[tuple[int, int, int]]],
) -> Leg:
    common = scenario.solve.rule(name, -1)
    places = scenario.areas if name == "sea" else scenario.stations
    stages = list(
        dict.fromkeys(stage.pool for place in scenario.geographies for stage in place.stages if stage.leg == name)
    ) or [SEA_POOL] * (name == "sea")
    sites = []
    for place in places:
        rule = scenario.solve.rule(name, place.geography)
        pools = {
            stage: Pool(
                len(slots[place.name, stage]), rule.turnaround_days, merge_down(down.get((place.name, stage), []))
            )
            for stage in stages
            if (place.name, stage) in slots
        }
        zone, fallow, join = _rest(scenario, place, rule)
        own = None if fallow == common.fallow_days else fallow, None if join == common.join_days else join
        sites.append(Site(place.name, scenario.geographies[place.geography].name, pools, zone, *own))
    by_name = tuple(sorted(sites, key=lambda site: site.id))
    return Leg(name, tuple(stages), common.fallow_days, common.join_days, by_name)


def _rest(scenario: Scenario, place: Area | Station, rule: LegRule) -> tuple[str, int, int]:
    """(zone, fallow, join) of a place: by the area group with a fallow that holds it, else by the rule of its leg."""
    groups = {group.name: group for group in scenario.area_groups if group.geography == place.geography}
    above = groups.get(place.group) if isinstance(place, Area) else None
    while above and above.fallow_days is None:
        above = groups.get(above.parent)
    if above is None or above.fallow_days is None:
        return "", rule.fallow_days, rule.join_days
    return above.name, above.fallow_days, rule.join_days if above.join_days is None else above.join_days


def _batch(scenario: Scenario, index: int, day0: int) -> Batch:
    batch = scenario.batches[index]
    runs: list[Run] = []
    for run in batch.runs:
        name = scenario.geographies[batch.geography].stages[run.stage].pool
        if runs and runs[-1].stage == name:
            last = runs.pop()
            runs.append(Run(name, last.days + run.days, max(last.need, run.need), run.overlap))
        else:
            runs.append(Run(name, run.days, run.need, run.overlap))
    geo = scenario.geographies[batch.geography].name
    return Batch(
        batch.number,
        geo,
        batch.start_day - day0,
        batch.early_days,
        batch.late_days,
        tuple(runs),
        dict(sorted(batch.pins)),
    )
