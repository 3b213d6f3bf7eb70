"""Appetite: what the fish eat of what calm water would have them eat, and nothing on days of fasting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import force, slow_noise
from compiler.exact import Stream
from compiler.nouns import Stand

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


def hunger(stand: Stand) -> Stand:
    """Fill `appetite` [day, stay].

    appetite = (1 + sd * slow noise, in part the site's) * rise after a move * what events and little oxygen leave, at
    least `least`; and 0 on days of fasting. Fish that live on their yolk, or are not fed, have an appetite of 1.
    """
    law, manner = stand.law, stand.scenario.appetite
    if law.fcr <= 0.0:
        return replace(stand, appetite=np.ones(stand.present.shape))
    noise = slow_noise(stand, (Stream.SITE_APPETITE, Stream.APPETITE), manner.spell_days, manner.shared)
    level = (1.0 + law.appetite_sd * noise) * _risen(stand) * _left_by_events(stand) * _breath_left(stand)
    return replace(stand, appetite=np.where(_fasted(stand), 0.0, np.maximum(level, manner.least)))


def _risen(stand: Stand) -> Float:
    """From a part of the appetite on the day of a move evenly up to all of it: float64 [day, stay]."""
    law, manner = stand.law, stand.scenario.appetite
    if stand.stage == stand.batch.begins.stage or not law.ramp_days:
        return np.ones(stand.age.shape)
    part = np.minimum(np.maximum(stand.age, 0) / law.ramp_days, 1.0)
    risen: Float = manner.ramp_from + (1.0 - manner.ramp_from) * part
    return risen


def _left_by_events(stand: Stand) -> Float:
    left = np.ones(stand.present.shape)
    for one in stand.felt:
        first = one.first - stand.first
        kind = stand.scenario.events[one.kind]
        left[first : first + one.days, one.stay] *= 1.0 - kind.appetite * force(one.severity)
    return left


def _breath_left(stand: Stand) -> Float | float:
    """What little oxygen leaves: float64 [day, stay]."""
    manner = stand.scenario.appetite
    if stand.oxygen is None or not manner.oxygen_per_percent:
        return 1.0
    lacking = np.maximum(manner.oxygen_from - stand.oxygen, 0.0)
    left: Float = np.maximum(1.0 - manner.oxygen_per_percent * lacking, 0.0)
    return left


def _fasted(stand: Stand) -> Bool:
    """Days without feed, before fish leave and before and on days of treatment: bool [day, stay]."""
    law, manner, stays = stand.law, stand.scenario.appetite, len(stand.containers)
    day = stand.first + np.arange(len(stand.present))[:, None]
    lasts = stand.leaves - (stand.first - stand.age[0])
    fasted: Bool = day >= stand.leaves - np.minimum(law.fast_days, np.floor(manner.longest_fast * lasts))
    for stay in range(stays):
        treated = [
            (stand.first + one.day + stay * one.days // stays, manner.vaccination_days) for one in law.vaccinations
        ]
        if stand.infestation is not None:
            mine = stand.infestation.treated[stand.infestation.treated[:, 0] == stay]
            treated += [(at, manner.delousing_days) for at in mine[:, 2].tolist()]
        for at, before in treated:
            fasted[max(at - before - stand.first, 0) : max(at + 1 - stand.first, 0), stay] = True
    return fasted
