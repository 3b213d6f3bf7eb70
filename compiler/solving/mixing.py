"""Mixes in a plan that is solved: stays end on the day of the mix, and a mixed batch begins in a ring that is free.

Nothing is booked anew. Each batch gives the ring that it would have emptied last, which is free from then on; the mixed
batch stands in the area of one of them, no longer than that one was to stand there, so what holds for the area as a
whole goes on to hold. It takes a ring of its own, and not that of one of the batches, because the application counts in
a container only the fish that are moved into it on its first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from compiler.biology import loads, planned_weight_g, room_kg
from compiler.diagnostics import Diagnostic
from compiler.exact import Stream, iso_date, key, words
from compiler.nouns import Batch, Beginning, Mix, Plan, Scenario, StageRun

Int32 = NDArray[np.int32]
STAYS = ("batch", "stage", "container", "first", "end", "leaves", "held_first", "held_end", "open", "harvested")
OPENING_S, SHIFT_S = 8 * 3600, 8 * 3600
"""Mixes are made in the eight hours from 8 o'clock UTC."""
EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class _Mixing:
    """A plan while mixes are worked into it."""

    scenario: Scenario
    plan: Plan
    batches: list[Batch]
    stays: dict[str, list[int]]
    """[column][stay] of the plan"""
    fish: dict[int, float]
    """[batch] planned in one of its rings"""
    made: dict[str, int] = field(default_factory=dict)
    """[key of a mix] index of its batch"""
    origins: list[tuple[int, int]] = field(default_factory=list)
    """(mixed batch, stay of another batch)"""
    told: list[Diagnostic] = field(default_factory=list)


def mix(scenario: Scenario, plan: Plan) -> tuple[tuple[Scenario, Plan] | None, tuple[Diagnostic, ...]]:
    """The scenario with its mixed batches behind all others, of as many fish as planned, and the plan with their stays.

    Both are the given ones where nothing is mixed before as_of. Tells AQ348 of fish that are missing, or find no ring.
    """
    wishes = [wish for wish in scenario.mixes if wish.day < scenario.as_of]
    if not wishes:
        return (scenario, plan), ()
    fish = {
        scenario.find_batch(load.batch.number): load.biomass_kg * 1000.0 / load.last_weight_g
        for load in loads(scenario)
        if load.run + 1 == len(load.batch.runs)
    }
    fish = {at: count / scenario.batches[at].runs[-1].need for at, count in fish.items()}
    columns = {name: [int(one) for one in getattr(plan, name)] for name in STAYS}
    mixing = _Mixing(scenario, plan, list(scenario.batches), columns, fish)
    for wish in wishes:
        _add(mixing, wish)
    if mixing.told:
        return None, tuple(mixing.told)
    return (replace(scenario, batches=tuple(mixing.batches)), _frozen(mixing)), ()


def _add(mixing: _Mixing, wish: Mix) -> None:
    """Work one mix into the plan, or tell why it cannot be."""
    sources = [_source(mixing, wish, name) for name in wish.batches]
    if None in sources:
        return
    stays = [stay for stay in sources if stay is not None]
    host = _host(mixing, wish, stays)
    end = mixing.stays["held_end"][host] - _turnaround(mixing, host)
    until = end if wish.until is None else wish.until
    if until > end or until <= wish.day:
        number, ring = mixing.batches[mixing.stays["batch"][host]].number, _ring(mixing, host)
        message = f"{wish.key} is to stand until {iso_date(until)}, but {number} leaves {ring} by {iso_date(end)}"
        hint = f"until: {iso_date(end)}" if end > wish.day else "choose an earlier day"
        mixing.told.append(Diagnostic("AQ348", message, wish.span_of("until"), hint))
        return
    batch = _batch(mixing, wish, stays, until)
    container = _free(mixing, wish, host, until)
    if container is None or not _fits(mixing, wish, batch, container):
        return
    _book(mixing, wish, batch, (stays, host, container, until))


def _source(mixing: _Mixing, wish: Mix, name: str) -> int | None:
    """The stay that a batch gives: of those that have all their fish on the day, the last to end; None for none."""
    at = mixing.scenario.find_batch(name)
    at = mixing.made.get(name, -1) if at < 0 else at
    if at < 0:
        return None  # the mix that makes it has been told of
    batch, stays = mixing.batches[at], mixing.stays
    last = batch.runs[-1].stage
    sea = mixing.scenario.geographies[batch.geography].stages[last].leg == "sea"
    own = [
        stay
        for stay, (owner, stage) in enumerate(zip(stays["batch"], stays["stage"], strict=True))
        if sea and owner == at and stage == last
    ]
    plan = mixing.plan
    taken = {stay for _, stay in mixing.origins} | set(plan.due_dest.tolist())
    taken |= set(plan.move_dest[plan.move_day >= wish.day].tolist())
    here = [stay for stay in own if stay not in taken and stays["first"][stay] < wish.day < stays["end"][stay]]
    if here:
        return max(here, key=lambda stay: (stays["held_end"][stay], stays["end"][stay], stays["container"][stay]))
    message = f"{batch.number} has no ring to give on {iso_date(wish.day)}: "
    days = [(stays["first"][stay], stays["end"][stay]) for stay in own]
    if days:
        low, high = min(first for first, _ in days), max(end for _, end in days)
        message += f"its last stage is in rings from {iso_date(low)} to {iso_date(high)}"
        hint = f"choose a day between them, such as {iso_date((low + high) // 2)}"
    else:
        message, hint = message + "it is in no ring in its last stage before as_of", "mix batches that are at sea"
    mixing.told.append(Diagnostic("AQ348", message, wish.span_of("day"), hint))
    return None


def _host(mixing: _Mixing, wish: Mix, stays: Sequence[int]) -> int:
    """The stay in whose area the mixed batch will stand: the first in the place that the mix names, else the first."""
    boxes = mixing.scenario.containers
    area = _areas(mixing.scenario).get(wish.where)
    near = (stay for stay in stays if boxes[mixing.stays["container"][stay]].place == area)
    return next(near, stays[0])


def _areas(scenario: Scenario) -> dict[str, int]:
    """Areas by their own names and by those of their rings."""
    rings = {one.name: one.place for one in scenario.containers if one.leg == "sea"}
    return rings | {one.name: at for at, one in enumerate(scenario.areas)}


def _turnaround(mixing: _Mixing, stay: int) -> int:
    geography = mixing.batches[mixing.stays["batch"][stay]].geography
    return mixing.scenario.solve.rule("sea", geography).turnaround_days


def _free(mixing: _Mixing, wish: Mix, host: int, until: int) -> int | None:
    """The ring for the mixed batch: nobody holds it from the mix to the end of its cleaning."""
    scenario, stays, plan = mixing.scenario, mixing.stays, mixing.plan
    area = scenario.containers[stays["container"][host]].place
    rings = [at for at, box in enumerate(scenario.containers) if box.leg == "sea" and box.place == area]
    rings = [at for at in rings if not scenario.containers[at].structural]
    name = scenario.areas[area].name
    if wish.where and wish.where != name:
        rings = [at for at in rings if scenario.containers[at].name == wish.where]
        name = wish.where
    if not rings:
        message = f"{wish.key} goes to {wish.where}, where none of its batches stands"
        mixing.told.append(Diagnostic("AQ348", message, wish.span_of("where"), f"where: {scenario.areas[area].name}"))
        return None
    end = until + _turnaround(mixing, host)
    held = {
        container
        for container, first, last in zip(stays["container"], stays["held_first"], stays["held_end"], strict=True)
        if first < end and last > wish.day
    }
    held |= {one.container for one in scenario.maintenance if one.first < end and one.end > wish.day}
    held |= {*plan.ordered_container.tolist(), *plan.due_container.tolist()}
    free = [at for at in rings if at not in held]
    if free:
        return free[0]
    message = (
        f"{wish.key} finds no ring: of {len(rings)} at {name} none is free from {iso_date(wish.day)} to {iso_date(end)}"
    )
    hint = "choose an earlier until, another where, or fewer rings for the batches"
    mixing.told.append(Diagnostic("AQ348", message, wish.span_of("where"), hint))
    return None


def _batch(mixing: _Mixing, wish: Mix, stays: Sequence[int], until: int) -> Batch:
    """The mixed batch, of as many fish, as heavy, as it is planned to begin with; it grows as its parts would."""
    parts = [mixing.batches[mixing.stays["batch"][stay]] for stay in stays]
    fish = [mixing.fish[mixing.stays["batch"][stay]] for stay in stays]
    weights = [_weight_g(mixing, mixing.stays["batch"][stay], wish.day) for stay in stays]
    whole = sum(fish)
    mean = sum(count * weight for count, weight in zip(fish, weights, strict=True)) / whole
    factor = sum(count * part.growth_factor for count, part in zip(fish, parts, strict=True)) / whole
    stage, supplier = parts[0].runs[-1].stage, mixing.scenario.geographies[parts[0].geography].supplier
    begun = replace(
        parts[0],
        number=_number(mixing.scenario, wish),
        start_day=wish.day,
        early_days=0,
        late_days=0,
        ordered_days=0,
        eggs=round(whole),
        dead_on_arrival=0,
        supplier=supplier,
        egg_price_per_thousand=None,
        begins=Beginning(stage, mean, 1, None, True, 0, 0, 0),
        growth_factor=factor,
        runs=(StageRun(stage, until - wish.day, 1, 0),),
        pins=(),
        group=wish.key,
        span=wish.span,
        mixed="event" if wish.event else "composition",
        spans=wish.spans,
    )
    weight_g = float(planned_weight_g(mixing.scenario, begun)[-1])
    return replace(begun, harvest_weight_g=weight_g, harvest_range_g=(weight_g, weight_g))


def _weight_g(mixing: _Mixing, batch: int, day: int) -> float:
    """Planned mean weight of a batch in the morning of a day."""
    one = mixing.batches[batch]
    start = one.start_day if batch >= len(mixing.plan.start) else int(mixing.plan.start[batch])
    planned = planned_weight_g(mixing.scenario, one)
    return float(planned[min(max(day - start - 1, 0), len(planned) - 1)])


def _number(scenario: Scenario, wish: Mix) -> str:
    """MIX-, the moment as yymmddHHMMSS, and four hexadecimal digits, as the application numbers them."""
    drawn = words(key(scenario.seed, Stream.MIXING, wish.key), wish.day, 1, 2)[0].tolist()
    second = OPENING_S + drawn[0] % SHIFT_S
    hour, minute = divmod(second // 60, 60)
    day = (EPOCH + timedelta(days=wish.day)).strftime("%y%m%d")
    return f"MIX-{day}{hour:02}{minute:02}{second % 60:02}-{drawn[1] % 16**4:04X}"


def _fits(mixing: _Mixing, wish: Mix, batch: Batch, container: int) -> bool:
    """Whether the ring holds the fish until the end; else tells the last day on which it still does."""
    scenario, box = mixing.scenario, mixing.scenario.containers[container]
    planned = planned_weight_g(scenario, batch)
    room = room_kg(scenario.geographies[batch.geography].stages[batch.begins.stage], box)
    mass = batch.eggs * planned / 1000.0
    if not room or mass[-1] <= room:
        return True
    last = int(np.argmax(mass > room)) if len(mass) else 0
    message = f"{wish.key} would weigh {mass[-1] / 1000:.1f} t in {box.name}, which holds {room / 1000:.1f} t"
    hint = f"until: {iso_date(wish.day + last)}" if last else "choose an earlier day, on which the fish are smaller"
    mixing.told.append(Diagnostic("AQ348", message, wish.span_of("until"), hint))
    return False


def _book(mixing: _Mixing, wish: Mix, batch: Batch, where: tuple[list[int], int, int, int]) -> None:
    """End the stays of the batches, and write that of the mixed one: (stays, host, container, until)."""
    (sources, host, container, until), stays, as_of = where, mixing.stays, mixing.scenario.as_of
    number = len(mixing.batches)
    for stay in sources:
        stays["end"][stay], stays["open"][stay], stays["harvested"][stay] = wish.day, 0, 0
        mixing.origins.append((number, stay))
    free = until + _turnaround(mixing, host)
    still = int(until >= as_of)
    row = (number, batch.begins.stage, container, wish.day, min(until, as_of), until, wish.day, free, still, 1 - still)
    for name, value in zip(STAYS, row, strict=True):
        stays[name].append(value)
    mixing.batches.append(batch)
    mixing.made[wish.key] = number
    mixing.fish[number] = float(batch.eggs)


def _frozen(mixing: _Mixing) -> Plan:
    """The plan with all mixes, arrays read-only."""
    plan, made = mixing.plan, len(mixing.made)
    starts = [batch.start_day for batch in mixing.batches[len(plan.start) :]]
    columns = {name: np.array(mixing.stays[name], dtype=getattr(plan, name).dtype) for name in STAYS}
    origins = np.array(mixing.origins, dtype=np.int32).reshape(-1, 2)
    first = int(plan.first_stay[-1]) + 1 + np.arange(made, dtype=np.int64)
    mixed = replace(
        plan,
        **columns,
        start=np.concatenate([plan.start, np.array(starts, dtype=np.int32)]),
        slip=np.concatenate([plan.slip, np.zeros(made, dtype=np.int32)]),
        first_stay=np.concatenate([plan.first_stay, first]),
        first_move=np.concatenate([plan.first_move, np.repeat(plan.first_move[-1:], made)]),
        mixed_batch=origins[:, 0].copy(),
        mixed_source=origins[:, 1].copy(),
    )
    for name in Plan.__slots__:
        getattr(mixed, name).setflags(write=False)
    return mixed


def _ring(mixing: _Mixing, stay: int) -> str:
    return mixing.scenario.containers[mixing.stays["container"][stay]].name
