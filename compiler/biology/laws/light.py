"""Daylight over a sea area: the length of the day and the light at noon, from latitude and date."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.exact import PI, arc_cosine, civil, day_of_year, half_even, sine
from compiler.nouns import Climate

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

_TILT = 23.44
"""Degrees between the axis of the earth and its path (Meeus, Astronomical Algorithms)."""
_HORIZON = -0.833
"""Height of the sun's middle at sunrise, degrees: its radius and the refraction (the same, on rising and setting)."""


def declination(day: Int64) -> Float:
    """Height of the sun above the equator's plane, radians: float64 [day]; within half a degree."""
    return -_TILT / 180.0 * PI * sine(2.0 * PI * (day_of_year(day) + 10) / 365.25 + PI / 2.0)


def daylight_hours(latitude: float | Float, day: Int64) -> Float:
    """Hours from sunrise to sunset: float64 [day], 0 to 24; of several latitudes [day, latitude], with day [day, 1].

    cos(half the day) = (sin(horizon) - sin(latitude) * sin(declination)) / (cos(latitude) * cos(declination))
    """
    here, sun = latitude / 180.0 * PI, declination(day)
    above = sine(_HORIZON / 180.0 * PI) - sine(here) * sine(sun)
    wide = np.maximum(sine(here + PI / 2.0) * sine(sun + PI / 2.0), 1e-9)
    hours: Float = arc_cosine(above / wide) * 24.0 / PI
    return hours


def noon_lux(climate: Climate, latitude: float | Float, day: Int64) -> Float:
    """Light at noon under a clear sky: float64 [day], likewise, lux."""
    lux: Float = np.maximum(climate.noon_lux * sine(PI / 2.0 - latitude / 180.0 * PI + declination(day)), 0.0)
    return lux


def photoperiod(climate: Climate, latitude: float | Float, day: Int64) -> tuple[Int64, Int64]:
    """What the fish see: natural light, in the months of lamps at least the hours that these keep up.

    Returns: day length in 0.01 hours and light at noon in 0.01 lux: int64 [day], likewise
    """
    _, month, _ = civil(day)
    lamps = np.isin(month, climate.light_months)
    natural = daylight_hours(latitude, day)
    hours = np.where(lamps, np.maximum(natural, climate.light_hours), natural)
    lux = noon_lux(climate, latitude, day) + np.where(lamps, climate.light_lux, 0.0)
    return half_even(hours, 2), half_even(lux, 2)
