"""The eggs that a batch was made from: one lot of a supplier, or one of each pair of the farm's own fish."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.deliveries import deliveries
from compiler.filling.part import Int64, Part, batch_of, known_day

LOTS = 1000
"""Lots of one second have three digits of their own."""


@dataclass(frozen=True, slots=True)
class Productions:
    """[lot] columns."""

    own: bool
    """Of the farm's own fish"""
    eggs: Int64
    made_s: Int64
    """Seconds since 1970-01-01 00:00 UTC: when the female was stripped, or the supplier's lot was set aside"""
    number: int
    """Tells lots of one second apart"""
    first_pair: int
    """Index of the pair of the first lot, those of the others follow; -1 of a supplier's"""

    def __len__(self) -> int:
        return len(self.eggs)


def productions(part: Part) -> Productions:
    """The lots of a batch; together they are what was planned to be delivered.

    Nothing of a mixed batch, of one that was cancelled, whose lot went to somebody else, or that has no deliveries.
    """
    batch, brood = part.history.plan.batch, part.world.brood
    if batch in brood.pairs_of:
        first, end = brood.pairs_of[batch]
        eggs, stripped_s = brood.pairs.eggs[first:end], brood.pairs.stripped_s[first:end]
        return Productions(True, eggs, stripped_s, list(brood.pairs_of).index(batch) % LOTS, first)
    found = deliveries(part)
    if part.history.mixed or batch_of(part).cancelled or not len(found):
        return Productions(False, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0, -1)
    begun = known_day(part) * SECONDS_PER_DAY + 5 * HOUR
    eggs = np.array([int(found.living.sum() + found.dead.sum())])
    return Productions(False, eggs, np.array([begun + batch // LOTS]), batch % LOTS, -1)


def one_lot(part: Part) -> tuple[int, ...]:
    """The lot of a supplier, as the subject of its table; nothing where there is none."""
    return () if part.history.plan.batch in part.world.brood.pairs_of or not len(productions(part)) else (0,)
