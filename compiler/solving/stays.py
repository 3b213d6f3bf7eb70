"""A solved booking becomes the Plan: stays, gradual moves, harvest days, all cut at `as_of`; and what is to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import gcd

import numpy as np
from numpy.typing import NDArray

from compiler.biology import spread
from compiler.nouns import Batch, Plan, Scenario, StageRun
from compiler.solving.booking import Booking
from compiler.solving.holding import blocked
from compiler.solving.instance import Placed
from compiler.solving.orders import Delivery, deliveries, ordered, received

DUE = ("source", "dest", "container", "day", "num", "den")
"""Columns of moves to come, in their order"""
Share = tuple[int, int, int, int]
"""(source position, destination position, numerator, denominator)"""


@dataclass(slots=True)
class Columns:
    """The rows of the two tables while they grow.

    Stays as (batch, stage, container, first, end, held first, held end, open, harvested, planned end).
    """

    stays: list[tuple[int, int, int, int, int, int, int, int, int, int]] = field(default_factory=list)
    moves: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    first_stay: list[int] = field(default_factory=lambda: [0])
    first_move: list[int] = field(default_factory=lambda: [0])
    ordered: list[Delivery] = field(default_factory=list)
    due: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    """Moves at or after as_of, as (source, dest, container, day, numerator, denominator)"""
    shares: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Share]] = field(default_factory=dict)


def write_plan(scenario: Scenario, booking: Booking, placed: Mapping[str, Placed]) -> Plan:
    """The Plan of the placed batches, arrays read-only. A batch that is not placed has start -1 and no rows."""
    columns = Columns()
    start = np.full(len(scenario.batches), -1, dtype=np.int32)
    slip = np.zeros(len(scenario.batches), dtype=np.int32)
    for index, batch in enumerate(scenario.batches):
        here = placed.get(batch.number)
        if here is not None:
            start[index] = here.start + booking.day0
            slip[index] = start[index] - batch.start_day
            _write_batch(scenario, booking, columns, index, batch, here)
        columns.first_stay.append(len(columns.stays))
        columns.first_move.append(len(columns.moves))
    columns.ordered += ordered(scenario, booking, start.tolist(), _freed(columns))
    return _freeze(columns, start, slip)


def _freed(columns: Columns) -> dict[int, int]:
    """[container] the day from which nobody holds it, of those that anybody held."""
    freed = {delivery.container: delivery.held_end for delivery in columns.ordered}
    for stay in columns.stays:
        freed[stay[2]] = max(freed.get(stay[2], stay[6]), stay[6])
    return freed


def share_out(sources: Sequence[int], destinations: Sequence[int]) -> list[Share]:
    """Which part of each source goes to which destination, both laid end to end over the same fish.

    Args:    the sizes of both, whole numbers above 0, in any unit
    Returns: shares by source, then destination; the parts of a source sum to 1

    >>> share_out([1, 1], [1, 1, 1])
    [(0, 0, 2, 3), (0, 1, 1, 3), (1, 1, 1, 3), (1, 2, 2, 3)]
    >>> share_out([1], [3, 1])
    [(0, 0, 3, 4), (0, 1, 1, 4)]
    """
    found: list[Share] = []
    whole, other = sum(sources), sum(destinations)
    ends = list(accumulate(sources, initial=0)), list(accumulate(destinations, initial=0))
    dest = 0
    for source, size in enumerate(sources):
        low, high = ends[0][source] * other, ends[0][source + 1] * other
        while ends[1][dest + 1] * whole <= low:
            dest += 1
        for at in range(dest, len(destinations)):
            both = min(high, ends[1][at + 1] * whole) - max(low, ends[1][at] * whole)
            if both <= 0:
                break
            common = gcd(both, size * other)
            found.append((source, at, both // common, size * other // common))
    return found


def _write_batch(
    scenario: Scenario, booking: Booking, columns: Columns, index: int, batch: Batch, here: Placed
) -> None:
    day = here.start + booking.day0
    first = deliveries(batch, day)
    parts = [_parts(scenario, booking, batch, here, run) for run in batch.runs]
    sources: list[int] = []
    left: list[int] = []
    for position, run in enumerate(batch.runs):
        if day >= scenario.as_of:
            return
        end, last = day + run.days, position + 1 == len(batch.runs)
        harvested = last and batch.terminated is None
        emptied = _harvest_days(end, scenario.harvest.days, run) if harvested else _leaving_days(end, run)
        emptied = [max(left, came + 1) for left, came in zip(emptied, first, strict=True)]
        containers = _containers(scenario, booking, batch, here, run)
        held = _held(scenario, batch, position, (day, first, emptied))
        here_by_now = received(batch, first, scenario.as_of) if position == 0 else len(containers)
        stays = _write_stays(
            scenario, columns, (index, run.stage, harvested), containers[:here_by_now], held[:here_by_now]
        )
        if position == 0:
            late = zip(containers[len(stays) :], held[len(stays) :], strict=True)
            columns.ordered += [Delivery(index, container, came, until) for container, (came, _, _, until) in late]
        else:
            shares = _shares(columns, parts[position - 1], parts[position])
            _write_moves(columns, sources, stays, shares)
            _write_due(columns, (sources, left), (stays, containers), shares)
        if not last:
            first = _arrivals(_shares(columns, parts[position], parts[position + 1]), emptied)
        sources, left, day = stays, emptied, end


def _held(
    scenario: Scenario, batch: Batch, position: int, days: tuple[int, list[int], list[int]]
) -> list[tuple[int, int, int, int]]:
    """When each container of a stage has fish, and when it is booked: (first, end, held first, held end).

    Fish that stay in their containers hand these on without cleaning. `days`: first of the stage, first and end of each
    container.
    """
    day, first, emptied = days
    run, stages = batch.runs[position], scenario.geographies[batch.geography].stages
    pools = [stages[one.stage].pool for one in batch.runs]
    own, leg = pools[position], stages[run.stage].leg
    turnaround = scenario.solve.rule(leg, batch.geography).turnaround_days
    stayed, stays = own in pools[:position], own in pools[position + 1 :]
    until = day + blocked(run, turnaround)
    return [
        (came, left, came if stayed else day, left if stays else until)
        for came, left in zip(first, emptied, strict=True)
    ]


def _write_stays(
    scenario: Scenario,
    columns: Columns,
    stage: tuple[int, int, bool],
    containers: list[int],
    held: list[tuple[int, int, int, int]],
) -> list[int]:
    """Rows of one stage, cut at as_of: their indices. `stage` is (batch, stage, whether harvest ends it)."""
    index, number, last = stage
    base = len(columns.stays)
    for container, (came, left, since, until) in zip(containers, held, strict=True):
        if came < scenario.as_of:
            ends = left < scenario.as_of
            when = came, min(left, scenario.as_of), since, until
            columns.stays.append((index, number, container, *when, int(not ends), int(ends and last), left))
    return list(range(base, len(columns.stays)))


def _containers(scenario: Scenario, booking: Booking, batch: Batch, here: Placed, run: StageRun) -> list[int]:
    stage = scenario.geographies[batch.geography].stages[run.stage]
    if stage.pool not in here.containers:
        return []
    slots = booking.slots[here.sites[stage.leg], stage.pool]
    return sorted(slots[position] for position in here.containers[stage.pool])[: run.need]


def _parts(scenario: Scenario, booking: Booking, batch: Batch, here: Placed, run: StageRun) -> tuple[int, ...]:
    """Parts of the fish in each container of a stage; equal ones in a stage that the batch does not reach."""
    containers = [scenario.containers[at] for at in _containers(scenario, booking, batch, here, run)]
    stages = scenario.geographies[batch.geography].stages
    return spread(stages, run.stage, containers) if containers else (1,) * run.need


def _leaving_days(end: int, run: StageRun) -> list[int]:
    return [end + position * run.overlap // run.need for position in range(run.need)]


def _harvest_days(end: int, days: int, run: StageRun) -> list[int]:
    span = min(days, run.days)
    return [end - span + 1 + position * span // run.need for position in range(run.need)]


def _shares(columns: Columns, sources: tuple[int, ...], destinations: tuple[int, ...]) -> list[Share]:
    if (sources, destinations) not in columns.shares:
        columns.shares[sources, destinations] = share_out(sources, destinations)
    return columns.shares[sources, destinations]


def _arrivals(shares: list[Share], emptied: list[int]) -> list[int]:
    """Day of the first move into each destination."""
    first: dict[int, int] = {}
    for source, dest, _, _ in shares:
        first[dest] = min(first.get(dest, emptied[source]), emptied[source])
    return [first[dest] for dest in sorted(first)]


def _write_moves(columns: Columns, sources: list[int], dests: list[int], shares: list[Share]) -> None:
    rows = []
    for source, dest, num, den in shares:
        if source < len(sources) and dest < len(dests):
            stay = columns.stays[sources[source]]
            if not stay[7]:
                rows.append((stay[4], sources[source], dests[dest], num, den))
    columns.moves += sorted(rows)


def _write_due(
    columns: Columns, sources: tuple[list[int], list[int]], dests: tuple[list[int], list[int]], shares: list[Share]
) -> None:
    """Moves of the fish that wait: sources with the days on which they leave, destinations with their containers."""
    stays, left = sources
    begun, containers = dests
    for source, dest, num, den in shares:
        if source < len(stays) and columns.stays[stays[source]][7]:
            into = begun[dest] if dest < len(begun) else -1
            columns.due.append((stays[source], into, containers[dest], left[source], num, den))


def _freeze(columns: Columns, start: NDArray[np.int32], slip: NDArray[np.int32]) -> Plan:
    stays = np.array(columns.stays, dtype=np.int32).reshape(-1, 10)
    moves = np.array(columns.moves, dtype=np.int32).reshape(-1, 5)
    starts = np.array(columns.first_stay, dtype=np.int64), np.array(columns.first_move, dtype=np.int64)
    rows = [(one.batch, one.day, one.container) for one in columns.ordered]
    to_come = np.array(sorted(rows), dtype=np.int32).reshape(-1, 3)
    due = np.array(columns.due, dtype=np.int32).reshape(-1, 6)
    plan = Plan(
        batch=stays[:, 0].copy(),
        stage=stays[:, 1].copy(),
        container=stays[:, 2].copy(),
        first=stays[:, 3].copy(),
        end=stays[:, 4].copy(),
        leaves=stays[:, 9].copy(),
        held_first=stays[:, 5].copy(),
        held_end=stays[:, 6].copy(),
        open=stays[:, 7] != 0,
        harvested=stays[:, 8] != 0,
        move_source=moves[:, 1].copy(),
        move_dest=moves[:, 2].copy(),
        move_day=moves[:, 0].copy(),
        move_num=moves[:, 3].copy(),
        move_den=moves[:, 4].copy(),
        start=start,
        slip=slip,
        first_stay=starts[0],
        first_move=starts[1],
        ordered_batch=to_come[:, 0].copy(),
        ordered_container=to_come[:, 2].copy(),
        ordered_day=to_come[:, 1].copy(),
        **{f"due_{name}": due[:, at].copy() for at, name in enumerate(DUE)},
        **dict.fromkeys(("mixed_batch", "mixed_source"), np.zeros(0, dtype=np.int32)),
    )
    for name in Plan.__slots__:
        getattr(plan, name).setflags(write=False)
    return plan
