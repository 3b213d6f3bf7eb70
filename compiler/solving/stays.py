"""A solved booking becomes the Plan: stays, gradual moves, harvest days, all cut at `as_of`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import gcd

import numpy as np
from numpy.typing import NDArray

from compiler.nouns import Batch, Plan, Scenario, StageRun
from compiler.solving.booking import Booking, pool_name
from compiler.solving.holding import blocked
from compiler.solving.instance import Placed

Share = tuple[int, int, int, int]
"""(source position, destination position, numerator, denominator)"""


@dataclass(slots=True)
class Columns:
    """The rows of the two tables while they grow.

    Stays as (stage, container, first, end, held first, held end, open, harvested).
    """

    stays: list[tuple[int, int, int, int, int, int, int, int, int]] = field(default_factory=list)
    moves: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    first_stay: list[int] = field(default_factory=lambda: [0])
    first_move: list[int] = field(default_factory=lambda: [0])
    shares: dict[tuple[int, int], list[Share]] = field(default_factory=dict)


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
    return _freeze(columns, start, slip)


def share_out(sources: int, destinations: int) -> list[Share]:
    """Which part of each source goes to which destination, both laid end to end over the same fish.

    The parts of a source sum to 1.

    >>> share_out(2, 3)
    [(0, 0, 2, 3), (0, 1, 1, 3), (1, 1, 1, 3), (1, 2, 2, 3)]
    """
    found: list[Share] = []
    for source in range(sources):
        for dest in range(source * destinations // sources, destinations):
            both = min((source + 1) * destinations, (dest + 1) * sources) - max(source * destinations, dest * sources)
            if both <= 0:
                break
            common = gcd(both, destinations)
            found.append((source, dest, both // common, destinations // common))
    return found


def _write_batch(
    scenario: Scenario, booking: Booking, columns: Columns, index: int, batch: Batch, here: Placed
) -> None:
    day = here.start + booking.day0
    first = _delivered(day, batch, scenario.as_of)
    sources: list[int] = []
    for position, run in enumerate(batch.runs):
        if day >= scenario.as_of:
            return
        end, last = day + run.days, position + 1 == len(batch.runs)
        emptied = _harvest_days(end, scenario.harvest.days, run) if last else _leaving_days(end, run)
        emptied = [max(left, came + 1) for left, came in zip(emptied, first, strict=True)]
        containers = _containers(scenario, booking, batch, here, run)
        stays = _write_stays(scenario, columns, index, run, containers, (day, first, emptied, last))
        if position:
            _write_moves(columns, sources, stays, batch.runs[position - 1].need, run.need)
        if not last:
            first = _arrivals(columns, run.need, batch.runs[position + 1].need, emptied)
        sources, day = stays, end


def _delivered(day: int, batch: Batch, as_of: int) -> list[int]:
    """Day on which each of the first containers is filled. What is under way at as_of comes on the day before."""
    need, days = batch.runs[0].need, batch.begins.days
    return [max(day, min(day + position * days // need, as_of - 1)) for position in range(need)]


def _write_stays(
    scenario: Scenario,
    columns: Columns,
    index: int,
    run: StageRun,
    containers: list[int],
    booked: tuple[int, list[int], list[int], bool],
) -> list[int]:
    """Rows of one stage, cut at as_of.

    `booked` is (first day, first and end per container, whether harvest ends it).
    """
    day, first, emptied, last = booked
    leg = scenario.containers[containers[0]].leg if containers else "sea"
    turnaround = next((rule.turnaround_days for rule in scenario.solve.legs if rule.leg == leg), 0)
    until = day + blocked(run, turnaround)
    base = len(columns.stays)
    for container, came, left in zip(containers, first, emptied, strict=True):
        if came < scenario.as_of:
            ends = left < scenario.as_of
            when = came, min(left, scenario.as_of), day, until
            columns.stays.append((index, run.stage, container, *when, int(not ends), int(ends and last)))
    return list(range(base, len(columns.stays)))


def _containers(scenario: Scenario, booking: Booking, batch: Batch, here: Placed, run: StageRun) -> list[int]:
    pool = pool_name(scenario, batch.geography, run.stage)
    site = here.sites[scenario.geographies[batch.geography].stages[run.stage].leg]
    slots = booking.slots[site, pool]
    return sorted(slots[position] for position in here.containers[pool])[: run.need]


def _leaving_days(end: int, run: StageRun) -> list[int]:
    return [end + position * run.overlap // run.need for position in range(run.need)]


def _harvest_days(end: int, days: int, run: StageRun) -> list[int]:
    span = min(days, run.days)
    return [end - span + 1 + position * span // run.need for position in range(run.need)]


def _shares(columns: Columns, sources: int, destinations: int) -> list[Share]:
    if (sources, destinations) not in columns.shares:
        columns.shares[sources, destinations] = share_out(sources, destinations)
    return columns.shares[sources, destinations]


def _arrivals(columns: Columns, sources: int, destinations: int, emptied: list[int]) -> list[int]:
    """Day of the first move into each destination."""
    first = [1 << 30] * destinations
    for source, dest, _, _ in _shares(columns, sources, destinations):
        first[dest] = min(first[dest], emptied[source])
    return first


def _write_moves(columns: Columns, sources: list[int], dests: list[int], n: int, m: int) -> None:
    rows = []
    for source, dest, num, den in _shares(columns, n, m):
        if source < len(sources) and dest < len(dests):
            stay = columns.stays[sources[source]]
            if not stay[7]:
                rows.append((stay[4], sources[source], dests[dest], num, den))
    columns.moves += sorted(rows)


def _freeze(columns: Columns, start: NDArray[np.int32], slip: NDArray[np.int32]) -> Plan:
    stays = np.array(columns.stays, dtype=np.int32).reshape(-1, 9)
    moves = np.array(columns.moves, dtype=np.int32).reshape(-1, 5)
    starts = np.array(columns.first_stay, dtype=np.int64), np.array(columns.first_move, dtype=np.int64)
    plan = Plan(
        batch=stays[:, 0].copy(),
        stage=stays[:, 1].copy(),
        container=stays[:, 2].copy(),
        first=stays[:, 3].copy(),
        end=stays[:, 4].copy(),
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
    )
    for name in Plan.__slots__:
        getattr(plan, name).setflags(write=False)
    return plan
