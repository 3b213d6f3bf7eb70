"""Who does daily work, and at which minute: people take turns, and do not look at the clock."""

from __future__ import annotations

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY, Stream, key, words
from compiler.filling.part import Int64, Part, batch_of, geography_of
from compiler.filling.people import on_duty
from compiler.nouns import Leg, Moment, Number

EARLY_S, SPAN_S = 45 * 60, 90 * 60
"""Work of an hour begins up to so many seconds before it, and within so many after that."""
TURN = 7
"""Bits by which the minutes of one container differ from those of the one before."""


def by_turns(part: Part, role: str, leg: Leg | None, stay: Int64, days: Int64) -> Number:
    """The user who does such work in the containers of stays on the days: column [row], NULL for nobody."""
    scenario, plan = part.world.scenario, part.history.plan
    boxes = [scenario.containers[int(at)] for at in plan.container]
    sites = [(scenario.areas if box.leg == "sea" else scenario.halls)[box.place].name for box in boxes]
    names, of_stay = np.unique(np.array(sites), return_inverse=True)
    found, site = np.zeros(len(stay), dtype=np.int64), of_stay[stay] if len(stay) else stay
    for at, name in enumerate(names.tolist()):
        mine = site == at
        found[mine] = on_duty(part.world, (role, geography_of(part).name, leg), name, days[mine].astype(np.int64))
    return Number(found, 0, found == 0)


def emptied(part: Part, stays: Int64) -> Moment:
    """When the containers of stays were harvested."""
    return about(part, "harvest", stays, part.history.plan.end[stays].astype(np.int64), 10)


def about(part: Part, what: str, stay: Int64, days: Int64, hour: int) -> Moment:
    """Moments at which work of an hour was done in the containers of stays, at a minute and second of its own."""
    when = days.astype(np.int64)
    if not part.world.scenario.imperfect or not len(when):
        return Moment(when * SECONDS_PER_DAY + hour * HOUR)
    first, last = int(when.min()), int(when.max())
    entity = f"{batch_of(part).number}/{what}"
    drawn = words(key(part.world.scenario.seed, Stream.MINUTES, entity), first, last - first + 1, 1)[when - first, 0]
    turned = drawn >> (np.asarray(stay) * TURN % 32).astype(np.uint64)
    second = (turned % np.uint64(SPAN_S)).astype(np.int64)
    return Moment(when * SECONDS_PER_DAY + hour * HOUR - EARLY_S + second)
