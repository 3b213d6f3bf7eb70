"""Rows of handoffs of fish, then one a sensor and reading hour of every stay: by stay, by sensor, in time order.

Behind the rows of all batches stand those of the tanks of carriers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from compiler.biology import measured, readings, unread
from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import Bool, Ids, Part, stage_at
from compiler.filling.slips import Slips, Unit, Where
from compiler.filling.tables.environmental._carried import (
    DECIMALS,
    Handoffs,
    baseline,
    handoff_days,
    handoffs,
    snapshot_columns,
)
from compiler.filling.world import parameter_id, sensor_id
from compiler.filling.written import Tally, on_days, tally
from compiler.nouns import Column, Moment, Number, Same

CELSIUS = "°C"


@dataclass(frozen=True, slots=True)
class _Sensed:
    """The readings of one stay."""

    stay: int
    size: int
    missing: Bool | None
    """[parameter, day, hour] that were never made; None where all were"""

    def __len__(self) -> int:
        return self.size


def _select(part: Part) -> list[_Sensed | Handoffs]:
    plan, scenario = part.history.plan, part.world.scenario
    days, hours = (plan.end - plan.first).tolist(), len(scenario.reading_hours)
    sensors = [len(measured(scenario, part.history, stay)) for stay in range(len(days))]
    missing = [unread(scenario, part.history, stay) for stay in range(len(days))]
    lost = [0 if one is None else int(np.count_nonzero(one)) for one in missing]
    return [
        handoffs(part),
        *(_Sensed(at, days[at] * hours * sensors[at] - lost[at], missing[at]) for at in range(len(days))),
    ]


def _columns(part: Part, sensed: _Sensed | Handoffs, ids: Ids) -> Columns:
    if isinstance(sensed, Handoffs):
        return snapshot_columns(part, ids)
    stay = sensed.stay
    world, plan = part.world, part.history.plan
    container = int(plan.container[stay])
    chosen, values = readings(world.scenario, part.history, stay)
    waters = [stage_at(part, stay).waters[at] for at in chosen]
    units = np.array([10 ** (DECIMALS - water.decimals) for water in waters], dtype=np.int64)
    days = np.arange(plan.first[stay], plan.end[stay], dtype=np.int64)
    hours = np.array(world.scenario.reading_hours, dtype=np.int64)
    times = (days[:, None] * SECONDS_PER_DAY + hours * HOUR).ravel()
    made = slice(None) if sensed.missing is None else ~sensed.missing.ravel()
    moment = Moment(np.tile(times, len(chosen))[made])
    parameters = np.array([parameter_id(world, water.parameter) for water in waters], dtype=np.int64)
    sensors = np.array([sensor_id(world, container, water.parameter) for water in waters], dtype=np.int64)
    return {
        "value": Number((values * units[:, None, None]).ravel()[made], DECIMALS),
        "reading_time": moment,
        "is_manual": Same(False),
        "notes": Same(""),
        "created_at": moment,
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Same(container + 1),
        "parameter_id": Number(np.repeat(parameters, len(times))[made]),
        "recorded_by_id": Same(None),
        "sensor_id": Number(np.repeat(sensors, len(times))[made]),
        "batch_container_assignment_id": Same(ids["batch_batchcontainerassignment"] + stay),
    }


def _born(part: Part, sensed: _Sensed | Handoffs) -> Tally:
    if isinstance(sensed, Handoffs):
        return tally(handoff_days(part))
    first, end = int(part.history.plan.first[sensed.stay]), int(part.history.plan.end[sensed.stay])
    if sensed.missing is None:
        return on_days(first, np.full(end - first, sensed.size // (end - first)))
    sensors, days, hours = sensed.missing.shape
    lost = np.bincount(np.flatnonzero(sensed.missing) // hours % days, minlength=days)  # few are
    return on_days(first, sensors * hours - lost)


def _is_sensed(sensed: _Sensed | Handoffs) -> bool:
    """Notes of handoffs name actions, whose ids move where others come or go."""
    return isinstance(sensed, _Sensed)


def _where(part: Part, sensed: _Sensed | Handoffs) -> Where:
    """Readings are numbered as if all were made; what was measured at handoffs is always right."""
    if isinstance(sensed, Handoffs):
        return Where(*(np.full(len(sensed), -1, dtype=np.int64) for _ in range(3)))
    plan, hours = part.history.plan, len(part.world.scenario.reading_hours)
    days = np.arange(plan.first[sensed.stay], plan.end[sensed.stay], dtype=np.int64)
    sensors = len(measured(part.world.scenario, part.history, sensed.stay))
    shape = (sensors, len(days), hours)
    nth = np.arange(sensors, dtype=np.int64)[:, None, None] * hours + np.arange(hours)
    made = slice(None) if sensed.missing is None else ~sensed.missing.ravel()
    day, number = (np.broadcast_to(one, shape).ravel()[made] for one in (days[:, None], nth))
    return Where(np.full(len(day), sensed.stay, dtype=np.int64), day, number)


def _degrees(part: Part, columns: Mapping[str, Column]) -> Bool:
    """Readings of temperature."""
    column, parameters = columns["parameter_id"], part.world.parameters
    degrees = [at + 1 for at, one in enumerate(parameters) if one.unit == CELSIUS]
    found: Bool = np.isin(column.values if isinstance(column, Number) else [], degrees)
    return found


SLIPS = Slips(
    where=_where,
    stay="batch_container_assignment_id",
    units=(Unit("value", times=9, over=5, plus=32, only=_degrees),),
    swaps=False,
)
"""Degrees Fahrenheit"""
TABLE = BlocksTable(
    name="environmental_environmentalreading",
    select=_select,
    columns=_columns,
    moment="reading_time",
    born=_born,
    settled=_is_sensed,
    rest=baseline,
    slips=SLIPS,
)
