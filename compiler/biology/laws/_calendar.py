"""What a day does to water wherever it is: the season of levels and rhythm, and the tide.

Known of many days at a time, as the stays of a farm are at the same days.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._panel import Panel
from compiler.exact import between_months

Float = NDArray[np.float64]

SPELL = 512
"""Days that are worked out at a time"""
KEPT_SPELLS = 64
"""Some of each stage, in the years of a farm"""
TIDE_H = 12.4206
"""Hours from high water to high water, of the moon's half day."""


def cut_from(spell_of: Callable[[int], Float], first: int, days: int) -> Float:
    """Some days of what is known spell by spell: float64 [day, ...], read-only. Args: spell_of  by first day / SPELL"""
    spell, begin = divmod(first, SPELL)
    if begin + days <= SPELL:
        return spell_of(spell)[begin : begin + days]
    several = np.concatenate([spell_of(at) for at in range(spell, (first + days - 1) // SPELL + 1)])
    return several[begin : begin + days]


def seasons(panel: Panel, first: int, days: int) -> Float | None:
    """What the time of year adds to levels: float64 [day, sensor], None where there is nothing."""
    if not any(_is_seasonal(panel)):
        return None
    return cut_from(lambda spell: _seasons(panel, spell), first, days)


def _is_seasonal(panel: Panel) -> list[bool]:
    return [any(water.monthly) and not water.follows_temperature for water in panel.waters]


@lru_cache(maxsize=KEPT_SPELLS)
def _seasons(panel: Panel, spell: int) -> Float:
    added = np.zeros((SPELL, len(panel.waters)))
    for at, is_seasonal in enumerate(_is_seasonal(panel)):
        if is_seasonal:
            added[:, at] = between_months(panel.waters[at].monthly, _days(spell))
    return _kept(added)


def rhythms(monthly: tuple[float, ...], first: int, days: int) -> Float:
    """Factor on the daily wave of the sea: float64 [day]."""
    return cut_from(lambda spell: _rhythms(monthly, spell), first, days)


@lru_cache(maxsize=KEPT_SPELLS)
def _rhythms(monthly: tuple[float, ...], spell: int) -> Float:
    return _kept(between_months(monthly, _days(spell)))


def tides(hours: tuple[int, ...], first: int, days: int) -> Float:
    """The tide, two parabolas in TIDE_H hours, as `wave`: float64 [day, hour], -1 to 1."""
    return cut_from(lambda spell: _tides(hours, spell), first, days)


@lru_cache(maxsize=KEPT_SPELLS)
def _tides(hours: tuple[int, ...], spell: int) -> Float:
    hour = _days(spell)[:, None] * 24 + np.array(hours, dtype=np.int64)
    turns = hour / TIDE_H
    phase = turns - np.floor(turns)
    half = np.where(phase < 0.5, phase, phase - 0.5)
    arch = 16.0 * half * (0.5 - half)
    return _kept(np.where(phase < 0.5, arch, -arch))


def _days(spell: int) -> NDArray[np.int64]:
    return np.arange(spell * SPELL, (spell + 1) * SPELL, dtype=np.int64)


def _kept(known: Float) -> Float:
    known.flags.writeable = False
    return known
