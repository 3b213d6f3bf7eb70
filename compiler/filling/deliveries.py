"""The deliveries of a batch: those that have come, one a stay that eggs or bought fish filled, then those to come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import largest_remainder
from compiler.filling.part import Bool, Int64, Part, batch_of, filled_by_eggs


@dataclass(frozen=True, slots=True)
class Deliveries:
    """[delivery] columns."""

    day: Int64
    """On which it came, or is expected"""
    living: Int64
    """Eggs or fish that live on"""
    dead: Int64
    """Those dead on arrival, shared out by what lives"""
    come: Bool
    stay: Int64
    """[delivery that has come] its stay"""

    def __len__(self) -> int:
        return len(self.day)


def deliveries(part: Part) -> Deliveries:
    """All of a batch; none of one that is ordered but for which no containers are found."""
    history, stays = part.history, filled_by_eggs(part)
    living = np.concatenate([history.stays.arrived[stays], history.deliveries.fish]).astype(np.int64)
    dead = largest_remainder(batch_of(part).dead_on_arrival, living) if len(living) else living
    days = np.concatenate([history.plan.first[stays], history.plan.ordered_day]).astype(np.int64)
    return Deliveries(days, living, dead, np.arange(len(living)) < len(stays), stays)
