"""A solved booking becomes the Plan: stays, gradual moves, harvest days, all cut at `as_of`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import gcd

import numpy as np
from numpy.typing import NDArray

from compiler.model import Batch, Scenario
from compiler.plan import Plan
from compiler.solving.booking import Booking, pool_name
from compiler.solving.instance import Placed

Share = tuple[int, int, int, int]
"""(source position, destination position, numerator, denominator)"""


@dataclass(slots=True)
class Columns:
    """The rows of the two tables while they grow: stays as (stage, container, first, end, held first, held end, open, harvested)."""

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
    """Which part of each source goes to which destination, both laid end to end over the same fish; the parts of a source sum to 1."""
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
    arrivals: list[int] | None = None
    sources: list[int] = []
    for position, run in enumerate(batch.runs):
        if day >= scenario.as_of:
            return
        end = day + run.days
        containers = _containers(scenario, booking, batch, here, run.stage, run.need)
        last = position + 1 == len(batch.runs)
        following = 0 if last else batch.runs[position + 1].need
        emptied = (
            _harvest_days(end, min(scenario.harvest.days, run.days), run.need)
            if last
            else _leaving_days(end, run.overlap, run.need)
        )
        first = arrivals or [day] * run.need
        emptied = [max(left, came + 1) for left, came in zip(emptied, first, strict=True)]
        turnaround = next(
            (
                rule.turnaround_days
                for rule in scenario.solve.legs
                if rule.leg == scenario.containers[containers[0]].leg
            ),
            0,
        )
        rows = []
        for slot, container in enumerate(containers):
            if first[slot] >= scenario.as_of:
                continue
            until = emptied[slot]
            ends = until < scenario.as_of
            held = end + run.overlap + turnaround
            rows.append(
                (
                    index,
                    run.stage,
                    container,
                    first[slot],
                    min(until, scenario.as_of),
                    day,
                    held,
                    int(not ends),
                    int(ends and last),
                )
            )
        base = len(columns.stays)
        columns.stays += rows
        here_stays = list(range(base, base + len(rows)))
        if arrivals is not None:
            _write_moves(scenario, columns, sources, here_stays, batch.runs[position - 1].need, run.need)
        arrivals = _arrivals(columns, run.need, following, emptied) if not last else None
        sources, day = here_stays, end


def _containers(scenario: Scenario, booking: Booking, batch: Batch, here: Placed, stage: int, need: int) -> list[int]:
    pool = pool_name(scenario, batch.geography, stage)
    site = here.sites[scenario.geographies[batch.geography].stages[stage].leg]
    slots = booking.slots[site, pool]
    return sorted(slots[position] for position in here.containers[pool])[:need]


def _leaving_days(end: int, overlap: int, count: int) -> list[int]:
    return [end + position * overlap // count for position in range(count)]


def _harvest_days(end: int, days: int, count: int) -> list[int]:
    return [end - days + 1 + position * days // count for position in range(count)]


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


def _write_moves(scenario: Scenario, columns: Columns, sources: list[int], dests: list[int], n: int, m: int) -> None:
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
