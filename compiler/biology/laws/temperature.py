"""Water temperature of a day: interpolated monthly normals plus an anomaly that changes slowly and is partly shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import between_knots
from compiler.exact import Stream, between_months, key, normal, words
from compiler.nouns import Geography, Stage, Stand

Celsius = NDArray[np.float64]
Days = NDArray[np.integer]


def daily_normal(monthly: Sequence[float] | Celsius, day: Days) -> Celsius:
    """Temperature normal of each day, linear between the middles of the months.

    Args:    monthly  twelve values, January to December      day  days since 1970-01-01 [any shape]
    Returns: float64 [same shape], in the unit of `monthly`
    """
    return between_months(monthly, day)


def anomaly(seed: int, stream: Stream, entity: str, first: int, days: int, spell_days: int) -> Celsius:
    """Slow noise of about unit variance: normal knots every `spell_days`, blended smoothly in between.

    A knot is the difference of two neighbouring values, so that a warm spell is followed by a cold one and degree-days
    over months stay near the normals that a harvest is booked by.
    Returns: float64 [days]; the blend is divided by the root of its squared weights, so that the days vary alike.
    """
    first_knot = first // spell_days
    last_knot = (first + days) // spell_days + 1
    values = normal(words(key(seed, stream, entity), first_knot, last_knot - first_knot + 2, 1))[:, 0]
    knots = (values[1:] - values[:-1]) * np.sqrt(0.5)
    day = np.arange(first, first + days, dtype=np.int64)
    at = day // spell_days - first_knot
    return between_knots(knots, at, (day % spell_days) / spell_days)


def sea_temp_c(seed: int, geography: Geography, area: str, first: int, days: int) -> Celsius:
    """Daily mean temperature of the sea at an area.

    Returns: float64 [days], degrees Celsius, >= 0: normal of the day + sd * noise, of which a part of the
             variance is the geography's and the rest the area's
    """
    normals = daily_normal(geography.sea_temp_c, np.arange(first, first + days))
    region = anomaly(seed, Stream.SEA_REGION, geography.code, first, days, geography.temp_spell_days)
    site = anomaly(seed, Stream.SEA_SITE, area, first, days, geography.temp_spell_days)
    root_shared, root_own = np.sqrt(geography.sea_temp_shared), np.sqrt(1.0 - geography.sea_temp_shared)
    result: Celsius = np.maximum(normals + geography.sea_temp_sd_c * (root_shared * region + root_own * site), 0.0)
    return result


def planned_temp_c(geography: Geography, stage: Stage, day: Days) -> Celsius:
    """Temperature that a forecast expects on each day of a stage: the controlled one, or the normal of the season.

    Returns: float64 [shape of day], degrees Celsius
    """
    if stage.temp_c is not None:
        return np.full(np.shape(day), stage.temp_c, dtype=np.float64)
    return daily_normal(stage.temp_monthly_c or geography.sea_temp_c, day)


def hall_temp_c(seed: int, geography: Geography, stage: Stage, hall: str, first: int, days: int) -> Celsius:
    """Daily mean temperature in a hall: as planned, within the control's slow deviations.

    The deviation's size is `shared_sd` of the stage's temperature sensor (none: no deviation). Returns: float64 [days]
    """
    planned = planned_temp_c(geography, stage, np.arange(first, first + days))
    spread = next((w.shared_sd for w in stage.waters if w.follows_temperature), 0.0)
    noise = anomaly(seed, Stream.HALL_TEMPERATURE, hall, first, days, geography.temp_spell_days)
    result: Celsius = np.maximum(planned + spread * noise, 0.0)
    return result


def warm(stand: Stand) -> Stand:
    """Fill `temp_c` [day, stay]: the stays of one hall or area share their water."""
    scenario, law = stand.scenario, stand.law
    days = len(stand.present)
    temp_c = np.empty(stand.present.shape)
    places = [scenario.containers[c].place for c in stand.containers]
    for place in sorted(set(places)):
        if law.leg == "sea":
            name = scenario.areas[place].name
            series = sea_temp_c(scenario.seed, stand.geography, name, stand.first, days)
        else:
            name = scenario.halls[place].name
            series = hall_temp_c(scenario.seed, stand.geography, law, name, stand.first, days)
        temp_c[:, [p == place for p in places]] = series[:, None]
    return replace(stand, temp_c=temp_c)
