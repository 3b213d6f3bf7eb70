"""One row a sensor and reading hour of every stay: by stay, by sensor, in time order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.biology import measured, readings
from compiler.filling.part import Ids, Part, stage_at
from compiler.filling.world import HOUR, SECONDS_PER_DAY, parameter_id, sensor_id
from compiler.nouns import Moment, Number, Rows, Same, Serial

TABLE = "environmental_environmentalreading"
DECIMALS = 4


def count(part: Part) -> int:
    return sum(_count(part, stay) for stay in range(len(part.history.plan.stage)))


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    following = ids[TABLE]
    for stay in range(len(part.history.plan.stage)):
        size = _count(part, stay)
        if size:
            yield _of_stay(part, ids, stay, following)
            following += size


def _count(part: Part, stay: int) -> int:
    plan, scenario = part.history.plan, part.world.scenario
    days = int(plan.end[stay]) - int(plan.first[stay])
    return days * len(scenario.reading_hours) * len(measured(scenario, part.history, stay))


def _of_stay(part: Part, ids: Ids, stay: int, first_id: int) -> Rows:
    world, plan = part.world, part.history.plan
    container = int(plan.container[stay])
    chosen, values = readings(world.scenario, part.history, stay)
    waters = [stage_at(part, stay).waters[at] for at in chosen]
    units = np.array([10 ** (DECIMALS - water.decimals) for water in waters], dtype=np.int64)
    days = np.arange(plan.first[stay], plan.end[stay], dtype=np.int64)
    hours = np.array(world.scenario.reading_hours, dtype=np.int64)
    times = (days[:, None] * SECONDS_PER_DAY + hours * HOUR).ravel()
    moment = Moment(np.tile(times, len(chosen)))
    parameters = np.array([parameter_id(world, water.parameter) for water in waters], dtype=np.int64)
    sensors = np.array([sensor_id(world, container, water.parameter) for water in waters], dtype=np.int64)
    return Rows(
        values.size,
        {
            "id": Serial(first_id),
            "value": Number((values * units[:, None, None]).ravel(), DECIMALS),
            "reading_time": moment,
            "is_manual": Same(False),
            "notes": Same(""),
            "created_at": moment,
            "batch_id": Same(ids["batch_batch"]),
            "container_id": Same(container + 1),
            "parameter_id": Number(np.repeat(parameters, len(times))),
            "recorded_by_id": Same(None),
            "sensor_id": Number(np.repeat(sensors, len(times))),
            "batch_container_assignment_id": Same(ids["batch_batchcontainerassignment"] + stay),
        },
    )
