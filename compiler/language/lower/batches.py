"""Batches: what is drawn for each, its forecast, and the containers that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import Any

import numpy as np

from compiler.biology import Forecast, forecast, growth_to_harvest, room_kg
from compiler.diagnostics import Span
from compiler.exact import Stream, one_normal, one_uniform
from compiler.language.lower.groups import PINS, Wish
from compiler.language.lower.places import Places
from compiler.language.lower.rooms import Site, enough, sites_of
from compiler.language.lower.termination import cut, read_termination
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import Batch, Geography, StageRun


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance decides about a batch, addressed by its number."""

    eggs: int
    dead_on_arrival: int
    price: float | None
    """Of a thousand eggs"""
    quality: int
    growth_factor: float
    harvest_weight_g: float


@dataclass(frozen=True, slots=True)
class Cohort:
    """The batches of one geography that begin alike, on their way into the Scenario."""

    root: Values
    geography: Geography
    wishes: Sequence[Wish]
    drawn: Sequence[Drawn]
    """[batch]"""
    growth: Forecast
    """[run, batch]"""
    sites: Sequence[Sequence[Site]]
    """[stage] the stations or areas with containers for it"""
    seed: int


def read_batches(
    root: Values, wishes: Sequence[Wish], geographies: Sequence[Geography], places: Places, seed: int
) -> tuple[Batch, ...]:
    """Batches in the order of the wishes, which is canonical."""
    batches: list[Batch] = []
    known = sites_of(places, geographies)
    for number, geography in enumerate(geographies):
        sites = [known.get((number, stage), ()) for stage in range(len(geography.stages))]
        here = [wish for wish in wishes if wish.geography == number]
        for own in _alike(here):
            batches += _cohort(root, geography, own, sites, seed)
    return tuple(sorted(batches, key=lambda batch: (batch.geography, batch.number)))


def _alike(wishes: Sequence[Wish]) -> list[list[Wish]]:
    """Those that begin alike together, as one forecast is for them."""
    found: dict[tuple[int, float], list[Wish]] = {}
    for wish in wishes:
        found.setdefault((wish.begins.stage, wish.begins.weight_g), []).append(wish)
    return list(found.values())


def _cohort(
    root: Values, geography: Geography, own: Sequence[Wish], sites: Sequence[Sequence[Site]], seed: int
) -> list[Batch]:
    drawn = [_as_wished(root, wish, geography, _draw(root, wish, seed)) for wish in own]
    growth = forecast(
        geography,
        np.array([wish.start_day for wish in own], dtype=np.int64),
        np.array([one.growth_factor for one in drawn]),
        np.array([one.harvest_weight_g for one in drawn]),
        own[0].begins,
        root["harvest"]["days"],
    )
    cohort = Cohort(root, geography, own, drawn, growth, sites, seed)
    return [_batch(cohort, at) for at in range(len(own))]


def _between(value: Any, seed: int, stream: Stream, entity: str) -> float:
    """A stated number, or one drawn evenly from [low, high]."""
    if not isinstance(value, list):
        return float(value)
    low, high = value
    return float(low + (high - low) * one_uniform(seed, stream, entity))


def _draw(root: Values, wish: Wish, seed: int) -> Drawn:
    values, growth = root["batches"][wish.group], root["growth"]
    stated, delivered = (
        (values["begins"]["fish"], values["begins"]) if "begins" in values else (values["eggs"], root["eggs"])
    )
    lot = 1 if "begins" in values else root["eggs"]["ordered_in"]
    eggs = int(_between(stated, seed, Stream.EGGS, wish.number))
    eggs = eggs // lot * lot if isinstance(stated, list) and eggs >= lot else eggs
    share = _between(delivered["dead_on_arrival"], seed, Stream.DEAD_ON_ARRIVAL, wish.number)
    effect = max(-growth["batch_limit"], min(growth["batch_limit"], one_normal(seed, Stream.BATCH_GROWTH, wish.number)))
    low, high = values["harvest_weight_g"]
    inside = [low * (1 + growth["target_margin"]), high * (1 - growth["target_margin"])]
    target = _between(inside if inside[0] < inside[1] else (low + high) / 2, seed, Stream.HARVEST_WEIGHT, wish.number)
    price, quality = _price(root, wish, seed), _among(root["eggs"]["quality_score"], seed, Stream.EGG_QUALITY, wish)
    return Drawn(eggs, int(eggs * share + 0.5), price, quality, 1.0 + growth["batch_sd"] * effect, target)


def _price(root: Values, wish: Wish, seed: int) -> float | None:
    """What a thousand eggs cost; None where nobody says, or the batch begins as fish that are bought."""
    values: Values = root["batches"][wish.group]
    stated = root["geographies"][values["geography"]].get("egg_price_per_thousand")
    if stated is None or wish.begins.bought:
        return None
    return round(_between(stated, seed, Stream.EGG_PRICE, wish.number), 2)


def _among(value: Any, seed: int, stream: Stream, wish: Wish) -> int:
    """A stated whole number, or one drawn evenly of low to high."""
    low, high = value if isinstance(value, list) else (value, value)
    return int(low) + int((high - low + 1) * one_uniform(seed, stream, wish.number))


def _as_wished(root: Values, wish: Wish, geography: Geography, drawn: Drawn) -> Drawn:
    """What was drawn, unless the scenario states the day of the harvest: then the batch grows as fast as that needs."""
    if wish.harvest_day is None:
        return drawn
    target, harvest_days = (wish.harvest_day, drawn.harvest_weight_g), root["harvest"]["days"]
    return replace(
        drawn, growth_factor=growth_to_harvest(geography, wish.start_day, *target, wish.begins, harvest_days)
    )


def _batch(cohort: Cohort, at: int) -> Batch:
    wish, drawn = cohort.wishes[at], cohort.drawn[at]
    values: Values = cohort.root["batches"][wish.group]
    runs = _runs(cohort, at)
    end = read_termination(values, runs)
    window = values["window_days"]
    early, late = window if isinstance(window, list) else (window, window)
    return build(
        Batch,
        values,
        cohort.root,
        number=wish.number,
        geography=wish.geography,
        start_day=wish.start_day,
        early_days=early,
        late_days=late,
        eggs=drawn.eggs,
        dead_on_arrival=drawn.dead_on_arrival,
        cancelled=values.get("cancelled") or "",
        terminated=end,
        supplier=values.get("supplier", cohort.geography.supplier),
        egg_price_per_thousand=drawn.price,
        egg_quality=drawn.quality,
        begins=wish.begins,
        growth_factor=drawn.growth_factor,
        harvest_weight_g=drawn.harvest_weight_g,
        runs=cut(runs, end),
        mixed="no",
        pins=wish.pins,
        group=wish.group,
        span=wish.span,
        spans={**_counted(values), **{("pins", leg): values.at("pins", wish.number, key) for leg, key in PINS}},
    )


def _counted(values: Values) -> dict[tuple[str, ...], Span]:
    """The place of the number of fish, where the group says that."""
    return {("eggs",): values.at("begins", "fish")} if "begins" in values else {}


def _runs(cohort: Cohort, at: int) -> tuple[StageRun, ...]:
    """The stages of a batch as they will be booked, from its first; those of one pool take the same containers."""
    drawn, stages, begun = cohort.drawn[at], cohort.geography.stages, cohort.wishes[at].begins.stage
    fish = (drawn.eggs - drawn.dead_on_arrival) * cohort.growth.survivors[:, at]
    biomass_kg = fish * cohort.growth.last_weight_g[:, at] / 1000.0
    overlaps = [stage.move_days for stage in stages[1:]] + [0]
    needs = [_need(cohort, cohort.wishes[at], k, float(biomass_kg[k - begun])) for k in range(begun, len(stages))]
    runs = []
    for k in range(begun, len(stages)):
        alike = (one for one, stage in zip(needs, stages[begun:], strict=True) if stage.pool == stages[k].pool)
        need, span = max(alike, key=itemgetter(0))
        days = int(cohort.growth.days[k - begun, at])
        runs.append(StageRun(k, days, need, overlaps[k], spans={("need",): span}))
    return tuple(runs)


def _need(cohort: Cohort, wish: Wish, index: int, biomass_kg: float) -> tuple[int, Span]:
    """Containers in one stage: stated, drawn from a range, or as many as biomass, density and capacity ask for.

    With the place where the batch's group says so, otherwise that of the batch.
    """
    stage = cohort.geography.stages[index]
    need, span = _stated_need(cohort, wish, index)
    if need != "by biomass":
        low, high = map(int, need if isinstance(need, list) else (need, need))
        draw = one_uniform(cohort.seed, Stream.LOWERING, f"{wish.number}/{stage.name}")
        return low + int((high - low + 1) * draw), span
    sites = cohort.sites[index]
    return enough(biomass_kg, sites, partial(room_kg, stage)) if sites else 1, span


def _stated_need(cohort: Cohort, wish: Wish, index: int) -> tuple[Any, Span]:
    """What the group says of a stage, or what the geography or the species says, with the place in the group."""
    root, stage = cohort.root, cohort.geography.stages[index]
    group: Values = root["batches"][wish.group]
    if stage.name in group["containers"]:
        return group["containers"][stage.name], group.at("containers", stage.name)
    if stage.leg == "sea" and "rings" in group:
        return group["rings"], group.at("rings")
    local = root["geographies"][cohort.geography.name]["stages"].get(stage.name, ())
    return (local if "containers" in local else root["stages"][stage.name])["containers"], wish.span
