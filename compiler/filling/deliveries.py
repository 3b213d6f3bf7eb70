"""The deliveries of a batch: those that have come, one a stay that eggs or bought fish filled, then those to come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import largest_remainder
from compiler.filling.part import Bool, Int64, Part, batch_of, filled_by_eggs

STATUS = ("PENDING", "COMPLETED", "SKIPPED")


@dataclass(frozen=True, slots=True)
class Deliveries:
    """[delivery] columns."""

    day: Int64
    """On which it came, or is expected"""
    living: Int64
    """Eggs or fish that live on"""
    dead: Int64
    """Those dead on arrival, shared out by what lives"""
    status: Int64
    """Index into STATUS"""
    box: Int64
    """Index among the batch's containers of the first stage: those that have their fish, by stay, then the others"""
    stay: Int64
    """[container that has its fish] its stay"""

    def __len__(self) -> int:
        return len(self.day)

    @property
    def come(self) -> Bool:
        """Whether it has come."""
        come: Bool = self.status == STATUS.index("COMPLETED")
        return come


def deliveries(part: Part) -> Deliveries:
    """All of a batch; none of one that is ordered but for which no containers are found."""
    history, stays, begins = part.history, filled_by_eggs(part), batch_of(part).begins
    living = np.concatenate([history.stays.arrived[stays], history.deliveries.fish]).astype(np.int64)
    dead = largest_remainder(batch_of(part).dead_on_arrival, living) if len(living) else living
    days = np.concatenate([history.plan.first[stays], history.plan.ordered_day]).astype(np.int64)
    boxes = np.arange(len(living))
    status = np.where(boxes < len(stays), STATUS.index("COMPLETED"), STATUS.index("PENDING"))
    left_out = (boxes >= len(stays)) & (boxes < len(stays) + begins.skipped) & (days < part.world.scenario.as_of)
    status[left_out] = STATUS.index("SKIPPED")
    box = np.sort(np.concatenate([boxes, boxes[: begins.in_two]]))
    second = np.concatenate([[False], box[1:] == box[:-1]]) if len(box) else np.zeros(0, dtype=bool)
    half = np.isin(box, boxes[: begins.in_two])
    return Deliveries(
        days[box], _half(living[box], half, second), _half(dead[box], half, second), status[box], box, stays
    )


def _half(fish: Int64, half: Bool, second: Bool) -> Int64:
    """The fish of a container, or the part of its first or second delivery."""
    first: Int64 = np.where(half, fish // 2, fish)
    return np.where(second, fish - fish // 2, first)
