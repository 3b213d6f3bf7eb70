"""Living batches as groups of a scenario, each of one batch: when it began, what came, where it stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.language.inferred.places import Building
from compiler.language.inferred.yamltext import number, said
from compiler.language.lower.reading import schema
from compiler.target import Life, Living

_MOST_FISH = 2_000_000_000
_AROUND = 0.1
"""Batches may be harvested at weights so much below and above those that were."""


def batches(farm: Building, legs: Mapping[str, str]) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The groups by number, and AQ555 for batches that cannot be told.

    Args: legs  [stage] where its fish stand
    """
    found: dict[str, Any] = {}
    told: list[Diagnostic] = []
    homes = _homes(farm)
    for batch in farm.inventory.living:
        name = said(batch.number).replace("{", "(").replace("}", ")")
        lives = [life for life in batch.lives if life.container in homes and farm.base.stage(life.stage)]
        if not lives or name in found:
            why = "another batch has its number" if name in found else "it stands in no container of the library"
            message = f"batch_batch {batch.id}: {batch.number} is left out, as {why}"
            told.append(Diagnostic("AQ555", message, hint="add it by hand under batches", severity="warning"))
            continue
        found[name] = _group(farm, batch, name, _Stands(lives, homes, legs))
    return dict(sorted(found.items())), told


class _Stands:
    """Where a batch stands, most of all."""

    def __init__(self, lives: list[Life], homes: Mapping[int, tuple[str, str]], legs: Mapping[str, str]) -> None:
        self.lives, self.homes, self.legs = lives, homes, legs
        self.geography = Counter(homes[life.container][0] for life in lives).most_common(1)[0][0]

    def site(self, leg: str) -> str:
        """The station or area with most of its containers in a leg, '' for none."""
        own = Counter(self.homes[one.container][1] for one in self.lives if self.legs.get(one.stage, "") == leg
                      and self.homes[one.container][0] == self.geography)  # fmt: skip
        return min(own, key=lambda name: (-own[name], name), default="")


def _group(farm: Building, batch: Living, number_: str, stands: _Stands) -> dict[str, Any]:
    base, stages = farm.base, list(farm.base.stages)
    lives = [Life(one.container, base.stage(one.stage), one.first, one.fish) for one in stands.lives]
    stands.lives = lives
    first = min(lives, key=lambda life: (stages.index(life.stage), life.first))
    came = [life for life in lives if life.stage == first.stage]
    fish = batch.delivered or sum(life.fish for life in came)
    whole = int(number(fish, 1, _MOST_FISH))
    group: dict[str, Any] = {"geography": stands.geography, "number": number_, "starts": [batch.start]}
    if stages.index(first.stage) == 0:
        group["eggs"] = whole
    else:
        weight = {"weight_g": number(batch.weight_g, 0.01, 20000)} if batch.weight_g else {}
        group["begins"] = {"stage": first.stage, "fish": whole, **weight}
    held = _held(lives, stands)
    if held:
        group["containers"] = held
    if weights := _harvest(farm):
        group["harvest_weight_g"] = weights
    pins = {key: site for key, leg in (("station", "freshwater"), ("area", "sea")) if (site := stands.site(leg))}
    return group | ({"pins": {number_: pins}} if pins else {})


def _harvest(farm: Building) -> list[int]:
    """Weights at which batches are harvested here; none where they are the usual ones, or nothing was harvested."""
    known = farm.inventory.harvested_g
    usual = schema()["definitions"]["group"]["properties"]["harvest_weight_g"]["default"]
    if known is None or (usual[0] <= known[0] and known[1] <= usual[1]):
        return []
    low, high = floor(known[0] * (1 - _AROUND) / 100), ceil(known[1] * (1 + _AROUND) / 100)
    return [max(low, 1) * 100, min(high, 199) * 100]


def _held(lives: list[Life], stands: _Stands) -> dict[str, int]:
    """[stage] containers that it took, of those of the site where it stands."""
    found: dict[str, int] = {}
    for stage in dict.fromkeys(life.stage for life in lives):
        site = stands.site(stands.legs.get(stage, ""))
        own = {life.container for life in lives if life.stage == stage and stands.homes[life.container][1] == site}
        if own:
            found[stage] = len(own)
    return found


def _homes(farm: Building) -> dict[int, tuple[str, str]]:
    """[id of a container] its geography and its station or area, of those that are written."""
    return dict(_written(farm))


def _written(farm: Building) -> Iterator[tuple[int, tuple[str, str]]]:
    inventory = farm.inventory
    place = {id_: name for (table, id_), name in farm.names.items() if table == "infrastructure_geography"}
    sites: dict[tuple[str, int], tuple[str, str]] = {}
    for row in inventory.rows("infrastructure_freshwaterstation"):
        if name := farm.names.get(("infrastructure_freshwaterstation", row["id"])):
            for hall in inventory.rows("infrastructure_hall"):
                if hall["freshwater_station_id"] == row["id"]:
                    sites["infrastructure_container.hall_id", hall["id"]] = (place[row["geography_id"]], name)
    for row in inventory.rows("infrastructure_area"):
        if name := farm.names.get(("infrastructure_area", row["id"])):
            sites["infrastructure_container.area_id", row["id"]] = (place[row["geography_id"]], name)
    for key, home in sites.items():
        yield from ((box["id"], home) for box in farm.inside.get(key, ()))
