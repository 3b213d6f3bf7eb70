"""One row a sea area and hour of weather, from the first days of the farm to the end of history, by time and area."""

from __future__ import annotations

import numpy as np

from compiler.biology import Sky, storms, weather
from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.closing import Closing
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.watched import Watched, watched
from compiler.nouns import Column, Moment, Number

COLUMNS = (
    ("temperature", "temp_cc", 2),
    ("wind_speed", "wind_cms", 2),
    ("wind_direction", "wind_deg", 0),
    ("precipitation", "rain_cmm", 2),
    ("wave_height", "wave_cm", 2),
    ("wave_period", "wave_period_cs", 2),
    ("wave_direction", "wave_deg", 0),
    ("cloud_cover", "cloud_pct", 0),
)
"""(column, field of Weather, decimals)"""


def _select(closing: Closing) -> tuple[Watched, ...]:
    return watched(closing.world, len(closing.world.scenario.weather_hours))


def _columns(closing: Closing, watch: Watched) -> Columns:
    scenario, days = closing.world.scenario, (watch.first, watch.days)
    hours = np.array(scenario.weather_hours, dtype=np.int64)
    times = ((watch.first + np.arange(watch.days))[:, None] * SECONDS_PER_DAY + hours * HOUR).ravel()
    values = np.zeros((len(COLUMNS), len(times), len(watch.areas)), dtype=np.int64)
    for geography, climate, here in watch.by_geography(scenario):
        names = [scenario.areas[watch.areas[place]].name for place in here]
        sky, blown = Sky(climate, geography.code, names), storms(scenario, names, days)
        found = weather(scenario.seed, sky, days, hours, blown)
        for own, (_, field, _) in zip(values, COLUMNS, strict=True):
            own[:, here] = getattr(found, field)
    moment = Moment(np.repeat(times, len(watch.areas)))
    ids = np.tile(np.array(watch.areas, dtype=np.int64) + 1, len(times))
    columns: dict[str, Column] = {
        name: Number(own.ravel(), decimals) for own, (name, _, decimals) in zip(values, COLUMNS, strict=True)
    }
    return {"timestamp": moment, "created_at": moment, "area_id": Number(ids), **columns}


TABLE = FarmTable(name="environmental_weatherdata", select=_select, columns=_columns)
