"""Death: a daily base load, a peak after each move, rare episodes, good and bad batches and containers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws import _burden
from compiler.biology.laws._burden import collected, gathered, quality, scattered, struck, suffered, usual_cause
from compiler.biology.laws._draws import daily_uniforms, words_of
from compiler.exact import Stream, begins, choose, key, one_uniform, poisson, uniform, words
from compiler.nouns import Mortality, Stage, Stand

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

CAUSES = _burden.CAUSES
"""Causes of death, the legal choices of the target; Days.cause indexes them."""
_HANDLING = CAUSES.index("HANDLING")
_EPISODIC = ("DISEASE", "ENVIRONMENTAL")
_FEW = 100.0
"""Of fewer fish than these the deaths follow those that live: chance may have left far more or fewer than expected."""


@dataclass(frozen=True, slots=True)
class Episode:
    """An outbreak in a batch: rises to its height in the middle and falls again."""

    first: int
    height: float
    """Mortality at its height is 1 + height times the base load, in a container of mean exposure."""
    cause: int


def peak(law: Stage, age: Int64) -> Float:
    """Factor of the days after a move: `mortality_peak` on day 0, falling linearly to 1. Shape of age."""
    if law.mortality_peak_days == 0:
        return np.ones(age.shape)
    rest = np.maximum(1.0 - age / law.mortality_peak_days, 0.0)
    return 1.0 + (law.mortality_peak - 1.0) * rest


def outline(law: Stage) -> Float:
    """Course of an episode, float64 [episode_days], a triangle between 0 and 1."""
    day = np.arange(law.episode_days)
    across: Float = 1.0 - np.abs((2.0 * day + 1.0) / law.episode_days - 1.0)
    return across


def episodes(stand: Stand) -> list[Episode]:
    """Episodes of the batch in the stage's planned days, each day and height drawn on its own."""
    law = stand.law
    low, high = stand.scenario.mortality.outbreak_height
    name = key(stand.scenario.seed, Stream.EPISODE, stand.batch.number)
    drawn = words(name, stand.first, stand.planned_days, 3)
    starts = np.flatnonzero(begins(drawn[:, 0], law.episodes_per_year))
    weights = np.array([sum(w for c, w in law.causes if c == cause) for cause in _EPISODIC])
    if weights.sum() == 0:
        weights[0] = 1
    severity, cause = uniform(drawn[starts, 1:]).T
    heights = (law.episode_factor - 1.0) * (low + (high - low) * severity)
    causes = [CAUSES.index(_EPISODIC[which]) for which in choose(cause, weights)]
    return [Episode(*each) for each in zip(starts.tolist(), heights.tolist(), causes, strict=True)]


def excess(stand: Stand, found: list[Episode]) -> tuple[Float, Int64, Float]:
    """What episodes add to a base load of 1.

    Returns: float64 [planned day, stay]; int64 [planned day], cause of the latest episode, -1 without; float64
             [planned day], the same for a container of mean exposure.
    """
    by_stay = np.zeros((stand.planned_days, len(stand.entities)))
    mean = np.zeros(stand.planned_days)
    cause = np.full(stand.planned_days, -1, dtype=np.int64)
    low, high = stand.scenario.mortality.outbreak_exposure
    shape = outline(stand.law)
    for episode in found:
        days = slice(episode.first, min(episode.first + len(shape), stand.planned_days))
        course = episode.height * shape[: days.stop - days.start]
        at = stand.first + episode.first
        u = uniform(words_of(stand.scenario.seed, Stream.EPISODE, stand.entities, (at, 1), 1)[0, 0])
        by_stay[days] += course[:, None] * (low + (high - low) * u)
        mean[days] += course * _middle(low, high)
        cause[days] = episode.cause
    return by_stay, cause, mean


def _middle(low: float, high: float) -> float:
    """Mean of what is evenly spread between two ends."""
    return (low + high) / 2.0


def balance(law: Stage, spread: Mortality, mean_excess: Float, strain: Float) -> Float:
    """Factor that keeps the stage's total near its expectation: who dies in an episode would else have died later.

    Expected sum of (peak * (1 + excess)) over the planned days, divided by the sum that these episodes and the strain
    of treatments give: float64 [stay].
    """
    ages = peak(law, np.arange(len(mean_excess)))
    given = float(np.cumsum(ages * (1.0 + mean_excess))[-1]) + np.cumsum(strain, axis=0)[-1]
    course = float(np.cumsum(outline(law))[-1]) if law.episode_days else 0.0
    felt = _middle(*spread.outbreak_height) * _middle(*spread.outbreak_exposure)
    usual = law.episodes_per_year / 365.0 * (law.episode_factor - 1.0) * course * felt
    factor: Float = float(np.cumsum(ages)[-1]) * (1.0 + usual) / given
    return factor


def endanger(stand: Stand) -> Stand:
    """Fill `hazard` and `cause` [day, stay].

    hazard = base * quality * (peak(age) * (1 + excess) + strain) * balance, at most 1/2; strain is what treatments
    against lice cost. The day's cause is the episode's with the probability of its part in the hazard, HANDLING with
    that of the strain and of the peak (less each day for `handling_days` after the move), else one of the `causes`.
    """
    law, spread, days = stand.law, stand.scenario.mortality, len(stand.present)
    by_stay, episode_cause, mean = excess(stand, episodes(stand))
    age = np.maximum(stand.age, 0)
    after_move = peak(law, age)
    strain = stand.infestation.strain if stand.infestation else np.zeros(by_stay.shape)
    load = law.mortality_per_day * balance(law, spread, mean, strain) * quality(stand)
    usual_load = after_move * (1.0 + by_stay[:days]) * suffered(stand) * scattered(stand)
    lost, lost_cause = struck(stand)
    hazard = np.minimum(load * (usual_load + strain[:days]) + lost, stand.scenario.mortality.most_a_day)
    _, two, three = daily_uniforms(stand, Stream.CAUSE, 3)
    usual = usual_cause(stand)
    recent = np.maximum(1.0 - age / spread.handling_days, 0.0)
    handled = (after_move - 1.0) * recent + strain[:days]
    cause = np.where(two * (after_move + strain[:days]) < handled, _HANDLING, usual)
    sick = three * (1.0 + by_stay[:days]) < by_stay[:days]
    cause = np.where(sick, episode_cause[:days, None], cause)
    cause = np.where(lost > hazard - lost, lost_cause, cause)
    hazard = gathered(
        np.where(stand.present, hazard, 0.0), collected(stand) | ~stand.present, stand.scenario.mortality.most_a_day
    )
    return replace(stand, hazard=np.where(stand.present, hazard, 0.0), cause=cause.astype(np.int8))


def take(stand: Stand) -> Stand:
    """Fill `count` and `deaths` [day, stay]: deaths are Poisson around hazard times the fish expected to be alive.

    The expectation follows from arrivals and hazards alone, so all draws are made at once, and running sums tell who
    is there. Only where a stay's fish run out, or few are expected, are the days a loop: no more die than are there,
    and of few, deaths are Poisson around hazard times the fish that live.
    """
    alive = np.cumprod(1.0 - stand.hazard, axis=0)
    before = np.vstack([np.ones((1, alive.shape[1])), alive[:-1]])
    expected = before * np.cumsum(stand.arrivals / before, axis=0)
    drawn = daily_uniforms(stand, Stream.DEATHS)[0]
    wanted = poisson(drawn, expected * stand.hazard)
    ever, gone = np.cumsum(stand.arrivals, axis=0), np.cumsum(wanted, axis=0)
    count, deaths = ever - (gone - wanted), wanted
    few = (expected > 0.0) & (expected < _FEW)
    odd = np.flatnonzero((few | (gone > ever)).any(axis=0))
    if len(odd):
        lots = drawn[:, odd], stand.hazard[:, odd], few[:, odd]
        count[:, odd], deaths[:, odd] = _one_by_one(stand.arrivals[:, odd], wanted[:, odd], *lots)
    return replace(stand, count=count, deaths=deaths)


def cull(stand: Stand) -> Stand:
    """All that live on the last day of a batch that is terminated die on it: fill `deaths` and `cause` of that day."""
    runs, law = stand.batch.runs, stand.batch.terminated
    if law is None or stand.stage != runs[-1].stage:
        return stand
    deaths, cause, here = stand.deaths.copy(), stand.cause.copy(), stand.present[-1]
    deaths[-1] = np.where(here, stand.count[-1], deaths[-1])
    cause[-1] = np.where(here, CAUSES.index("OTHER"), cause[-1])
    return replace(stand, deaths=deaths, cause=cause)


def _one_by_one(
    arrivals: Int64, wanted: Int64, drawn: Float, hazard: Float, few: NDArray[np.bool_]
) -> tuple[Int64, Int64]:
    """Count and deaths of stays [day, stay] whose fish run out, or are so few that their deaths follow the living."""
    count, deaths = np.empty_like(arrivals), np.empty_like(arrivals)
    fish = np.zeros(count.shape[1], dtype=np.int64)
    for day in range(len(count)):
        fish = fish + arrivals[day]
        count[day] = fish
        here = few[day]
        if here.any():
            wanted[day, here] = poisson(drawn[day, here], (fish * hazard[day])[here])
        deaths[day] = np.minimum(wanted[day], fish)
        fish = fish - deaths[day]
    return count, deaths


def dead_in_moves(seed: int, entities: Sequence[str], day: Int32, fish: Int64, share: Float) -> Int64:
    """Fish of each moving group that die in its move: Poisson around fish * share, at least one arrives alive.

    Args:    each [move], entities the names of the moves      Returns: int64 [move]
    """
    named = zip(entities, day.tolist(), strict=True)
    drawn = poisson(np.array([one_uniform(seed, Stream.DEATHS, entity, at) for entity, at in named]), fish * share)
    dead: Int64 = np.maximum(np.minimum(drawn, fish - 1), 0)
    return dead
