"""Scenario and the plan of a batch → History: a pure function, no other batch, no clock, no order of work matters.

Stages follow one another; a stage is a Stand, and PROCESSES carry it from the fish that arrive to what they ate. Within
a law the days are the loop (or a running sum along them) and the stays are the array axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws import feeding, growth, lice, mortality, sampling, temperature
from compiler.biology.planned import planned_weight_g
from compiler.exact import Stream, bounded, cube, half_even, key, largest_remainder, normal, words
from compiler.nouns import Batch, BatchPlan, Geography, History, Scenario, Stand

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float = NDArray[np.float64]

CAUSES = mortality.CAUSES
"""Causes of death; History.cause indexes them."""

PROCESSES: tuple[Callable[[Stand], Stand], ...] = (
    temperature.warm,
    lice.infest,
    mortality.endanger,
    mortality.take,
    growth.grow_stand,
    feeding.feed_day,
)
"""What happens to a stage of a batch. Order is meaning: growth mixes the living fish, feed follows their gain."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What the stages of one batch pass on to each other; filled stage by stage while one call of `simulate` runs."""

    left: Int64
    """[stay] fish at the end of the last day"""
    weight_cg: Int64
    """[stay] their mean weight, 0.01 g"""
    moved: Int64
    """[move] fish that arrived"""
    dead: Int64
    """[move] fish that died on the way"""
    before: Int64
    """[move] fish in the source just before"""


def simulate(scenario: Scenario, plan: BatchPlan) -> History:
    """The life of one batch, from its eggs to its harvest or to `as_of`.

    Args:    plan  stays ordered by (stage, container); moves lead to later stages
    Returns: History with read-only arrays; fish are conserved exactly (see its docstring)
    Errors:  none: whatever a checked Scenario and a checked Plan say can be simulated
    """
    stays, moves = len(plan.stage), len(plan.move_day)
    journey = Journey(*(np.zeros(n, dtype=np.int64) for n in (stays, stays, moves, moves, moves)))
    batch = scenario.batches[plan.batch]
    planned = planned_weight_g(scenario, batch)
    stands = []
    for stage in np.unique(plan.stage).tolist():
        stand = _arrive(scenario, batch, plan, journey, stage, planned)
        for process in PROCESSES:
            stand = process(stand)
        _depart(plan, journey, stand)
        stands.append(stand)
    history = _history(plan, journey, stands)
    return _frozen(replace(history, sample_weight_cg=sampling.mean_weights(scenario, history)))


def fill(scenario: Scenario, batch: Batch, containers: tuple[int, ...], spread: float) -> Int64:
    """Living eggs that each container receives: int64 [stay], all of them together eggs - dead_on_arrival."""
    entities = [f"{batch.number}/{scenario.containers[c].name}" for c in containers]
    z = np.array([normal(words(key(scenario.seed, Stream.CONTAINER_SIZE, e), 0, 1, 1))[0, 0] for e in entities])
    weights = np.floor((1.0 + spread * bounded(z, 2.0)) * 1e6).astype(np.int64)
    return largest_remainder(batch.eggs - batch.dead_on_arrival, weights)


def _arrive(scenario: Scenario, batch: Batch, plan: BatchPlan, journey: Journey, stage: int, planned: Float) -> Stand:
    here = np.flatnonzero(plan.stage == stage)
    geography = scenario.geographies[batch.geography]
    first, end = int(plan.first[here].min()), int(plan.end[here].max())
    day = np.arange(first, end)[:, None]
    shape = (end - first, len(here))
    booked = sum(run.days + run.overlap for run in batch.runs if run.stage == stage)
    containers = tuple(int(c) for c in plan.container[here])
    arrivals, weights = _arrivals(scenario, geography, batch, plan, journey, here, containers, shape)
    since = np.minimum(np.maximum(np.arange(first, end) - plan.start, 0), len(planned) - 1)
    return Stand(
        scenario=scenario,
        geography=geography,
        batch=batch,
        law=geography.stages[stage],
        stage=stage,
        first=first,
        planned_days=max(booked, end - first),
        containers=containers,
        entities=tuple(f"{batch.number}/{scenario.containers[c].name}" for c in containers),
        present=(day >= plan.first[here]) & (day < plan.end[here]),
        age=(day - plan.first[here]).astype(np.int64),
        arrivals=arrivals,
        arrival_weight_g=weights,
        planned_weight_g=planned[since],
        temp_c=np.zeros(shape),
        hazard=np.zeros(shape),
        cause=np.zeros(shape, dtype=np.int8),
        count=np.zeros(shape, dtype=np.int64),
        deaths=np.zeros(shape, dtype=np.int64),
        start_root=np.zeros(shape),
        root=np.zeros(shape),
        feed_dg=np.zeros(shape, dtype=np.int64),
        feed=np.full(shape, -1, dtype=np.int8),
    )


def _arrivals(
    scenario: Scenario,
    geography: Geography,
    batch: Batch,
    plan: BatchPlan,
    journey: Journey,
    here: Int64,
    containers: tuple[int, ...],
    shape: tuple[int, int],
) -> tuple[Int64, Float]:
    """Fish that come into the stays `here` by day and stay, and their mean weight in g: by moves, or as eggs."""
    first = int(plan.first[here].min())
    fish = np.zeros(shape, dtype=np.int64)
    burden = np.zeros(shape, dtype=np.int64)
    incoming = np.flatnonzero(np.isin(plan.move_dest, here))
    for move in incoming:
        at = int(plan.move_day[move]) - first, int(plan.move_dest[move]) - int(here[0])
        fish[at] += journey.moved[move]
        burden[at] += journey.moved[move] * journey.weight_cg[plan.move_source[move]]
    if len(incoming) == 0:
        at_once = plan.first[here] - first, np.arange(len(here))
        fish[at_once] = fill(scenario, batch, containers, geography.stages[int(plan.stage[here[0]])].fill_sd)
        burden[at_once] = fish[at_once] * int(half_even(np.array(batch.egg_weight_g), 2))
    return fish, burden / np.maximum(fish, 1) / 100.0


def _depart(plan: BatchPlan, journey: Journey, stand: Stand) -> None:
    """Close the stays of a stage in the journey, and share their fish among the moves that leave them."""
    here = np.flatnonzero(plan.stage == stand.stage)
    for column, stay in enumerate(here.tolist()):
        last = int(plan.end[stay]) - 1 - stand.first
        journey.left[stay] = stand.count[last, column] - stand.deaths[last, column]
        journey.weight_cg[stay] = half_even(cube(stand.root[last, column]), 2)
        moves = np.flatnonzero(plan.move_source == stay)
        if len(moves):
            _move(plan, journey, stand, stand.entities[column], moves)


def _move(plan: BatchPlan, journey: Journey, stand: Stand, source: str, moves: Int64) -> None:
    """Send all fish of a stay on its moves: shares by largest remainder, some die on the way."""
    waiting = int(journey.left[plan.move_source[moves[0]]])
    common = lcm(*plan.move_den[moves].tolist())
    shares = plan.move_num[moves].astype(np.int64) * (common // plan.move_den[moves].astype(np.int64))
    for move, fish in zip(moves.tolist(), largest_remainder(waiting, shares).tolist(), strict=True):
        dest = int(plan.move_dest[move])
        name = f"{source}>{stand.scenario.containers[int(plan.container[dest])].name}"
        share = stand.geography.stages[int(plan.stage[dest])].move_mortality
        dead = mortality.dead_in_move(stand.scenario.seed, name, int(plan.move_day[move]), fish, share)
        journey.moved[move], journey.dead[move], journey.before[move] = fish - dead, dead, waiting
        waiting -= fish


def _history(plan: BatchPlan, journey: Journey, stands: list[Stand]) -> History:
    """Lay the [day, stay] blocks of the stages out as ragged cells, stay by stay."""

    def cells(block: Callable[[Stand], NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([block(s).T[s.present.T] for s in stands])

    meal_cell, meal_minute, meal_dg = _meals(stands)
    return History(
        plan=plan,
        day_of=np.concatenate([[0], np.cumsum(plan.end - plan.first, dtype=np.int64)]),
        count=cells(lambda s: s.count).astype(np.int32),
        deaths=cells(lambda s: s.deaths).astype(np.int32),
        cause=cells(lambda s: s.cause),
        weight_cg=half_even(cube(cells(lambda s: s.root)), 2).astype(np.int32),
        temp_cc=half_even(cells(lambda s: s.temp_c), 2).astype(np.int16),
        feed_dg=cells(lambda s: s.feed_dg),
        feed=cells(lambda s: s.feed),
        arrived=np.concatenate([s.arrivals.sum(axis=0) for s in stands]).astype(np.int32),
        left=journey.left.astype(np.int32),
        start_weight_cg=np.concatenate([_start_weight_cg(s) for s in stands]).astype(np.int32),
        moved=journey.moved.astype(np.int32),
        moved_dead=journey.dead.astype(np.int32),
        moved_before=journey.before.astype(np.int32),
        moved_weight_cg=journey.weight_cg[plan.move_source].astype(np.int32),
        sample_cell=np.flatnonzero(cells(sampling.due)).astype(np.int64),
        sample_weight_cg=np.zeros(0, dtype=np.int32),
        **_lice(plan, stands),
        **_episodes(plan, stands),
        meal_cell=meal_cell,
        meal_minute=meal_minute,
        meal_dg=meal_dg,
    )


def _meals(stands: list[Stand]) -> tuple[Int64, NDArray[np.int16], Int32]:
    """The meals of all stages, with the positions in their stands turned into cells."""
    found, before = [], 0
    for stand in stands:
        place = np.cumsum(stand.present.T.ravel(), dtype=np.int64).reshape(stand.present.T.shape).T - 1 + before
        position, minute, amount = feeding.meals(stand)
        found.append((place.ravel()[position], minute, amount))
        before += int(stand.present.sum())
    cell, minute, amount = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return cell, minute, amount


def _lice(plan: BatchPlan, stands: list[Stand]) -> dict[str, NDArray[Any]]:
    """Counts that were made, and treatments of which the need was found, while fish were there."""
    counts, treated = [np.zeros((0, 2 + len(lice.TYPES)), np.int64)], [np.zeros((0, 5), np.int64)]
    for stand in stands:
        found, first_stay = stand.infestation, int(np.flatnonzero(plan.stage == stand.stage)[0])
        if found is None:
            continue
        end = plan.end[first_stay : first_stay + len(stand.entities)]
        here, need = found.day < end[found.stay], found.treated[:, 1] < end[found.treated[:, 0]]
        count = np.column_stack([found.stay + first_stay, found.day, found.lice]).astype(np.int64)
        counts.append(count[here])
        shift = np.array([first_stay, 0, 0, 0, 0], dtype=np.int64)
        treated.append((found.treated + shift)[need])
    made, treatment = np.concatenate(counts), np.concatenate(treated)
    return {
        "lice_stay": made[:, 0].astype(np.int16),
        "lice_day": made[:, 1].astype(np.int32),
        "lice": made[:, 2:].astype(np.int16),
        "treated_stay": treatment[:, 0].astype(np.int16),
        "treated_found": treatment[:, 1].astype(np.int32),
        "treated_day": treatment[:, 2].astype(np.int32),
        "treated_method": treatment[:, 3].astype(np.int8),
        "treated_percent": treatment[:, 4].astype(np.int8),
    }


def _episodes(plan: BatchPlan, stands: list[Stand]) -> dict[str, NDArray[Any]]:
    """Outbreaks that began while fish were in their stage."""
    rows = [
        (stand.stage, stand.first + each.first, each.cause, int(each.height * 100.0))
        for stand in stands
        for each in mortality.episodes(stand)
        if each.first < len(stand.present)
    ]
    found = np.array(rows, dtype=np.int64).reshape(-1, 4)
    names = ("episode_stage", "episode_day", "episode_cause", "episode_percent")
    return {
        name: found[:, at].astype(kind)
        for at, (name, kind) in enumerate(zip(names, (np.int8, np.int32, np.int8, np.int32), strict=True))
    }


def _start_weight_cg(stand: Stand) -> Int64:
    """Mean weight on the first day of each stay, 0.01 g: int64 [stay]."""
    first = np.argmax(stand.age == 0, axis=0)
    return half_even(cube(stand.start_root[first, np.arange(len(first))]), 2)


def _frozen(history: History) -> History:
    for field in fields(history):
        value = getattr(history, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return history
