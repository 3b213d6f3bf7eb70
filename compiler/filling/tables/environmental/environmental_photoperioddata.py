"""One row a sea area and day: the length of the day that the fish see, and the light at noon."""

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
    hours, lux = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for at in areas:
        area = scenario.areas[at]
        climate = scenario.geographies[area.geography].climate
        assert climate is not None
        length, light = photoperiod(climate, area.latitude, day)
        hours.append(length)
        lux.append(light)
    days = np.tile(day, len(areas))
    return Rows(
        len(days),
        {
            "id": Serial(1),
            "date": Day(days),
            "day_length_hours": Number(np.concatenate(hours), 2),
            "light_intensity": Number(np.concatenate(lux), 2),
            "is_interpolated": Same(False),
            "area_id": Number(np.repeat(np.array(areas, dtype=np.int64) + 1, len(day))),
            **written(days, 12),
        },
    )


TABLE = WorldTable(name="environmental_photoperioddata", rows=_rows)
