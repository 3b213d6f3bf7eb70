"""Containers and sites: which come, go or are of another make, and which hold other fish or on other days."""

from __future__ import annotations

from typing import Any

from compiler.nouns import Scenario
from compiler.proof.changes.side import Side, container_key, shown, site_of
from compiler.proof.changes.values import parts

Facts = dict[str, Any]
Stay = tuple[str, str, int, int | None]
"""(batch, stage, first day, day after the last or None where the fish are still there)"""
_INDICES = frozenset({"place", "parent"})


def place_facts(before: Side, after: Side) -> Facts:
    """`containers`: added, removed and altered, by name; `sites`: how many containers of each hold other fish."""
    old, new = _known(before.scenario), _known(after.scenario)
    altered = []
    for key, at in new.items():
        if key in old:
            one = parts(before.scenario.containers[old[key]], _INDICES)
            other = parts(after.scenario.containers[at], _INDICES)
            differ = [part for part in other if one[part] != other[part]]
            altered += [{"container": key, "parts": differ}] if differ else []
    return {
        "added": [_made(after.scenario, key, at) for key, at in new.items() if key not in old],
        "removed": [_made(before.scenario, key, at) for key, at in old.items() if key not in new],
        "altered": altered,
        "sites": _sites(before, after),
    }


def _known(scenario: Scenario) -> dict[str, int]:
    """Index of every container by its name."""
    return {container_key(scenario, at): at for at in range(len(scenario.containers))}


def _made(scenario: Scenario, key: str, at: int) -> Facts:
    return {"container": key, "place": shown(scenario.containers[at].span_of())}


def _sites(before: Side, after: Side) -> list[Facts]:
    """Sites of which a container holds other fish, or on other days; by name."""
    old, new = _stays(before), _stays(after)
    touched: dict[str, list[str]] = {}
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            touched.setdefault(key.split("/", 1)[0], []).append(key)
    whole = _sizes(before.scenario) | _sizes(after.scenario)
    return [{"site": site, "of": whole[site], "containers": keys} for site, keys in sorted(touched.items())]


def _stays(side: Side) -> dict[str, list[Stay]]:
    scenario, plan = side.scenario, side.plan
    found: dict[str, list[Stay]] = {}
    names = [stage.name for stage in scenario.geographies[0].stages] if scenario.geographies else []
    columns = zip(plan.batch, plan.stage, plan.container, plan.first, plan.end, plan.open, strict=True)
    for batch, stage, container, first, end, here in columns:
        until = None if here else int(end)
        stay = (scenario.batches[batch].number, names[stage], int(first), until)
        found.setdefault(container_key(scenario, int(container)), []).append(stay)
    return {key: sorted(stays, key=repr) for key, stays in found.items()}


def _sizes(scenario: Scenario) -> dict[str, int]:
    """Containers for fish of each site."""
    sizes: dict[str, int] = {}
    for box in scenario.containers:
        if not box.structural:
            site = site_of(scenario, box)
            sizes[site] = sizes.get(site, 0) + 1
    return sizes
