"""Values that the laws draw for the stays of a stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, normal, poisson, uniform, words_of_all
from compiler.nouns import Float, Scenario, Stand

Words = NDArray[np.uint64]

TAIL = 2.5
"""Skewed effects are cut at so many standard deviations."""
SMALL_MEAN, PER_MEAN, SURE, MOST_TABLED = 24, 256, 1e-9, 64
"""What is tabulated of `poisson`: below a mean of 24, as that is where it adds up the distribution function."""


def words_of(seed: int, stream: Stream, names: Sequence[str], span: tuple[int, int], lanes: int | range = 4) -> Words:
    """Of each name: uint64 [lane, day, name], as blocks of days and stays lie. Args: span  first day, and number"""
    return np.ascontiguousarray(words_of_all(seed, stream, names, span, lanes).transpose(2, 1, 0))


def stay_normals(stand: Stand, stream: Stream) -> Float:
    """One standard normal value a stay that lasts as long as the stay: float64 [stay]."""
    return normal(words_of(stand.scenario.seed, stream, stand.entities, (0, 1), 1)[0, 0])


def daily_uniforms(stand: Stand, stream: Stream, lanes: int = 1) -> Float:
    """Uniform values by stay and day: float64 [lane, day, stay], of at most four lanes."""
    return uniform(daily_words(stand, stream)[:lanes])


def daily_words(stand: Stand, stream: Stream, of_sites: bool = False) -> Words:
    """Four words of each day and stay, or of its site: uint64 [lane, day, stay], read-only."""
    scenario = stand.scenario
    names = tuple(site_name(scenario, at) for at in stand.containers) if of_sites else stand.entities
    return _daily_words(scenario.seed, stream, names, stand.first, len(stand.present))


@lru_cache(maxsize=4)
def _daily_words(seed: int, stream: Stream, names: tuple[str, ...], first: int, days: int) -> Words:
    """Kept for a while, as several laws ask for lanes of the same words, one law after the other."""
    once = list(dict.fromkeys(names))
    drawn = words_of(seed, stream, once, (first, days))
    if len(once) < len(names):
        drawn = drawn.take([once.index(name) for name in names], axis=-1)
    drawn.flags.writeable = False
    return drawn


def skewed(z: Float, spread: float) -> Float:
    """A factor of mean 1 and about that relative spread, skewed to the right: the square of a normal value around 1.

    Args:    z  standard normal values, cut at TAIL      spread  at most 0.8, so that the factor rises with z
    """
    part = spread / 2.0
    root = 1.0 + part * np.minimum(np.maximum(z, -TAIL), TAIL)
    factor: Float = root * root / (1.0 + part * part)
    return factor


def exceeds(u: Float, mean: Float, most: float) -> NDArray[np.bool_]:
    """`poisson(u, mean) > most`, told from a table wherever that leaves no doubt: bool [shape of u].

    >>> exceeds(np.array([0.5, 0.95]), np.array([2.0, 2.0]), 4.0).tolist()
    [False, True]
    """
    at = (mean * PER_MEAN).astype(np.int64)
    if at.max(initial=0) < len(_at_most(0)) - 1 and most < MOST_TABLED:
        table = _at_most(int(most))
        above = u >= table[at] + SURE
        if (above | (u < table[at + 1] - SURE)).all():
            return above
    counted: NDArray[np.bool_] = poisson(u, mean) > most
    return counted


@cache
def _at_most(most: int) -> Float:
    """Probability of no more than `most` by the mean, of which there are PER_MEAN to 1: falling, float64 [mean].

    As near as rounding leaves it, which may differ by machine; what lies nearer than SURE to it is counted instead.
    """
    mean = np.arange(SMALL_MEAN * PER_MEAN) / PER_MEAN
    term = total = np.exp(-mean)
    for k in range(1, most + 1):
        term = term * mean / k
        total = total + term
    return total


def slow_noise(stand: Stand, streams: tuple[Stream, Stream], spell_days: int, shared: float) -> Float:
    """Noise of about unit variance, of which the stays of a site share a part: float64 [day, stay].

    Normal knots every `spell_days`, blended smoothly in between. Args: streams  of the site and of the container
    """
    scenario, days = stand.scenario, len(stand.present)
    sites = [site_name(scenario, at) for at in stand.containers]
    names = list(dict.fromkeys(sites))
    by_site = _knotted(scenario.seed, streams[0], names, (stand.first, days), spell_days)
    own = _knotted(scenario.seed, streams[1], stand.entities, (stand.first, days), spell_days)
    of_site = np.sqrt(shared) * by_site[:, [names.index(one) for one in sites]]
    noise: Float = of_site + np.sqrt(1.0 - shared) * own
    return noise


def _knotted(seed: int, stream: Stream, entities: Sequence[str], span: tuple[int, int], spell: int) -> Float:
    """Each one's course between its own knots: float64 [day, entity]. Args: span  first day, and number"""
    first, days = span
    start = first // spell
    knots = (first + days) // spell - start + 2
    drawn = words_of(seed, stream, entities, (start, knots), 1)[0]
    day = np.arange(first, first + days)
    return between_knots(normal(drawn), day // spell - start, ((day % spell) / spell)[:, None])


def between_knots(knots: Float, at: NDArray[np.integer], t: Float) -> Float:
    """Noise a part t in [0, 1) of the way from a knot to the next, as spread as the knots. Shape of knots[at].

    Blended smoothly, and divided by the root of the squared weights, so that all days vary alike.
    """
    blend = t * t * (3.0 - 2.0 * t)
    rest = 1.0 - blend
    course: Float = (rest * knots[at] + blend * knots[at + 1]) / np.sqrt(rest * rest + blend * blend)
    return course


def wave(hours: tuple[int, ...], from_hour: int) -> Float:
    """Daily rhythm, two parabolas: 0 at the first hour, 1 after 6 hours, 0 after 12, -1 after 18: float64 [hour]."""
    phase = ((np.array(hours, dtype=np.int64) - from_hour) % 24) / 24.0
    half = np.where(phase < 0.5, phase, phase - 0.5)
    arch = 16.0 * half * (0.5 - half)
    swing: Float = np.where(phase < 0.5, arch, -arch)
    return swing


def force(severity: float) -> float:
    """What an event does to appetite, water and wind, in parts of the worst; the mildest does half of it."""
    return 0.5 + 0.5 * severity


def site_name(scenario: Scenario, container: int) -> str:
    """The hall or area that a container stands in."""
    box = scenario.containers[container]
    return scenario.areas[box.place].name if box.leg == "sea" else scenario.halls[box.place].name
