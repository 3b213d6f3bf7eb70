"""What sensors and loggers do by themselves: they fall silent, stick and spike. All by address, nothing by as_of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import site_name
from compiler.exact import Stream, begins, bounded, key, normal, uniform, words
from compiler.nouns import Scenario

Bool = NDArray[np.bool_]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

DAY_H = 24
MOST_OFF = 2.0
"""Who calibrates notices an error of more standard deviations."""
ALL = -1
YEARS = 2048
"""Days that are looked through for gaps at a time"""


@dataclass(frozen=True, slots=True)
class Sensed:
    """The sensors of a container over some days."""

    container: int
    """Index into Scenario.containers"""
    sensors: int
    first: int
    days: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Readings that were never made."""

    sensor: int
    """ALL of the container"""
    first_h: int
    """Hours since 1970"""
    hours: int


def gaps(scenario: Scenario, sensed: Sensed) -> Iterator[Gap]:
    """Those that touch the days: of a sensor or a container, and outages of a site.

    Most are short, as their length goes by the square of chance.
    """
    law, number = scenario.instruments, sensed.sensors
    if not number:
        return
    span, own = (sensed.first, sensed.days), scenario.containers[sensed.container].entity
    for start, length, u in _spells(scenario.seed, own, span, (law.gaps_per_year, law.gap_hours)):
        alone = u < law.single_share
        yield Gap(int(u / law.single_share * number) if alone else ALL, start, length)
    place = f"/{site_name(scenario, sensed.container)}"
    for start, length, _ in _spells(scenario.seed, place, span, (law.outages_per_year, law.outage_hours)):
        yield Gap(ALL, start, length)


def _spells(seed: int, entity: str, span: tuple[int, int], law: tuple[float, int]) -> Iterator[tuple[int, int, float]]:
    """(first hour, hours, a uniform value) of the spells that touch the days.

    Args: span  first day, and number      law  number a year, most hours
    """
    per_year, longest = law
    if not per_year:
        return
    first, end = span[0] - longest // DAY_H - 1, sum(span)
    for years in range(first // YEARS, (end - 1) // YEARS + 1):
        for spell in _spells_of(seed, entity, years, law):
            if first * DAY_H <= spell[0] < end * DAY_H:
                yield spell


@lru_cache(maxsize=4096)
def _spells_of(seed: int, entity: str, years: int, law: tuple[float, int]) -> tuple[tuple[int, int, float], ...]:
    """Those that begin in some years, as a container holds many batches. Kept for all containers of a large farm."""
    per_year, longest = law
    drawn = words(key(seed, Stream.READING_GAP, entity), years * YEARS, YEARS, 4)
    begun = np.flatnonzero(begins(drawn[:, 0], per_year))
    spells = zip(begun.tolist(), uniform(drawn[begun, 1:]).tolist(), strict=True)
    return tuple(
        ((years * YEARS + row) * DAY_H + int(hour * DAY_H), 1 + int(length**2 * longest), u)
        for row, (length, u, hour) in spells
    )


def silent(scenario: Scenario, sensed: Sensed) -> Bool | None:
    """Readings that were never made: bool [sensor, day, hour], None where all were."""
    found = tuple(gaps(scenario, sensed))
    if not found:
        return None
    hours, begin = sorted(scenario.reading_hours), sensed.first * DAY_H
    before = [bisect_left(hours, hour) for hour in range(DAY_H)]
    readings = sensed.days * len(hours)
    missing = np.zeros((sensed.sensors, readings), dtype=np.bool_)

    def made(hour: int) -> int:
        """Readings of a sensor before an hour."""
        return min(max((hour - begin) // DAY_H * len(hours) + before[hour % DAY_H], 0), readings)

    for gap in found:
        which = slice(None) if gap.sensor == ALL else gap.sensor
        missing[which, made(gap.first_h) : made(gap.first_h + gap.hours)] = True
    by_hour: Bool = missing.reshape(sensed.sensors, sensed.days, -1)
    asked = [hours.index(hour) for hour in scenario.reading_hours]
    return by_hour if asked == list(range(len(asked))) else by_hour[:, :, asked]


@dataclass(frozen=True, slots=True)
class Fault:
    """Readings that are wrong: a spike, one reading that is `off`; or a value that is stuck, where `off` is 0."""

    sensor: int
    reading: int
    """First, in the order of day and hour"""
    readings: int
    off: float
    """In parts of what the water can show"""


def wrong(scenario: Scenario, sensed: Sensed) -> Iterator[Fault]:
    """Spikes of the days, then spells of stuck values that begin in them."""
    law, sensors, hours = scenario.instruments, sensed.sensors, len(scenario.reading_hours)
    if not sensors or not hours or not (law.spikes_per_year or law.stuck_per_year):
        return
    entity = scenario.containers[sensed.container].entity
    drawn = words(key(scenario.seed, Stream.READING_FAULT, entity), sensed.first, sensed.days, 8)
    spikes = np.flatnonzero(begins(drawn[:, 0], law.spikes_per_year * sensors))
    for row, (sensor, hour, height) in zip(spikes.tolist(), uniform(drawn[spikes, 1:4]).tolist(), strict=True):
        off = law.spike_share * (2.0 * height - 1.0)
        yield Fault(int(sensor * sensors), row * hours + int(hour * hours), 1, off)
    stuck = np.flatnonzero(begins(drawn[:, 4], law.stuck_per_year * sensors))
    for row, (sensor, length) in zip(stuck.tolist(), uniform(drawn[stuck, 5:7]).tolist(), strict=True):
        readings = 2 + int(length * law.stuck_hours) * hours // DAY_H
        yield Fault(int(sensor * sensors), row * hours, readings, 0.0)


def off(scenario: Scenario, sensed: Sensed, parameter: str) -> Float:
    """How far a sensor is off, in standard deviations of its water's own noise: float64 [day].

    It is another error from each calibration on, every so many days; each sensor has days of its own.
    """
    law, entity = scenario.instruments, f"{scenario.containers[sensed.container].entity}/{parameter}"
    if not law.off_sd:
        return np.zeros(sensed.days)
    name = key(scenario.seed, Stream.READING_OFF, entity)
    turn = int(words(name, 0, 1, 2)[0, 1] % np.uint64(law.calibrated_days))
    at = (np.arange(sensed.first, sensed.first + sensed.days) + turn) // law.calibrated_days
    first = int(at[0])
    drawn = words(name, first, int(at[-1]) - first + 1, 1)[:, 0]
    error: Float = law.off_sd * bounded(normal(drawn), MOST_OFF)[at - first]
    return error


def disturb(scenario: Scenario, sensed: Sensed, values: Int32, span: Int64) -> None:
    """Put what is wrong into readings: int32 [sensor, day, hour], changed.

    Args: span  [sensor] from the lowest to the highest value, scaled as the readings
    """
    flat = values.reshape(len(values), sensed.days * values.shape[2])
    for fault in wrong(scenario, sensed):
        if fault.off:
            flat[fault.sensor, fault.reading] += int(fault.off * float(span[fault.sensor]))
        else:
            flat[fault.sensor, fault.reading : fault.reading + fault.readings] = flat[fault.sensor, fault.reading]
