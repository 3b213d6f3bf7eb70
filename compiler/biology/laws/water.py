"""Water quality: season, daily rhythm, load, slow noise that neighbours share, rare episodes.

Slow noise is value noise: independent normal values at fixed knots, blended in between. It autocorrelates, and yet each
reading is a pure function of its address (place or container, parameter, day, hour), without any recursion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._calendar import rhythms, seasons, tides
from compiler.biology.laws._draws import force
from compiler.biology.laws._instruments import ALL, DAY_H, Sensed, disturb, gaps, silent, wrong
from compiler.biology.laws._panel import Panel, panel_of
from compiler.biology.laws._places import strayed_all
from compiler.biology.laws._readings import Felt, read
from compiler.nouns import Container, History, Scenario, Stage

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]

MOST_FED = 2.0
"""What fish eat after days of hardly anything counts as at most so much of their usual ration."""


def measured(scenario: Scenario, history: History, stay: int) -> tuple[int, ...]:
    """Indices into the stage's `waters` of what the container of a stay has sensors for."""
    container = scenario.containers[int(history.plan.container[stay])]
    return panel_of(_law(scenario, history, stay), container).chosen


def unread(scenario: Scenario, history: History, stay: int) -> NDArray[np.bool_] | None:
    """Readings of a stay that were never made: bool [parameter, day, hour], as `readings`; None where all were."""
    return silent(scenario, _sensed(scenario, history, stay))


def _sensed(scenario: Scenario, history: History, stay: int) -> Sensed:
    plan, sensors = history.plan, len(measured(scenario, history, stay))
    first, end = int(plan.first[stay]), int(plan.end[stay])
    return Sensed(int(plan.container[stay]), sensors, first, end - first)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Readings of a sensor that are missing or wrong."""

    kind: str
    """gap, spike or stuck"""
    water: int
    """Index into the stage's `waters`"""
    first_h: int
    """Hours since 1970"""
    last_h: int


def troubles(scenario: Scenario, history: History, stay: int) -> list[Trouble]:
    """What is missing or wrong in the readings of a stay, by sensor and time."""
    sensed, hours = _sensed(scenario, history, stay), scenario.reading_hours
    chosen, begin, end = measured(scenario, history, stay), sensed.first * DAY_H, (sensed.first + sensed.days) * DAY_H
    found = []
    for gap in gaps(scenario, sensed):
        low, high = max(gap.first_h, begin), min(gap.first_h + gap.hours, end) - 1
        of = chosen if gap.sensor == ALL else (chosen[gap.sensor],)
        found += [Trouble("gap", water, low, high) for water in of if low <= high]
    for fault in wrong(scenario, sensed):
        last = min(fault.reading + fault.readings, sensed.days * len(hours)) - 1
        low, high = (begin + at // len(hours) * DAY_H + hours[at % len(hours)] for at in (fault.reading, last))
        found.append(Trouble("spike" if fault.off else "stuck", chosen[fault.sensor], low, high))
    return sorted(found, key=lambda one: (one.water, one.first_h, one.kind, one.last_h))


def readings(
    scenario: Scenario, history: History, stay: int, at_most: int | None = None
) -> tuple[tuple[int, ...], Int32]:
    """All sensor readings of one stay, or those of its first days.

    Returns: indices into the stage's `waters`, and int32 [parameter, day, hour]: the values, scaled by
             10**decimals of each Water; days from the stay's first, hours as Scenario.reading_hours
    """
    plan, law = history.plan, _law(scenario, history, stay)
    at = int(plan.container[stay])
    panel = panel_of(law, scenario.containers[at])
    first, cells = int(plan.first[stay]), history.cells(stay)
    if at_most is not None:
        cells = slice(cells.start, min(cells.stop, cells.start + at_most))
    sensed = Sensed(at, len(panel.chosen), first, cells.stop - cells.start)
    out = read(scenario, panel, sensed, _felt(scenario, history, stay, panel, cells))
    disturb(scenario, sensed, out, panel.span)
    np.clip(out, panel.low, panel.high, out=out)
    return panel.chosen, out


def _felt(scenario: Scenario, history: History, stay: int, panel: Panel, cells: slice) -> Felt:
    """Of the days that lie in some of its cells."""
    law, at, first = _law(scenario, history, stay), int(history.plan.container[stay]), int(history.plan.first[stay])
    days, course, at_sea = cells.stop - cells.start, scenario.water_course, law.leg == "sea"
    return Felt(
        density=_load(history, cells, scenario.containers[at], law),
        fed=_fed(history, cells, course.fed_days),
        temp_c=history.days.temp_cc[cells] / 100.0,
        strayed=strayed_all(scenario, at, panel, first, days),
        struck=_struck(scenario, history, stay, panel, days),
        season=seasons(panel, first, days),
        rhythm=rhythms(course.rhythm_monthly, first, days) if at_sea else None,
        tide=tides(scenario.reading_hours, first, days) if at_sea else None,
    )


def _law(scenario: Scenario, history: History, stay: int) -> Stage:
    geography = scenario.geographies[scenario.batches[history.plan.batch].geography]
    return geography.stages[int(history.plan.stage[stay])]


def _load(history: History, cells: slice, container: Container, law: Stage) -> Float:
    """Density in parts of the highest allowed one, at most 1.5: float64 [day]."""
    kg = history.days.count[cells].astype(np.int64) * history.days.weight_cg[cells] / 100_000.0
    parts: Float = np.minimum(kg / container.volume_m3 / law.density_kg_m3, 1.5)
    return parts


def _struck(scenario: Scenario, history: History, stay: int, panel: Panel, days: int) -> Float | None:
    """What events add to the level of each day: float64 [day, sensor]; None where there are none."""
    felt, first = history.events, int(history.plan.first[stay])
    found = np.flatnonzero(felt.stay == stay).tolist()
    if not found:
        return None
    added = np.zeros((days, len(panel.waters)))
    for at in found:
        changes = dict(scenario.events[int(felt.kind[at])].waters)
        start = int(felt.day[at]) - first
        struck = slice(max(start, 0), max(start + int(felt.days[at]), 0))
        for sensor, water in enumerate(panel.waters):
            added[struck, sensor] += changes.get(water.parameter, 0.0) * force(int(felt.permille[at]) / 1000.0)
    return added


def _fed(history: History, cells: slice, usual_days: int) -> Float:
    """How much more fish eat on a day than in the mean of so many days up to it: float64 [day], -1 where they fast."""
    days = history.days
    mass = np.maximum(days.count[cells].astype(np.float64) * days.weight_cg[cells], 1.0)
    ration = np.cumsum(days.feed_dg[cells] / mass)
    usual, eaten = ration.copy(), ration.copy()
    usual[usual_days:] -= ration[:-usual_days]
    usual /= np.minimum(np.arange(1, len(ration) + 1), usual_days)
    eaten[1:] -= ration[:-1]
    feeds = usual > 0.0
    eaten = np.minimum(eaten / np.where(feeds, usual, 1.0), MOST_FED)
    share: Float = np.where(feeds, eaten, 1.0) - 1.0
    return share
