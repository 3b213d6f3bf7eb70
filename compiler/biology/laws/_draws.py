"""Values that the laws draw for the stays of a stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, key, normal, uniform, words
from compiler.nouns import Float, Scenario, Stand

TAIL = 2.5
"""Skewed effects are cut at so many standard deviations."""


def stay_normals(stand: Stand, stream: Stream) -> Float:
    """One standard normal value a stay that lasts as long as the stay: float64 [stay]."""
    seed = stand.scenario.seed
    return np.array([normal(words(key(seed, stream, e), 0, 1, 1))[0, 0] for e in stand.entities])


def daily_uniforms(stand: Stand, stream: Stream, lanes: int = 1) -> Float:
    """Uniform values by stay and day: float64 [lane, day, stay]."""
    seed, days = stand.scenario.seed, len(stand.present)
    drawn = [uniform(words(key(seed, stream, e), stand.first, days, lanes)) for e in stand.entities]
    return np.stack(drawn, axis=-1).transpose(1, 0, 2)


def skewed(z: Float, spread: float) -> Float:
    """A factor of mean 1 and about that relative spread, skewed to the right: the square of a normal value around 1.

    Args:    z  standard normal values, cut at TAIL      spread  at most 0.8, so that the factor rises with z
    """
    part = spread / 2.0
    root = 1.0 + part * np.minimum(np.maximum(z, -TAIL), TAIL)
    factor: Float = root * root / (1.0 + part * part)
    return factor


def slow_noise(stand: Stand, streams: tuple[Stream, Stream], spell_days: int, shared: float) -> Float:
    """Noise of about unit variance, of which the stays of a site share a part: float64 [day, stay].

    Normal knots every `spell_days`, blended smoothly in between. Args: streams  of the site and of the container
    """
    scenario, days = stand.scenario, len(stand.present)
    sites = [site_name(scenario, at) for at in stand.containers]
    by_site = {name: _knotted(scenario.seed, streams[0], name, stand.first, days, spell_days) for name in set(sites)}
    own = [_knotted(scenario.seed, streams[1], e, stand.first, days, spell_days) for e in stand.entities]
    of_site = np.sqrt(shared) * np.stack([by_site[one] for one in sites], axis=-1)
    noise: Float = of_site + np.sqrt(1.0 - shared) * np.stack(own, axis=-1)
    return noise


def _knotted(seed: int, stream: Stream, entity: str, first: int, days: int, spell: int) -> Float:
    """One course between its own knots: float64 [day]."""
    start = first // spell
    knots = normal(words(key(seed, stream, entity), start, (first + days) // spell - start + 2, 1))[:, 0]
    day = np.arange(first, first + days)
    return between_knots(knots, day // spell - start, (day % spell) / spell)


def between_knots(knots: Float, at: NDArray[np.integer], t: Float) -> Float:
    """Noise a part t in [0, 1) of the way from a knot to the next, as spread as the knots. Shape of t.

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
