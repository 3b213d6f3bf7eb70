"""Batches: what is drawn for each, its forecast, and the containers that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from compiler.biology import Forecast, forecast, growth_to_harvest
from compiler.exact import Stream, one_normal, one_uniform
from compiler.language.lower.groups import Wish
from compiler.language.lower.places import Places
from compiler.language.lower.reading import Values
from compiler.language.lower.rooms import smallest_rooms
from compiler.nouns import Batch, Container, Geography, StageRun


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance decides about a batch, addressed by its number."""

    eggs: int
    dead_on_arrival: int
    growth_factor: float
    harvest_weight_g: float


def read_batches(
    root: Values, wishes: Sequence[Wish], geographies: Sequence[Geography], places: Places, seed: int
) -> tuple[Batch, ...]:
    """Batches in the order of the wishes, which is canonical."""
    batches: list[Batch] = []
    smallest = smallest_rooms(places, geographies)
    for number, geography in enumerate(geographies):
        own = [wish for wish in wishes if wish.geography == number]
        if not own:
            continue
        drawn = [_as_wished(root, wish, geography, _draw(root, wish, seed)) for wish in own]
        growth = forecast(
            geography,
            np.array([wish.start_day for wish in own], dtype=np.int64),
            np.array([one.growth_factor for one in drawn]),
            np.array([one.harvest_weight_g for one in drawn]),
            root["eggs"]["weight_g"],
            root["harvest"]["days"],
        )
        rooms = tuple(smallest.get((number, stage)) for stage in range(len(geography.stages)))
        batches += [
            _batch(root, wish, one, geography, growth, at, rooms, seed)
            for at, (wish, one) in enumerate(zip(own, drawn, strict=True))
        ]
    return tuple(batches)


def _between(value: Any, seed: int, stream: Stream, entity: str) -> float:
    """A stated number, or one drawn evenly from [low, high]."""
    if not isinstance(value, list):
        return float(value)
    low, high = value
    return float(low + (high - low) * one_uniform(seed, stream, entity))


def _draw(root: Values, wish: Wish, seed: int) -> Drawn:
    values, growth = root["batches"][wish.group], root["growth"]
    eggs = int(_between(values["eggs"], seed, Stream.EGGS, wish.number))
    share = _between(root["eggs"]["dead_on_arrival"], seed, Stream.DEAD_ON_ARRIVAL, wish.number)
    effect = max(-growth["batch_limit"], min(growth["batch_limit"], one_normal(seed, Stream.BATCH_GROWTH, wish.number)))
    low, high = values["harvest_weight_g"]
    inside = [low * (1 + growth["target_margin"]), high * (1 - growth["target_margin"])]
    target = _between(inside if inside[0] < inside[1] else (low + high) / 2, seed, Stream.HARVEST_WEIGHT, wish.number)
    return Drawn(eggs, int(eggs * share + 0.5), 1.0 + growth["batch_sd"] * effect, target)


def _as_wished(root: Values, wish: Wish, geography: Geography, drawn: Drawn) -> Drawn:
    """What was drawn, unless the scenario states the day of the harvest: then the batch grows as fast as that needs."""
    if wish.harvest_day is None:
        return drawn
    egg_weight_g, harvest_days = root["eggs"]["weight_g"], root["harvest"]["days"]
    target = wish.harvest_day, drawn.harvest_weight_g
    return replace(
        drawn, growth_factor=growth_to_harvest(geography, wish.start_day, *target, egg_weight_g, harvest_days)
    )


def _batch(
    root: Values,
    wish: Wish,
    drawn: Drawn,
    geography: Geography,
    growth: Forecast,
    at: int,
    rooms: tuple[Container | None, ...],
    seed: int,
) -> Batch:
    values = root["batches"][wish.group]
    window = values["window_days"]
    early, late = window if isinstance(window, list) else (window, window)
    return Batch(
        number=wish.number,
        geography=wish.geography,
        start_day=wish.start_day,
        early_days=early,
        late_days=late,
        eggs=drawn.eggs,
        dead_on_arrival=drawn.dead_on_arrival,
        supplier=values.get("supplier", geography.supplier),
        egg_weight_g=float(root["eggs"]["weight_g"]),
        growth_factor=drawn.growth_factor,
        harvest_weight_g=drawn.harvest_weight_g,
        runs=_runs(root, wish, drawn, geography, growth, at, rooms, seed),
        pins=wish.pins,
        group=wish.group,
        span=wish.span,
    )


def _runs(
    root: Values,
    wish: Wish,
    drawn: Drawn,
    geography: Geography,
    growth: Forecast,
    at: int,
    rooms: tuple[Container | None, ...],
    seed: int,
) -> tuple[StageRun, ...]:
    """The stages of a batch as they will be booked."""
    fish = (drawn.eggs - drawn.dead_on_arrival) * growth.survivors[:, at]
    biomass_kg = fish * growth.last_weight_g[:, at] / 1000.0
    needs = [_need(root, wish, geography, k, float(biomass_kg[k]), rooms[k], seed) for k in range(len(rooms))]
    overlaps = [stage.move_days for stage in geography.stages[1:]] + [0]
    return tuple(StageRun(k, int(growth.days[k, at]), needs[k], overlaps[k]) for k in range(len(rooms)))


def _need(
    root: Values, wish: Wish, geography: Geography, index: int, biomass_kg: float, room: Container | None, seed: int
) -> int:
    """Containers in one stage: stated, drawn from a range, or as many as biomass, density and capacity ask for."""
    group, stage = root["batches"][wish.group], geography.stages[index]
    local = root["geographies"][geography.name]["stages"].get(stage.name, {})
    need = local.get("containers", root["stages"][stage.name]["containers"])
    if stage.leg == "sea":
        need = group.get("rings", need)
    need = group["containers"].get(stage.name, need)
    if need != "by biomass":
        low, high = map(int, need if isinstance(need, list) else (need, need))
        return low + int((high - low + 1) * one_uniform(seed, Stream.LOWERING, f"{wish.number}/{stage.name}"))
    if room is None:
        return 1
    capacity_kg = min(room.volume_m3 * stage.density_kg_m3, room.max_biomass_kg) or 1.0
    return max(1, int(-(-biomass_kg // capacity_kg)))
