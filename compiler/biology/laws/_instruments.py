"""What sensors and loggers do by themselves: they fall silent, stick and spike. All by address, nothing by as_of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import site_name
from compiler.exact import Stream, key, uniform, words
from compiler.nouns import Scenario

Bool = NDArray[np.bool_]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

ALONE = 0.7
"""So many of the gaps are of one sensor, the others of the logger of a container."""
DAY_H = 24


def silent(scenario: Scenario, container: int, sensors: int, first: int, days: int) -> Bool | None:
    """Readings that were never made: bool [sensor, day, hour], None where all were.

    Gaps are a sensor's or a container's, outages a site's. Most are short: lengths go by the square of chance.
    """
    law = scenario.instruments
    if not sensors or not (law.gaps_per_year or law.outages_per_year):
        return None
    hours = _hours(scenario, first, days)
    missing = np.zeros((sensors, *hours.shape), dtype=np.bool_)
    own = scenario.containers[container].entity
    for start, length, u in _spells(scenario, own, first, days, (law.gaps_per_year, law.gap_hours)):
        which = slice(None) if u >= ALONE else slice(int(u / ALONE * sensors), int(u / ALONE * sensors) + 1)
        missing[which] |= (hours >= start) & (hours < start + length)
    place = f"/{site_name(scenario, container)}"
    for start, length, _ in _spells(scenario, place, first, days, (law.outages_per_year, law.outage_hours)):
        missing |= (hours >= start) & (hours < start + length)
    return missing if missing.any() else None


def _hours(scenario: Scenario, first: int, days: int) -> Int64:
    """Hours since 1970 of the readings: int64 [day, hour]."""
    day = np.arange(first, first + days, dtype=np.int64)
    return day[:, None] * DAY_H + np.array(scenario.reading_hours, dtype=np.int64)


def _spells(
    scenario: Scenario, entity: str, first: int, days: int, law: tuple[float, int]
) -> Iterator[tuple[int, int, float]]:
    """(first hour, hours, a uniform value) of the spells that touch the days. Args: law  number a year, most hours."""
    per_year, longest = law
    before = longest // DAY_H + 1
    drawn = uniform(words(key(scenario.seed, Stream.READING_GAP, entity), first - before, days + before, 4))
    for row in np.flatnonzero(drawn[:, 0] * 365.0 < per_year).tolist():
        length = 1 + int(float(drawn[row, 1]) ** 2 * longest)
        yield (first - before + row) * DAY_H + int(float(drawn[row, 3]) * DAY_H), length, float(drawn[row, 2])


def disturb(scenario: Scenario, container: int, values: Int32, span: Int64, first: int) -> None:
    """Put spikes and stuck values into readings: int32 [sensor, day, hour], changed.

    Args: span  [sensor] from the lowest to the highest value, scaled as the readings      first  their first day
    """
    law, (sensors, days, hours) = scenario.instruments, values.shape
    if not values.size or not (law.spikes_per_year or law.stuck_per_year):
        return
    entity = scenario.containers[container].entity
    before = law.stuck_hours // DAY_H + 1
    drawn = uniform(words(key(scenario.seed, Stream.READING_FAULT, entity), first - before, days + before, 8))
    for row in np.flatnonzero(drawn[before:, 0] * 365.0 < law.spikes_per_year * sensors).tolist():
        sensor, hour, height = drawn[before + row, 1:4].tolist()
        off = law.spike_share * (2.0 * height - 1.0) * float(span[int(sensor * sensors)])
        values[int(sensor * sensors), row, int(hour * hours)] += int(off)
    flat = values.reshape(sensors, days * hours)
    for row in np.flatnonzero(drawn[:, 4] * 365.0 < law.stuck_per_year * sensors).tolist():
        sensor, length = int(float(drawn[row, 5]) * sensors), 1 + int(float(drawn[row, 6]) * law.stuck_hours)
        start = (row - before) * hours
        if start >= 0:
            flat[sensor, start : start + length * hours // DAY_H + 2] = flat[sensor, start]
