"""Weather at a sea area: lows pass over a geography, each area feels them in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import between_knots, wave, words_of
from compiler.exact import Stream, between_months, bounded, half_even, normal
from compiler.nouns import Climate

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

DAY_H = 24
LANES = 4
"""Noises: warmth, wind, clouds, and by how much the wind turns"""
WARMING_H = 9
"""The air is as warm as in the mean of the day, and warms until the afternoon."""


@dataclass(frozen=True, slots=True)
class Weather:
    """[moment, area] by day, then hour; scaled integers."""

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
class Sky:
    """Sea areas, and what they share."""

    climate: Climate
    geography: str
    """Code"""
    areas: Sequence[str]
    """Names"""


def weather(seed: int, sky: Sky, span: tuple[int, int], hours: Int64, storms_ms: Float) -> Weather:
    """The weather records of areas, on each of the days (first and number) at each of the hours.

    Args: storms_ms  [day, area] what storms add to the wind
    """
    first, days = span
    climate, law = sky.climate, sky.climate.hourly
    day = np.arange(first, first + days)
    warmth, blow, cloud, turn = _noises(seed, sky, first, days, hours)
    blow = np.sqrt(1.0 - law.low * law.low) * blow + law.low * cloud
    sun = np.tile(wave(tuple(hours.tolist()), WARMING_H), days)[:, None]
    monthly = climate.air_temp_monthly_c, law.day_monthly_c, climate.wind_monthly_ms, climate.rain_monthly_mm
    mean, rise, gale, fall = (np.repeat(between_months(values, day), len(hours))[:, None] for values in monthly)
    temp = mean + climate.air_temp_sd_c * warmth + rise * sun
    factor = np.maximum(1.0 + law.wind_sd * blow, law.wind_least)
    wind = gale * factor + np.repeat(storms_ms, len(hours), axis=0)
    wet = np.maximum(cloud - law.rain_from, 0.0) / law.rain_mean
    rain = fall / 30.4 / max(len(hours), 1) * wet
    wind_deg = (climate.wind_from_deg + np.floor(law.wind_turn_deg * turn).astype(np.int64)) % 360
    height = climate.wave_exposure * wind * (0.5 + 0.5 * factor)
    return Weather(
        temp_cc=half_even(temp, 2),
        wind_cms=half_even(wind, 2),
        wind_deg=wind_deg,
        rain_cmm=half_even(rain, 2),
        wave_cm=half_even(height, 2),
        wave_period_cs=half_even(law.wave_period_s + law.wave_period_s_root_m * np.sqrt(height), 2),
        wave_deg=(wind_deg + np.floor(law.wave_turn_deg * warmth).astype(np.int64)) % 360,
        cloud_pct=half_even(np.minimum(np.maximum(law.cloud_pct + law.cloud_sd_pct * cloud, 0.0), 100.0)),
    )


def _noises(seed: int, sky: Sky, first: int, days: int, hours: Int64) -> list[Float]:
    """Four noises of unit variance, in part the geography's, in part lasting: float64 [moment, area] each."""
    law, names = sky.climate.hourly, ((Stream.WEATHER, [sky.geography]), (Stream.WEATHER_SITE, sky.areas))
    found = [np.zeros((days * len(hours), len(sky.areas))) for _ in range(LANES)]
    for part, name in zip((law.shared, 1.0 - law.shared), names, strict=True):
        for weight, spell, at in ((1.0 - law.lasting, 1, 0), (law.lasting, law.spell_days, LANES)):
            for one, course in zip(found, _courses(seed, name, at, spell, (first, days), hours), strict=True):
                one += np.sqrt(part * weight) * course
    return [bounded(one, 3.0) for one in found]


def _courses(
    seed: int, of: tuple[Stream, Sequence[str]], lane: int, spell: int, span: tuple[int, int], hours: Int64
) -> Iterator[Float]:
    """Noises of unit variance, blended smoothly between knots every so many days: float64 [moment, name] each."""
    (stream, names), (first, days) = of, span
    start = first // spell
    knots = start, (first + days - 1) // spell - start + 2
    hour = ((np.arange(first, first + days) - start * spell)[:, None] * DAY_H + hours).ravel()
    at, part = hour // (spell * DAY_H), (hour % (spell * DAY_H) / (spell * DAY_H))[:, None]
    for drawn in words_of(seed, stream, names, knots, range(lane, lane + LANES)):
        yield between_knots(normal(drawn), at, part)
