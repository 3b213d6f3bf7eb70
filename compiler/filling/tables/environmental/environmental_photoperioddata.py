"""One row a day and sea area: the length of the day that the fish see, and the light at noon."""

from __future__ import annotations

import numpy as np

from compiler.biology import photoperiod
from compiler.filling.kinds import WorldTable
from compiler.filling.part import written
from compiler.filling.world import World, watched_areas, watched_days
from compiler.nouns import Day, Number, Rows, Same, Serial


def _rows(world: World) -> Rows:
    scenario = world.scenario
    day = np.arange(*watched_days(world), dtype=np.int64)
    areas = watched_areas(world)
    hours, lux = np.zeros((2, len(day), len(areas)), dtype=np.int64)
    for column, at in enumerate(areas):
        area = scenario.areas[at]
        climate = scenario.geographies[area.geography].climate
        assert climate is not None
        hours[:, column], lux[:, column] = photoperiod(climate, area.latitude, day)
    days = np.repeat(day, len(areas))
    return Rows(
        len(days),
        {
            "id": Serial(1),
            "date": Day(days),
            "day_length_hours": Number(hours.ravel(), 2),
            "light_intensity": Number(lux.ravel(), 2),
            "is_interpolated": Same(False),
            "area_id": Number(np.tile(np.array(areas, dtype=np.int64) + 1, len(day))),
            **written(days, 12),
        },
    )


TABLE = WorldTable(name="environmental_photoperioddata", rows=_rows)
