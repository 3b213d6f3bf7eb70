"""Scenario and the plan of a batch → History: a pure function, no other batch, no clock, no order of work matters.

Stages follow one another; a stage is a Stand, and PROCESSES carry it from the fish that arrive to what they ate. Within
a law the days are the loop (or a running sum along them) and the stays are the array axis.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from compiler.biology.emptied import of_the_living
from compiler.biology.laws import appetite, events, feeding, growth, lice, mortality, oxygen, room, temperature
from compiler.biology.planned import planned_weight_g
from compiler.biology.record import Journey, nothing_yet, record, shared
from compiler.exact import Stream, bounded, cube, half_even, largest_remainder, normal, words_of_all
from compiler.nouns import Batch, BatchPlan, History, Origins, Scenario, Stand

Int64 = NDArray[np.int64]
Float = NDArray[np.float64]

CAUSES = mortality.CAUSES
"""Causes of death; Days.cause indexes them."""

PROCESSES: tuple[Callable[[Stand], Stand], ...] = (
    temperature.warm,
    lice.infest,
    events.strike,
    oxygen.breathe,
    appetite.hunger,
    mortality.endanger,
    mortality.take,
    mortality.cull,
    growth.grow_stand,
    feeding.feed_day,
)
"""What happens to a stage of a batch. Order is meaning: growth mixes the living fish, feed follows their gain."""


NO_ORIGINS = Origins(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))


def simulate(scenario: Scenario, plan: BatchPlan, origins: Origins = NO_ORIGINS) -> History:
    """The life of one batch, from its eggs, or the fish that were bought, to its harvest or to `as_of`.

    Args:    plan  stays ordered by (stage, container); moves lead to later stages. Without stays nothing has happened
             origins  the fish that a mixed batch begins with
    Returns: History with read-only arrays; fish are conserved exactly (see its docstring). Its plan is the given one
             without stays, days and moves that no fish had part in
    Errors:  none: whatever a checked Scenario and a checked Plan say can be simulated
    """
    batch, deliveries = scenario.batches[plan.batch], fill(scenario, scenario.batches[plan.batch], plan)
    received = len(deliveries) - len(plan.ordered_day)
    journey = Journey(
        scenario=scenario,
        batch=batch,
        plan=plan,
        planned_weight_g=planned_weight_g(scenario, batch),
        left=np.zeros(len(plan.stage), dtype=np.int64),
        weight_cg=np.zeros(len(plan.stage), dtype=np.int64),
        moved=np.zeros(len(plan.move_day), dtype=np.int64),
        dead=np.zeros(len(plan.move_day), dtype=np.int64),
        before=np.zeros(len(plan.move_day), dtype=np.int64),
        to_come=deliveries[received:],
        origins=origins,
    )
    if not received:
        return nothing_yet(journey)
    stands = []
    for stage in np.unique(plan.stage).tolist():
        stand = _arrive(journey, stage, deliveries[:received])
        for process in PROCESSES:
            stand = process(stand)
        _depart(journey, stand)
        stands.append(stand)
    return record(*of_the_living(journey, stands))


def fill(scenario: Scenario, batch: Batch, plan: BatchPlan) -> Int64:
    """Living eggs or bought fish that each container of the first stage receives: int64 [delivery].

    Together eggs - dead_on_arrival, shared out as the room of the stage says, and scattered by its `fill_sd`.
    Deliveries that have come by as_of are first, one a stay, then those to come.
    """
    stages, stage = scenario.geographies[batch.geography].stages, batch.begins.stage
    filled = plan.container[plan.stage == stage]
    boxes = [scenario.containers[int(at)] for at in (*filled, *plan.ordered_container)]
    if not boxes:
        return np.zeros(0, dtype=np.int64)
    parts = room.spread(stages, stage, boxes)
    names = [f"{batch.number}/{one.entity}" for one in boxes]
    z = normal(words_of_all(scenario.seed, Stream.CONTAINER_SIZE, names, (0, 1), 1)[:, 0, 0])
    scatter = np.floor((1.0 + stages[stage].fill_sd * bounded(z, 2.0)) * 1e6).astype(np.int64)
    return largest_remainder(batch.eggs - batch.dead_on_arrival, scatter * np.array(parts, dtype=np.int64))


def _arrive(journey: Journey, stage: int, delivered: Int64) -> Stand:
    """A stage before any day of it is lived: who comes when, and everything else blank."""
    scenario, batch, plan, planned = journey.scenario, journey.batch, journey.plan, journey.planned_weight_g
    here = np.flatnonzero(plan.stage == stage)
    geography = scenario.geographies[batch.geography]
    first, end = int(plan.first[here].min()), int(plan.end[here].max())
    day = np.arange(first, end)[:, None]
    shape = (end - first, len(here))
    booked = sum(run.days + run.overlap for run in batch.runs if run.stage == stage)
    containers = tuple(int(c) for c in plan.container[here])
    arrivals, weights = _arrivals(journey, here, shape, delivered)
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
        entities=tuple(f"{batch.number}/{scenario.containers[c].entity}" for c in containers),
        leaves=plan.leaves[here].astype(np.int64),
        present=(day >= plan.first[here]) & (day < plan.end[here]),
        age=(day - plan.first[here]).astype(np.int64),
        arrivals=arrivals,
        arrival_weight_g=weights,
        planned_weight_g=planned[since],
        temp_c=np.zeros(shape),
        felt=(),
        appetite=np.ones(shape),
        hazard=np.zeros(shape),
        cause=np.zeros(shape, dtype=np.int8),
        count=np.zeros(shape, dtype=np.int64),
        deaths=np.zeros(shape, dtype=np.int64),
        start_root=np.zeros(shape),
        root=np.zeros(shape),
        feed_dg=np.zeros(shape, dtype=np.int64),
        feed=np.full(shape, -1, dtype=np.int8),
    )


def _arrivals(journey: Journey, here: Int64, shape: tuple[int, int], delivered: Int64) -> tuple[Int64, Float]:
    """Fish that come into the stays `here` by day and stay, and their mean weight in g: by moves, or `delivered`."""
    batch, plan = journey.batch, journey.plan
    first = int(plan.first[here].min())
    fish = np.zeros(shape, dtype=np.int64)
    burden = np.zeros(shape, dtype=np.int64)
    incoming = np.flatnonzero((plan.move_dest >= here[0]) & (plan.move_dest <= here[-1]))
    at = plan.move_day[incoming] - first, plan.move_dest[incoming] - here[0]
    np.add.at(fish, at, journey.moved[incoming])
    np.add.at(burden, at, journey.moved[incoming] * journey.weight_cg[plan.move_source[incoming]])
    if len(incoming) == 0:
        at_once = plan.first[here] - first, np.arange(len(here))
        fish[at_once] = delivered
        burden[at_once] = fish[at_once] * int(half_even(np.array(batch.begins.weight_g), 2))
    return fish, burden / np.maximum(fish, 1) / 100.0


def _depart(journey: Journey, stand: Stand) -> None:
    """Close the stays of a stage in the journey, and send all their fish on the moves that leave them."""
    plan = journey.plan
    here = np.flatnonzero(plan.stage == stand.stage)
    last = plan.end[here] - 1 - stand.first, np.arange(len(here))
    journey.left[here] = stand.count[last] - stand.deaths[last]
    journey.weight_cg[here] = half_even(cube(stand.root[last]), 2)
    moves = np.flatnonzero((plan.move_source >= here[0]) & (plan.move_source <= here[-1]))
    if len(moves):
        _move(journey, stand, moves, int(here[0]))


def _move(journey: Journey, stand: Stand, moves: Int64, first: int) -> None:
    """Share the fish of each stay out among its moves, by largest remainder; some die on the way.

    Args: first  the stand's first stay
    """
    plan, boxes, stages = journey.plan, stand.scenario.containers, stand.geography.stages
    source, dest = plan.move_source[moves], plan.move_dest[moves]
    before = journey.left[source]
    fish = before.copy()
    for stay in (first + np.flatnonzero(np.bincount(source - first) > 1)).tolist():
        mine = np.flatnonzero(source == stay)
        fish[mine] = shared(int(journey.left[stay]), plan.move_num[moves[mine]], plan.move_den[moves[mine]])
        before[mine] -= np.cumsum(fish[mine]) - fish[mine]
    into = zip((source - first).tolist(), plan.container[dest].tolist(), strict=True)
    names = [f"{stand.entities[stay]}>{boxes[box].entity}" for stay, box in into]
    share = np.array([stages[stage].move_mortality for stage in plan.stage[dest].tolist()])
    dead = mortality.dead_in_moves(stand.scenario.seed, names, plan.move_day[moves], fish, share)
    journey.moved[moves], journey.dead[moves], journey.before[moves] = fish - dead, dead, before
