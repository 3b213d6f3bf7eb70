"""Weather at a sea area: lows pass over a geography, each area feels them in its own way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, between_months, bounded, half_even, key, normal, words
from compiler.nouns import Climate

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

_SHARED, _OWN = 0.8, 0.6
"""Parts of a geography and of an area in the noise; their squares add up to 1."""
_RAIN_FROM = 0.4
"""It rains while the noise of the clouds lies above this: about a third of the time."""
_RAIN_MEAN = 0.23
"""Mean of what lies above, over all hours."""
_TURN_DEG = 55.0
"""Standard deviation of the wind's direction."""
_CALM = 0.12
_GUSTY = 0.45
"""Relative spread of the wind."""


@dataclass(frozen=True, slots=True)
class Weather:
    """[moment] by day, then hour; scaled integers."""

    temp_cc: Int64
    wind_cms: Int64
    wind_deg: Int64
    rain_cmm: Int64
    """0.01 mm in the hours since the record before"""
    wave_cm: Int64
    wave_period_cs: Int64
    wave_deg: Int64
    cloud_pct: Int64


@dataclass(frozen=True, slots=True)
class Site:
    """A sea area, and what it shares with its neighbours."""

    climate: Climate
    geography: str
    """Code"""
    area: str
    """Name"""


def weather(seed: int, site: Site, first: int, days: int, hours: Int64) -> Weather:
    """The weather records of an area, on each of the days at each of the hours."""
    climate = site.climate
    day = np.repeat(np.arange(first, first + days), len(hours))
    warmth, blow, cloud, turn = _noises(seed, site, first, days, hours)
    temp = between_months(climate.air_temp_monthly_c, day) + climate.air_temp_sd_c * warmth
    factor = np.maximum(1.0 + _GUSTY * blow, _CALM)
    wind = between_months(climate.wind_monthly_ms, day) * factor
    wet = np.maximum(cloud - _RAIN_FROM, 0.0) / _RAIN_MEAN
    rain = between_months(climate.rain_monthly_mm, day) / 30.4 / max(len(hours), 1) * wet
    wind_deg = (climate.wind_from_deg + np.floor(_TURN_DEG * turn).astype(np.int64)) % 360
    height = climate.wave_exposure * wind * (0.5 + 0.5 * factor)
    return Weather(
        temp_cc=half_even(temp, 2),
        wind_cms=half_even(wind, 2),
        wind_deg=wind_deg,
        rain_cmm=half_even(rain, 2),
        wave_cm=half_even(height, 2),
        wave_period_cs=half_even(3.0 + 2.6 * np.sqrt(height), 2),
        wave_deg=(wind_deg + np.floor(12.0 * warmth).astype(np.int64)) % 360,
        cloud_pct=half_even(np.minimum(np.maximum(60.0 + 32.0 * cloud, 0.0), 100.0)),
    )


def _noises(seed: int, site: Site, first: int, days: int, hours: Int64) -> list[Float]:
    """Four noises of unit variance, knots at each midnight, blended smoothly in between: float64 [moment] each."""
    shared = normal(words(key(seed, Stream.WEATHER, site.geography), first, days + 1, 4))
    own = normal(words(key(seed, Stream.WEATHER_SITE, site.area), first, days + 1, 4))
    return [
        bounded(_SHARED * _blended(shared[:, lane], hours) + _OWN * _blended(own[:, lane], hours), 3.0)
        for lane in range(4)
    ]


def _blended(knots: Float, hours: Int64) -> Float:
    part = hours / 24.0
    after = part * part * (3.0 - 2.0 * part)
    before = 1.0 - after
    size = np.sqrt(before * before + after * after)
    course: Float = (knots[:-1, None] * (before / size) + knots[1:, None] * (after / size)).ravel()
    return course
