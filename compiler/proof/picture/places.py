"""Where fish can be: sites (stations and areas), places (halls and areas), containers; how full they are."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from compiler import ALGORITHM, __version__
from compiler.proof.picture.packing import MONDAY, WEEK, Facts, Int64, Seen, packed, week_of
from compiler.solving import pools, site_usages, windows


def head(seen: Seen) -> Facts:
    """Which farm it is, and the names that others refer to by index."""
    scenario = seen.farm.world.scenario
    stages = scenario.geographies[0].stages if scenario.geographies else ()
    return {
        "name": scenario.name,
        "about": scenario.about,
        "seed": str(scenario.seed),
        "digest": scenario.digest,
        "aqc": __version__,
        "algorithm": ALGORITHM,
        "as_of": scenario.as_of,
        "first_day": int(seen.plan.first.min(initial=scenario.as_of - 1)),
        "first_week": seen.first_week,
        "geographies": [one.name for one in scenario.geographies],
        "stages": [{"name": one.name, "leg": one.leg} for one in stages],
    }


def sites(seen: Seen) -> list[Facts]:
    """Stations, then areas."""
    scenario = seen.farm.world.scenario
    return [
        *({"name": one.name, "leg": "freshwater", "geography": one.geography} for one in scenario.stations),
        *({"name": one.name, "leg": "sea", "geography": one.geography} for one in scenario.areas),
    ]


def places(seen: Seen) -> list[Facts]:
    """Halls, then areas, which are places of their own."""
    scenario = seen.farm.world.scenario
    behind = len(scenario.stations)
    return [
        *({"name": one.name, "site": one.station} for one in scenario.halls),
        *({"name": one.name, "site": behind + at} for at, one in enumerate(scenario.areas)),
    ]


def place_of(seen: Seen) -> Int64:
    """[container] index into the places."""
    scenario = seen.farm.world.scenario
    halls = len(scenario.halls)
    return np.array([box.place + (halls if box.leg == "sea" else 0) for box in scenario.containers], dtype=np.int64)


def site_of(seen: Seen) -> Int64:
    """[container] index into the sites."""
    site = np.array([place["site"] for place in places(seen)], dtype=np.int64)
    return site[place_of(seen)] if len(site) else site


def containers(seen: Seen) -> Facts:
    """Columns by container; those that hold others hold no fish themselves."""
    boxes = seen.farm.world.scenario.containers
    return {
        "name": [box.name for box in boxes],
        "type": [box.type for box in boxes],
        "place": packed(place_of(seen)),
        "volume_m3": [box.volume_m3 for box in boxes],
        "structural": packed([box.structural for box in boxes]),
    }


def usage(seen: Seen) -> Facts:
    """Container-days with fish by leg and by site, with what no plan could pass; the fullest kinds of containers."""
    scenario, plan = seen.farm.world.scenario, seen.plan
    legs = windows(scenario, plan)
    spans = dict.fromkeys((one.first, one.end) for one in legs)
    return {
        "legs": [asdict(one) for one in legs],
        "sites": [asdict(one) for first, end in spans for one in site_usages(scenario, plan, first, end)],
        "pools": [asdict(one) for one in pools(scenario, plan)],
        "weeks": [packed(row) for row in _filled(seen)],
    }


def _filled(seen: Seen) -> Int64:
    """[site, week] containers with fish on the Monday of each week, from the first week on."""
    scenario, plan = seen.farm.world.scenario, seen.plan
    weeks = week_of(scenario.as_of - 1) - seen.first_week + 1
    change = np.zeros((len(sites(seen)), weeks + 1), dtype=np.int64)
    site = site_of(seen)[plan.container] if len(plan.container) else plan.container
    for days, sign in ((plan.first, 1), (plan.end, -1)):
        monday = -(-(days.astype(np.int64) - MONDAY) // WEEK) - seen.first_week
        np.add.at(change, (site, np.minimum(monday, weeks)), sign)
    return np.cumsum(change, axis=1)[:, :-1]
