"""What makes the deaths of one day and container unlike those of another, and whether anybody counts them that day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import daily_words, skewed, stay_normals, words_of
from compiler.exact import Stream, choose, iso_weekday, normal, one_normal, uniform
from compiler.nouns import Stand

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

CAUSES = ("DISEASE", "HANDLING", "PREDATION", "ENVIRONMENTAL", "UNKNOWN", "OTHER")
"""Causes of death, the legal choices of the target; Days.cause indexes them."""


def quality(stand: Stand) -> Float:
    """Factor of the batch, of one draw for all its stages, times the factor of each container: float64 [stay].

    Both are skewed: most groups do well, and a few lose very many.
    """
    law, seed = stand.law, stand.scenario.seed
    batch = skewed(np.array([one_normal(seed, Stream.BATCH_QUALITY, stand.batch.number)]), law.quality_sd)
    factor: Float = batch * skewed(stay_normals(stand, Stream.CONTAINER_QUALITY), law.mortality_sd)
    return factor


def suffered(stand: Stand) -> Float:
    """Factor of a day on the base load: warm water, and little oxygen: float64 [day, stay]."""
    law, spread = stand.law, stand.scenario.mortality
    warmer = stand.temp_c - float(np.cumsum(law.temp_monthly_c)[-1]) / 12.0
    factor = np.maximum(1.0 + spread.warm_per_degree * warmer, spread.cold_least)
    if stand.oxygen is None:
        return factor
    return factor + spread.oxygen_per_percent * np.maximum(spread.oxygen_from - stand.oxygen, 0.0)


def scattered(stand: Stand) -> Float:
    """Factor of a day by which deaths scatter more than chance, in part with the site: float64 [day, stay]."""
    spread = stand.scenario.mortality
    site, own = daily_words(stand, Stream.SITE_DEATHS, of_sites=True)[0], daily_words(stand, Stream.DEATHS)[1]
    shared, apart = np.sqrt(spread.scatter_shared), np.sqrt(1.0 - spread.scatter_shared)
    return skewed(shared * normal(site) + apart * normal(own), spread.scatter_sd)


def collected(stand: Stand) -> NDArray[np.bool_]:
    """Days on which dead fish are taken out of the water and counted: bool [day, stay].

    The others are missed, more of them at weekends, half of them by a whole site.
    """
    weekday, weekend = stand.scenario.mortality.missed_share
    off = iso_weekday(np.arange(stand.first, stand.first + len(stand.present))) > 5
    missed = (np.where(off, weekend, weekday) / 2.0)[:, None]
    site, own = daily_words(stand, Stream.SITE_DEATHS, of_sites=True)[1], daily_words(stand, Stream.DEATHS)[2]
    found: NDArray[np.bool_] = (uniform(site) >= missed) & (uniform(own) >= missed)
    return found


def gathered(hazard: Float, found: NDArray[np.bool_], most: float) -> Float:
    """Hazards put off to the next day on which dead fish are counted, at most so much a day; those of the last days may
    be found by nobody.

    >>> gathered(np.array([[0.25], [0.5], [0.125]]), np.array([[True], [False], [True]]), 0.7).ravel().tolist()
    [0.25, 0.0, 0.625]
    """
    total = np.cumsum(hazard, axis=0)
    known = np.where(found, total, 0.0)
    known = np.maximum.accumulate(known, axis=0)
    before = np.vstack([np.zeros((1, hazard.shape[1])), known[:-1]])
    put_off: Float = np.minimum(known - before, most)
    return put_off


def usual_cause(stand: Stand) -> Int64:
    """The cause that deaths without an event are put down to, the same for some days: int64 [day, stay]."""
    law, spell, days = stand.law, stand.scenario.mortality.cause_days, len(stand.present)
    names, weights = zip(*(law.causes or (("UNKNOWN", 1),)), strict=True)
    start = stand.first // spell
    spells = (stand.first + days - 1) // spell - start + 1
    drawn = words_of(stand.scenario.seed, Stream.CAUSE_SPELL, stand.entities, (start, spells), 1)
    u = uniform(drawn[0])
    chosen = np.array([CAUSES.index(name) for name in names])[choose(u, np.array(weights))]
    of_days: Int64 = chosen[np.arange(stand.first, stand.first + days) // spell - start]
    return of_days


def struck(stand: Stand) -> tuple[Float, Int64]:
    """Share of the fish that events take: float64 [day, stay]; cause of the one that takes most: int64 [day, stay]."""
    shape = stand.present.shape
    lost, most, cause = np.zeros(shape), np.zeros(shape), np.full(shape, -1, dtype=np.int64)
    for one in stand.felt:
        kind, first = stand.scenario.events[one.kind], one.first - stand.first
        days = slice(first, min(first + one.days, shape[0]))
        if days.start >= days.stop:
            continue
        daily = one.share * course(one.days)[: days.stop - days.start]
        lost[days, one.stay] += daily
        worst = daily > most[days, one.stay]
        most[days, one.stay] = np.where(worst, daily, most[days, one.stay])
        cause[days, one.stay] = np.where(worst, CAUSES.index(kind.cause), cause[days, one.stay])
    return lost, cause


def course(days: int) -> Float:
    """Parts of an event's deaths that fall to each of its days, most at first: float64 [day], of sum 1."""
    left = np.arange(days, 0, -1).astype(np.float64)
    parts: Float = left / (days * (days + 1) / 2.0)
    return parts
