"""The lots of a batch: its harvested fish by ring and grade.

All fish of the ring are shared out by the grades' parts, and its biomass by fish times relative weight, both by largest
remainders: no fish and no gram is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import largest_remainder
from compiler.filling.part import Int64, Part, harvests
from compiler.filling.world import grade_id


@dataclass(frozen=True, slots=True)
class Lots:
    """[lot] harvest (0-based in the batch), day, grade id, fish, live weight in grams."""

    harvest: Int64
    day: Int64
    grade: Int64
    fish: Int64
    live_g: Int64

    def __len__(self) -> int:
        return len(self.fish)


def lots_of(part: Part) -> Lots:
    """By ring, then grade, of grades that got fish."""
    history, plan = part.history, part.history.plan
    stays = harvests(part)
    grades = part.world.scenario.harvest.grades
    shares, sizes = (np.array([grade[at] for grade in grades], dtype=np.int64) for at in (1, 2))
    weight_cg = history.days.weight_cg[part.history.last_cell].astype(np.int64)
    fish = [largest_remainder(int(history.stays.left[at]), shares) for at in stays]
    live = [
        largest_remainder(int(history.stays.left[at] * weight_cg[at] + 50) // 100, graded * sizes)
        for at, graded in zip(stays, fish, strict=True)
    ]
    at, grade = np.nonzero(np.array(fish).reshape(len(stays), len(grades)))
    codes = np.array([grade_id(part.world, code) for code, _, _ in grades], dtype=np.int64)
    return Lots(
        at,
        plan.end[stays].astype(np.int64)[at],
        codes[grade],
        np.array(fish, dtype=np.int64).reshape(-1, len(grades))[at, grade],
        np.array(live, dtype=np.int64).reshape(-1, len(grades))[at, grade],
    )
