"""One row a sea area and hour of weather, from the first days of the farm to the end of history, by time and area."""

from __future__ import annotations

import numpy as np

from compiler.biology import Site, Weather, storms, weather
from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, watched_areas, watched_days
from compiler.nouns import Column, Moment, Number, Rows, Serial

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


def _rows(world: World) -> Rows:
    scenario = world.scenario
    hours = np.array(scenario.weather_hours, dtype=np.int64)
    first, end = watched_days(world)
    areas = watched_areas(world)
    found = []
    for at in areas:
        area = scenario.areas[at]
        geography = scenario.geographies[area.geography]
        assert geography.climate is not None
        site, span = Site(geography.climate, geography.code, area.name), (first, end - first)
        found.append(weather(scenario.seed, site, span, hours, storms(scenario, area.name, span)))
    times = (np.arange(first, end, dtype=np.int64)[:, None] * SECONDS_PER_DAY + hours * HOUR).ravel()
    moment = Moment(np.repeat(times, len(areas)))
    ids = np.tile(np.array(areas, dtype=np.int64) + 1, len(times))
    columns: dict[str, Column] = {name: Number(_joined(found, field), decimals) for name, field, decimals in COLUMNS}
    return Rows(
        len(ids), {"id": Serial(1), "timestamp": moment, "created_at": moment, "area_id": Number(ids), **columns}
    )


def _joined(found: list[Weather], field: str) -> np.ndarray:
    """Moment by moment, of all areas."""
    return np.stack([getattr(one, field) for one in found], axis=1).ravel() if found else np.zeros(0, dtype=np.int64)


TABLE = WorldTable(name="environmental_weatherdata", rows=_rows)
