"""One row a sensor and reading hour of every stay: by stay, by sensor, in time order; then those of handoffs of fish.

Behind the rows of all batches stand those of the tanks of carriers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.biology import measured, readings, unread
from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import Bool, Ids, Part, stage_at
from compiler.filling.tables.environmental._carried import (
    DECIMALS,
    Handoffs,
    baseline,
    handoffs,
    snapshot_columns,
)
from compiler.filling.world import parameter_id, sensor_id
from compiler.nouns import Moment, Number, Same


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
    lost = [0 if one is None else int(one.sum()) for one in missing]
    return [
        *(_Sensed(at, days[at] * hours * sensors[at] - lost[at], missing[at]) for at in range(len(days))),
        handoffs(part),
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


TABLE = BlocksTable(name="environmental_environmentalreading", select=_select, columns=_columns, rest=baseline)
