"""What is written down of a batch's life: its journey and its stands → History."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws import feeding, lice, mortality, sampling
from compiler.exact import cube, half_even, largest_remainder
from compiler.nouns import (
    Batch,
    BatchPlan,
    Days,
    Deliveries,
    DueMoves,
    Episodes,
    Events,
    Float,
    History,
    LiceCounts,
    Meals,
    Moves,
    Origins,
    Samples,
    Scenario,
    Stand,
    Stays,
    Treatments,
)

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Journey:
    """A batch on its way: what it sets out with, and what its stages pass on to each other.

    The arrays are filled stage by stage while one call of `simulate` runs.
    """

    scenario: Scenario
    batch: Batch
    plan: BatchPlan
    planned_weight_g: Float
    """[day since the start] mean weight that the batch is planned to have"""
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
    to_come: Int64
    """[delivery] living fish of the deliveries that are ordered"""
    origins: Origins
    """Of a mixed batch"""


def record(journey: Journey, stands: Sequence[Stand]) -> History:
    """Lay the [day, stay] blocks of the stages out as ragged cells, stay by stay; read-only.

    Args: stands  lived through, in the order of their stages; the journey has seen all of them
    """
    counts, treatments = _lice(journey.plan, stands)
    history = History(
        plan=journey.plan,
        stays=_stays(journey, stands),
        days=_days(stands),
        moves=_moves(journey),
        samples=Samples(np.flatnonzero(_cells(stands, sampling.due)).astype(np.int64), np.zeros(0, dtype=np.int32)),
        lice=counts,
        treatments=treatments,
        episodes=_episodes(stands),
        events=_events(journey.plan, stands),
        meals=_meals(stands),
        deliveries=Deliveries(journey.to_come.astype(np.int32)),
        due=_due(journey),
        origins=journey.origins,
    )
    weighed = Samples(history.samples.cell, sampling.mean_weights(journey.scenario, history))
    return _frozen(replace(history, samples=weighed))


def nothing_yet(journey: Journey) -> History:
    """The history of a batch that is ordered and has not begun: every table is empty."""

    def empty(table: type[Any]) -> Any:
        return table(**{one.name: np.zeros(0, dtype=np.int64) for one in fields(table)})

    return _frozen(
        History(
            plan=journey.plan,
            stays=replace(empty(Stays), edges=np.zeros(1, dtype=np.int64)),
            days=empty(Days),
            moves=empty(Moves),
            samples=empty(Samples),
            lice=empty(LiceCounts),
            treatments=empty(Treatments),
            episodes=empty(Episodes),
            events=empty(Events),
            meals=empty(Meals),
            deliveries=Deliveries(journey.to_come.astype(np.int32)),
            due=empty(DueMoves),
            origins=empty(Origins),
        )
    )


def _cells(stands: Sequence[Stand], block: Callable[[Stand], NDArray[Any]]) -> NDArray[Any]:
    """[cell] from the [day, stay] block of each stand."""
    return np.concatenate([block(s).T[s.present.T] for s in stands])


def _days(stands: Sequence[Stand]) -> Days:
    return Days(
        count=_cells(stands, lambda s: s.count).astype(np.int32),
        deaths=_cells(stands, lambda s: s.deaths).astype(np.int32),
        cause=_cells(stands, lambda s: s.cause),
        weight_cg=half_even(cube(_cells(stands, lambda s: s.root)), 2).astype(np.int32),
        temp_cc=half_even(_cells(stands, lambda s: s.temp_c), 2).astype(np.int16),
        feed_dg=_cells(stands, lambda s: s.feed_dg),
        feed=_cells(stands, lambda s: s.feed),
    )


def _stays(journey: Journey, stands: Sequence[Stand]) -> Stays:
    lengths = journey.plan.end - journey.plan.first
    return Stays(
        edges=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
        arrived=np.concatenate([s.arrivals.sum(axis=0) for s in stands]).astype(np.int32),
        left=journey.left.astype(np.int32),
        start_weight_cg=np.concatenate([_start_weight_cg(s) for s in stands]).astype(np.int32),
    )


def _start_weight_cg(stand: Stand) -> Int64:
    """Mean weight on the first day of each stay, 0.01 g: int64 [stay]."""
    first = np.argmax(stand.age == 0, axis=0)
    return half_even(cube(stand.start_root[first, np.arange(len(first))]), 2)


def _moves(journey: Journey) -> Moves:
    return Moves(
        fish=journey.moved.astype(np.int32),
        dead=journey.dead.astype(np.int32),
        before=journey.before.astype(np.int32),
        weight_cg=journey.weight_cg[journey.plan.move_source].astype(np.int32),
    )


def _due(journey: Journey) -> DueMoves:
    """The fish of each stay that waits, shared out among its moves by largest remainder."""
    plan = journey.plan
    fish = np.zeros(len(plan.due_source), dtype=np.int32)
    before = np.zeros(len(plan.due_source), dtype=np.int32)
    for stay in np.unique(plan.due_source).tolist():
        moves = np.flatnonzero(plan.due_source == stay)
        fish[moves] = shared(int(journey.left[stay]), plan.due_num[moves], plan.due_den[moves])
        before[moves] = journey.left[stay] - np.cumsum(fish[moves]) + fish[moves]
    return DueMoves(fish, before)


def shared(fish: int, num: Int32, den: Int32) -> Int64:
    """Fish of a stay shared out among its moves, by largest remainder: int64 [move]."""
    common = lcm(*den.tolist())
    return largest_remainder(fish, num.astype(np.int64) * (common // den.astype(np.int64)))


def _meals(stands: Sequence[Stand]) -> Meals:
    """The meals of all stages, with the positions in their stands turned into cells."""
    found, before = [], 0
    for stand in stands:
        place = np.cumsum(stand.present.T.ravel(), dtype=np.int64).reshape(stand.present.T.shape).T - 1 + before
        position, minute, amount = feeding.meals(stand)
        found.append((place.ravel()[position], minute, amount))
        before += int(stand.present.sum())
    return Meals(
        cell=np.concatenate([cell for cell, _, _ in found]),
        minute=np.concatenate([minute for _, minute, _ in found]),
        dg=np.concatenate([amount for _, _, amount in found]),
    )


def _lice(plan: BatchPlan, stands: Sequence[Stand]) -> tuple[LiceCounts, Treatments]:
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
    return (
        LiceCounts(
            stay=made[:, 0].astype(np.int16), day=made[:, 1].astype(np.int32), number=made[:, 2:].astype(np.int16)
        ),
        Treatments(
            stay=treatment[:, 0].astype(np.int16),
            found=treatment[:, 1].astype(np.int32),
            day=treatment[:, 2].astype(np.int32),
            method=treatment[:, 3].astype(np.int8),
            percent=treatment[:, 4].astype(np.int8),
        ),
    )


def _episodes(stands: Sequence[Stand]) -> Episodes:
    """Outbreaks that began while fish were in their stage."""
    rows = [
        (stand.stage, stand.first + each.first, each.cause, int(each.height * 100.0))
        for stand in stands
        for each in mortality.episodes(stand)
        if each.first < len(stand.present)
    ]
    found = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Episodes(
        stage=found[:, 0].astype(np.int8),
        day=found[:, 1].astype(np.int32),
        cause=found[:, 2].astype(np.int8),
        percent=found[:, 3].astype(np.int32),
    )


def _events(plan: BatchPlan, stands: Sequence[Stand]) -> Events:
    """Those that began while fish were in the stay."""
    rows = []
    for stand in stands:
        before = int(np.flatnonzero(plan.stage == stand.stage)[0])
        for one in stand.felt:
            at = before + one.stay
            if plan.first[at] <= one.first < plan.end[at]:
                rows.append((at, one.kind, one.first, one.days, int(one.severity * 1000.0), int(one.share * 1e6)))
    found = np.array(rows, dtype=np.int64).reshape(-1, 6)
    return Events(
        stay=found[:, 0].astype(np.int16),
        kind=found[:, 1].astype(np.int8),
        day=found[:, 2].astype(np.int32),
        days=found[:, 3].astype(np.int16),
        permille=found[:, 4].astype(np.int16),
        lost=found[:, 5].astype(np.int32),
    )


def _frozen(history: History) -> History:
    """The same, no array of its tables writeable; those of the plan are the plan's."""
    for table in fields(history)[1:]:
        values = getattr(history, table.name)
        for field in fields(values):
            getattr(values, field.name).flags.writeable = False
    return history
