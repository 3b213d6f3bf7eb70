"""Transfers to the sea leg by leg: the loads in the tanks of trucks and vessels, and the handoffs between them.

The fish of each day are shared out evenly over as many loads of vessel tanks as they need, each of one source; where
trucks bring them, each of these over loads of truck tanks. The tanks go in rounds: all are filled, then emptied. So
each fish takes every leg of the route once, and none is aboard at night, but for one load of a transfer under way
(boarding.py). Those that die in the move die on its first leg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.fleet import (
    OPEN,
    STATION_TO_TRUCK,
    STATION_TO_VESSEL,
    TRUCK_TO_VESSEL,
    VESSEL_TO_RING,
    Crossing,
    Leg,
    Load,
    Voyage,
    sea_moves,
)
from compiler.filling.part import Int64, Part, Transition, awaited, transitions

AT_WORK_S = 6 * HOUR, 16 * HOUR
"""Fish are handed over between these hours."""
FILLING_PERCENT, SAILING_PERCENT = 45, 10
"""Of a round of the vessels' tanks they are filled so long, and sail so long; then they are emptied. Judgement."""
OPENED_S = HOUR // 2
"""A handoff that is open at as_of was begun so long before the end of work."""
CKG_PER_KG, CG_PER_CKG = 100, 1000


class _Piece(NamedTuple):
    """A run of the fish of a source, in order of its moves: what fills one tank of a vessel."""

    source: int
    """Index into the sources of the day"""
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Source:
    """What leaves a station tank on a day."""

    stay: int
    fish: int
    dead: int
    before: int
    weight_cg: int
    rings: tuple[tuple[int, int, int], ...]
    """(stay, first fish, fish after the last)"""

    def leg(self, kind: int, dest: int, run: tuple[int, int], when: tuple[int, int]) -> Leg:
        """The handoff of a run of its fish; those that die are spread evenly."""
        first, end = run
        gone = self.dead * first // self.fish
        dead = self.dead * end // self.fish - gone
        return Leg(kind, self.stay, dest, end - first, dead, self.before - first - gone, self.weight_cg, *when)


def tell(part: Part) -> Voyage | None:
    """The transfer of a batch to the sea, if it is one that is told leg by leg and has begun; all loads are emptied."""
    crossing = part.world.fleet.crossings.get(part.history.plan.batch)
    if crossing is None or crossing.day >= 0:
        return None
    crossed = sea_moves(part.world.scenario, part.history.plan)
    changes = transitions(part)
    at = next(at for at, change in enumerate(changes) if crossed[change.moves].all())
    loads: list[Load] = []
    legs: list[Leg] = []
    days = part.history.plan.move_day[changes[at].moves]
    for day in np.unique(days).tolist():
        sources = _sources(part, changes[at].moves[days == day])
        for more, further in _rounds(part, crossing, sources, int(day), len(loads)):
            loads += more
            legs += further
    legs += _opened(part, crossing, changes[at])
    return Voyage(crossing, at, tuple(loads), tuple(legs))


def first_load(part: Part) -> int:
    """Place of the first load among the assignments of the batch: behind stays and placeholders."""
    return len(part.history.plan.stage) + len(part.history.plan.ordered_day) + len(joining(part)[0])


def joining(part: Part) -> tuple[Int64, Int64, Int64]:
    """As `part.awaited`, without the fish that vessels bring: nobody knows yet in which handoff they will come."""
    boxes, days, stages = (np.asarray(each, dtype=np.int64) for each in awaited(part))
    if len(boxes) and part.voyage:
        others = stages != transitions(part)[part.voyage.change].dest_stage
        boxes, days, stages = boxes[others], days[others], stages[others]
    return boxes, days, stages


def tank_fish(part: Part, tank: int, weight_cg: int) -> int:
    """How many fish of a weight the tank may hold, one at least."""
    room_ckg = int(part.world.fleet.tanks[tank].max_biomass_kg * CKG_PER_KG)
    return max(room_ckg * CG_PER_CKG // weight_cg, 1)


def _sources(part: Part, moves: Int64) -> list[_Source]:
    """The sources of a day's moves, in their order."""
    history, plan = part.history, part.history.plan
    found = []
    for stay in np.unique(plan.move_source[moves]).tolist():
        own = moves[plan.move_source[moves] == stay]
        ends = np.cumsum(history.moves.fish[own]).tolist()
        rings = tuple(zip(plan.move_dest[own].tolist(), [0, *ends[:-1]], ends, strict=True))
        before, weight = int(history.moves.before[own[0]]), int(history.moves.weight_cg[own[0]])
        found.append(_Source(stay, ends[-1], int(history.moves.dead[own].sum()), before, weight, rings))
    return found


def _rounds(
    part: Part, crossing: Crossing, sources: Sequence[_Source], day: int, known: int
) -> Iterator[tuple[list[Load], list[Leg]]]:
    """Loads and legs of each round of the vessels' tanks on a day. `known`: loads of the voyage so far."""
    tanks = crossing.vessel_tanks
    pieces = [
        _Piece(at, *run)
        for at, source in enumerate(sources)
        for run in _runs(0, source.fish, tank_fish(part, tanks[0], source.weight_cg))
    ]
    rounds = -(-len(pieces) // len(tanks))
    start, end = (day * SECONDS_PER_DAY + second for second in AT_WORK_S)
    for at in range(rounds):
        own = pieces[at * len(tanks) : (at + 1) * len(tanks)]
        span = _slot((start, end), at, rounds)
        loads, legs = _round(part, crossing, (sources, own), span, known)
        known += len(loads)
        yield loads, legs


def _round(
    part: Part, crossing: Crossing, what: tuple[Sequence[_Source], Sequence[_Piece]], span: tuple[int, int], known: int
) -> tuple[list[Load], list[Leg]]:
    """One round: the loads of the vessels, then those of trucks, and all legs by time."""
    sources, pieces = what
    filled = span[0] + (span[1] - span[0]) * FILLING_PERCENT // 100
    arrived = filled + (span[1] - span[0]) * SAILING_PERCENT // 100
    filling, emptying = (span[0], filled), (arrived, span[1])
    aboard = [-1 - known - at for at in range(len(pieces))]
    if crossing.truck_tanks:
        trucks, legs = _by_truck(part, crossing.truck_tanks, (sources, pieces), filling, known + len(pieces))
        begun = [min(leg.start_s for leg in legs if leg.dest == load) for load in aboard]
    else:
        trucks, legs, begun = [], [], []
        for at, piece in enumerate(pieces):
            when = _times(filling, at, len(pieces))
            begun.append(when[0])
            legs.append(sources[piece.source].leg(STATION_TO_VESSEL, aboard[at], (piece.first, piece.end), when))
    loads = []
    for at, piece in enumerate(pieces):
        source, slot = sources[piece.source], _slot(emptying, at, len(pieces))
        left = list(_to_rings(source, piece, aboard[at], slot))
        legs += left
        fish = piece.end - piece.first
        loads.append(Load(crossing.vessel_tanks[at], fish, source.weight_cg, begun[at], left[-1].done_s))
    return loads + trucks, legs


def _by_truck(
    part: Part,
    tanks: Sequence[int],
    what: tuple[Sequence[_Source], Sequence[_Piece]],
    span: tuple[int, int],
    known: int,
) -> tuple[list[Load], list[Leg]]:
    """The loads of trucks that fill the vessels in one round of these, and their legs: round by round of the trucks."""
    sources, pieces = what
    runs = [
        (at, run)
        for at, piece in enumerate(pieces)
        for run in _runs(piece.first, piece.end, tank_fish(part, tanks[0], sources[piece.source].weight_cg))
    ]
    loads: list[Load] = []
    legs: list[Leg] = []
    rounds = -(-len(runs) // len(tanks))
    for at in range(rounds):
        own, slot = runs[at * len(tanks) : (at + 1) * len(tanks)], _slot(span, at, rounds)
        taken, brought = [], []
        for place, (piece, run) in enumerate(own):
            source, fish, load = sources[pieces[piece].source], run[1] - run[0], -1 - known - len(loads)
            when, later = _times(_slot(slot, 0, 2), place, len(own)), _times(_slot(slot, 1, 2), place, len(own))
            taken.append(source.leg(STATION_TO_TRUCK, load, run, when))
            vessel = -1 - (known - len(pieces) + piece)
            brought.append(Leg(TRUCK_TO_VESSEL, load, vessel, fish, 0, fish, source.weight_cg, *later))
            loads.append(Load(tanks[place], fish, source.weight_cg, when[0], later[1]))
        legs += taken + brought
    return loads, legs


def _to_rings(source: _Source, piece: _Piece, load: int, span: tuple[int, int]) -> Iterator[Leg]:
    """The load of a vessel's tank goes into one ring, or into several one after the other."""
    runs = [(ring, max(first, piece.first), min(end, piece.end)) for ring, first, end in source.rings]
    runs = [(ring, first, end) for ring, first, end in runs if first < end]
    for at, (ring, first, end) in enumerate(runs):
        when = _times(span, at, len(runs))
        yield Leg(VESSEL_TO_RING, load, ring, end - first, 0, piece.end - first, source.weight_cg, *when)


def _opened(part: Part, crossing: Crossing, change: Transition) -> Iterator[Leg]:
    """The handoff that is open at as_of: of the fish that go next, as many as the first tank takes."""
    if not len(change.waiting):
        return
    history, due = part.history, change.waiting[np.argmin(part.history.plan.due_day[change.waiting])]
    source = int(history.plan.due_source[due])
    weight = int(history.days.weight_cg[history.last_cell[source]])
    tank = crossing.vessel_tanks[-1]
    fish = min(int(history.due.fish[due]), tank_fish(part, tank, weight))
    start = (part.world.scenario.as_of - 1) * SECONDS_PER_DAY + AT_WORK_S[1] - OPENED_S
    yield Leg(STATION_TO_VESSEL, source, tank, fish, 0, int(history.due.before[due]), weight, start, OPEN)


def _runs(first: int, end: int, most: int) -> list[tuple[int, int]]:
    """A run of fish cut evenly into as few as hold at most so many each.

    >>> _runs(10, 20, 4)
    [(10, 13), (13, 16), (16, 20)]
    """
    number = -(-(end - first) // most)
    cuts = [first + (end - first) * at // number for at in range(number + 1)]
    return list(pairwise(cuts))


def _slot(span: tuple[int, int], at: int, number: int) -> tuple[int, int]:
    """One of equal parts of a span of time."""
    first, end = span
    return first + (end - first) * at // number, first + (end - first) * (at + 1) // number


def _times(span: tuple[int, int], at: int, number: int) -> tuple[int, int]:
    """Start and end of one of several handoffs in a span: each takes the first half of its part."""
    first, end = _slot(span, at, number)
    return first, (first + end) // 2
