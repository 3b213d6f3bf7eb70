"""One row a day and sea area: the length of the day that the fish see, and the light at noon."""

from __future__ import annotations

import numpy as np

from compiler.biology import photoperiod
from compiler.filling.closing import Closing
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.part import written
from compiler.filling.watched import Watched, watched
from compiler.nouns import Day, Number, Same


def _select(closing: Closing) -> tuple[Watched, ...]:
    return watched(closing.world, 1)


def _columns(closing: Closing, watch: Watched) -> Columns:
    scenario, day = closing.world.scenario, watch.first + np.arange(watch.days)
    latitude = np.array([scenario.areas[at].latitude for at in watch.areas])
    hours, lux = np.zeros((2, watch.days, len(watch.areas)), dtype=np.int64)
    for _, climate, here in watch.by_geography(scenario):
        hours[:, here], lux[:, here] = photoperiod(climate, latitude[here], day[:, None])
    days = np.repeat(day, len(watch.areas))
    return {
        "date": Day(days),
        "day_length_hours": Number(hours.ravel(), 2),
        "light_intensity": Number(lux.ravel(), 2),
        "is_interpolated": Same(False),
        "area_id": Number(np.tile(np.array(watch.areas, dtype=np.int64) + 1, len(day))),
        **written(days, 12),
    }


TABLE = FarmTable(name="environmental_photoperioddata", select=_select, columns=_columns)
