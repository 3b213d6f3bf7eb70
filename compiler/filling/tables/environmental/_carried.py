"""Readings in the tanks of carriers: those of the last days, and what was measured when fish were handed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from compiler.biology import measured, readings
from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.closing import Closing
from compiler.filling.fleet import OPEN
from compiler.filling.kinds import Columns
from compiler.filling.part import Ids, Int64, Part, stage_at, transitions
from compiler.filling.tanks import tank_id, tank_sensor_id, tank_water, waters_of
from compiler.filling.voyages import first_load
from compiler.filling.world import World, parameter_id, sensor_id
from compiler.nouns import Moment, Number, Same, Text, Water, kept, told_kind

ACTION, ASSIGNMENT = "batch_transferaction", "batch_batchcontainerassignment"
DECIMALS = 4
NOWHERE = -1


def baseline(closing: Closing) -> Columns:
    """The tanks of carriers at the reading hours of the last days, whoever was aboard: by tank, sensor and time."""
    world = closing.world
    scenario, hours = world.scenario, world.scenario.reading_hours
    last = scenario.carrying.readings_days if scenario.carrying else 0
    days = np.arange(max(scenario.as_of - last, world.born_s // SECONDS_PER_DAY), scenario.as_of)
    times = (days[:, None] * SECONDS_PER_DAY + np.array(hours, dtype=np.int64) * HOUR).ravel()
    sensed = [(tank, at) for tank in range(len(world.fleet.tanks)) for at in range(len(waters_of(world, tank)))]
    none = np.zeros((0, 4), dtype=np.int64)
    rows = np.concatenate([none, *(_sensed(world, tank, at, days, len(times)) for tank, at in sensed)])
    moment = Moment(np.tile(times, len(sensed)))
    return {
        **_columns(rows),
        "reading_time": moment,
        "created_at": moment,
        "notes": Same(""),
        "batch_id": Same(None),
        "batch_container_assignment_id": Same(None),
    }


def _sensed(world: World, tank: int, at: int, days: np.ndarray, size: int) -> np.ndarray:
    """value, container, parameter and sensor of the readings of one sensor: int64 [reading, 4]."""
    _, water = waters_of(world, tank)[at]
    values = tank_water(world, tank, at, days).ravel() * 10 ** (DECIMALS - water.decimals)
    where = tank_id(world, tank), parameter_id(world, water.parameter), tank_sensor_id(world, tank, at)
    return np.column_stack([values, np.tile(np.array(where, dtype=np.int64), (size, 1))])


def _columns(rows: np.ndarray) -> Columns:
    return {
        "value": Number(rows[:, 0], DECIMALS),
        "is_manual": Same(False),
        "container_id": Number(rows[:, 1]),
        "parameter_id": Number(rows[:, 2]),
        "recorded_by_id": Same(None),
        "sensor_id": Number(rows[:, 3]),
    }


class Snapshot(NamedTuple):
    """What one sensor said when a handoff began or ended."""

    leg: int
    side: str
    """source or dest"""
    moment: str
    """start or finish"""
    at_s: int
    place: int
    """Of the assignment among those of the batch, NOWHERE where there is none yet"""
    value: int
    """scaled by 10**DECIMALS"""
    container_id: int
    parameter_id: int
    sensor_id: int


Said = tuple[tuple[int, int, int, int], ...]
"""(value, container, parameter, sensor) of each sensor of a container that a handoff is measured by"""


@dataclass(frozen=True, slots=True)
class Handoffs:
    """Those of a transfer that is told leg by leg, as the subject of what was measured of them; none without one."""

    size: int
    """Number of snapshots"""

    def __len__(self) -> int:
        return self.size


def handoffs(part: Part) -> Handoffs:
    """How much was measured of them; the values are not drawn."""
    return Handoffs(len(handoff_days(part)) if part.world.scenario.reading_hours else 0)


class _End(NamedTuple):
    """One end of a handoff."""

    leg: int
    side: str
    tank: int
    """NOWHERE of a stay"""
    stay: int
    """NOWHERE of a tank"""
    place: int
    """As of Snapshot"""
    moments: tuple[tuple[str, int], ...]
    """Each with its second: a handoff that is not over has no finish"""


def _ends(part: Part) -> Iterator[_End]:
    """By handoff, then side."""
    told = part.voyage
    if told is None:
        return
    loads = first_load(part)
    for at, leg in enumerate(told.legs):
        over = leg.done_s != OPEN
        moments = (("start", leg.start_s), ("finish", leg.done_s))[: 1 + over]
        for side, end in (("source", leg.source), ("dest", leg.dest)):
            to_come = side == "dest" and not over
            if end < 0 or to_come:
                tank = told.loads[-1 - end].tank if end < 0 else end
                yield _End(at, side, tank, NOWHERE, NOWHERE if to_come else loads - 1 - end, moments)
            else:
                yield _End(at, side, NOWHERE, end, end, moments)


def _snapshots(part: Part) -> list[Snapshot]:
    """By handoff, side, moment and quantity."""
    known: dict[tuple[int, int, int], Said] = {}
    found = []
    for end in _ends(part):
        day = end.moments[0][1] // SECONDS_PER_DAY
        address = end.tank, end.stay, day if end.stay == NOWHERE else NOWHERE
        if address not in known:
            aboard = end.stay == NOWHERE
            known[address] = _of_tank(part.world, end.tank, day) if aboard else _of_stay(part, end.stay, end.side)
        for moment, second in end.moments:
            found += [Snapshot(end.leg, end.side, moment, second, end.place, *one) for one in known[address]]
    return found


@kept
def handoff_days(part: Part) -> Int64:
    """[reading] day of each; the values are not drawn."""
    scenario, history = part.world.scenario, part.history
    of_tank = cache(lambda tank: len(waters_of(part.world, tank)))
    of_stay = cache(lambda stay: len(_told_at(part, stay, measured(scenario, history, stay))))
    moments = [
        (second, of_tank(end.tank) if end.stay == NOWHERE else of_stay(end.stay))
        for end in _ends(part)
        for _, second in end.moments
    ]
    seconds, sensors = np.array(moments, dtype=np.int64).reshape(-1, 2).T
    return np.repeat(seconds, sensors) // SECONDS_PER_DAY


def snapshot_columns(part: Part, ids: Ids) -> Columns:
    """What was measured of the handoffs; notes name the action, by which its page finds them."""
    found = _snapshots(part)
    before = _actions_before(part)
    moment = Moment(np.array([one.at_s for one in found], dtype=np.int64))
    place = np.array([one.place for one in found], dtype=np.int64)
    return {
        **_columns(np.array([one[-4:] for one in found], dtype=np.int64)),
        "reading_time": moment,
        "created_at": moment,
        "notes": Text([_note(one, ids.id_of(ACTION, before + one.leg)) for one in found]),
        "batch_id": Same(ids["batch_batch"]),
        "batch_container_assignment_id": Number(place + ids[ASSIGNMENT], 0, place == NOWHERE),
    }


def _note(one: Snapshot, action: int) -> str:
    return f"[transfer_snapshot] action={action};side={one.side};parameter={one.parameter_id};moment={one.moment}"


def _actions_before(part: Part) -> int:
    """Actions of the changes before the one that is told leg by leg."""
    told = part.voyage
    before = transitions(part)[: told.change] if told else []
    return sum(len(change.moves) + len(change.waiting) for change in before)


def _of_tank(world: World, tank: int, day: int) -> Said:
    """The first reading of the day."""
    found = []
    for at, (_, water) in enumerate(waters_of(world, tank)):
        value = int(tank_water(world, tank, at, np.array([day]))[0, 0]) * 10 ** (DECIMALS - water.decimals)
        where = tank_id(world, tank), parameter_id(world, water.parameter), tank_sensor_id(world, tank, at)
        found.append((value, *where))
    return tuple(found)


def _of_stay(part: Part, stay: int, side: str) -> Said:
    """The last reading of a container that fish leave, the first of one that they come into."""
    scenario, world, box = part.world.scenario, part.world, int(part.history.plan.container[stay])
    chosen, values = readings(scenario, part.history, stay, at_most=None if side == "source" else 1)
    found = []
    for row, water in _told_at(part, stay, chosen):
        value = int(values[row, -1, -1] if side == "source" else values[row, 0, 0])
        where = box + 1, parameter_id(world, water.parameter), sensor_id(world, box, water.parameter)
        found.append((value * 10 ** (DECIMALS - water.decimals), *where))
    return tuple(found)


def _told_at(part: Part, stay: int, chosen: Sequence[int]) -> list[tuple[int, Water]]:
    """Of what is measured in a stay what the target wants to know before fish are handed over, with its place."""
    waters = [stage_at(part, stay).waters[at] for at in chosen]
    return [(row, water) for row, water in enumerate(waters) if told_kind(water.parameter)]
