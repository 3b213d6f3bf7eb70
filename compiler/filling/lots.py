"""The lots of a batch: its harvested fish by ring and grade.

All fish of the ring are shared out by the grades' parts, and what it weighed by fish times relative weight, both by
largest remainders: no fish and no gram is lost. What a ring weighs is not what it was reckoned to, and its parts and
yields are its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import Stream, bounded, half_even, key, largest_remainder, normal, one_normal, words
from compiler.filling.part import Int64, Part, batch_of, harvests
from compiler.filling.world import grade_id


@dataclass(frozen=True, slots=True)
class Lots:
    """[lot] harvest (0-based in the batch), day, grade id, fish, live weight in grams."""

    harvest: Int64
    day: Int64
    grade: Int64
    fish: Int64
    live_g: Int64
    gutted_g: Int64
    fillet_g: Int64

    def __len__(self) -> int:
        return len(self.fish)


def lots_of(part: Part) -> Lots:
    """By ring, then grade, of grades that got fish."""
    history, plan = part.history, part.history.plan
    stays = harvests(part)
    grades = part.world.scenario.harvest.grades
    shares, sizes = (np.array([grade[at] for grade in grades], dtype=np.int64) for at in (1, 2))
    weighed = [_weighed(part, stay, len(grades)) for stay in stays]
    weight_cg = history.days.weight_cg[part.history.last_cell].astype(np.int64)
    fish = [
        largest_remainder(int(history.stays.left[at]), shares * one.parts)
        for at, one in zip(stays, weighed, strict=True)
    ]
    live = [
        largest_remainder(int(history.stays.left[at] * weight_cg[at]) * one.live_ppm // 100_000_000, graded * sizes)
        for at, graded, one in zip(stays, fish, weighed, strict=True)
    ]
    at, grade = np.nonzero(np.array(fish).reshape(len(stays), len(grades)))
    live_g = np.array(live, dtype=np.int64).reshape(-1, len(grades))[at, grade]
    yields = np.array([one.yields for one in weighed]).reshape(-1, 2)[at]
    codes = np.array([grade_id(part.world, code) for code, _, _ in grades], dtype=np.int64)
    return Lots(
        at,
        plan.end[stays].astype(np.int64)[at],
        codes[grade],
        np.array(fish, dtype=np.int64).reshape(-1, len(grades))[at, grade],
        live_g,
        half_even(live_g * yields[:, 0]),
        half_even(live_g * yields[:, 1]),
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """How a ring differs at harvest from what it was reckoned to be."""

    live_ppm: int
    """What it weighs, in millionths of that"""
    parts: Int64
    """[grade] factor on its part, in thousandths"""
    yields: tuple[float, float]
    """Gutted and fillet weight in parts of live weight"""


def _weighed(part: Part, stay: int, grades: int) -> _Weighed:
    scenario, law, number = part.world.scenario, part.world.scenario.harvest, batch_of(part).number
    name = f"{number}/{scenario.containers[int(part.history.plan.container[stay])].entity}"
    z = normal(words(key(scenario.seed, Stream.HARVEST_ESTIMATE, name), 0, 1, 2 + grades)[0])
    batch = one_normal(scenario.seed, Stream.HARVEST_ESTIMATE, number)
    off = float(bounded(law.estimate_sd * z[0] + law.batch_estimate_sd * batch, law.estimate_limit))
    lean = 1.0 + law.yield_sd * float(bounded(z[1], 2.0))
    parts = np.floor(1000.0 * (1.0 + law.share_sd * bounded(z[2:], 2.0)) + 0.5).astype(np.int64)
    gutted = min(law.gutted * lean, 1.0)
    return _Weighed(int((1.0 + off) * 1e6 + 0.5), parts, (gutted, min(law.fillet * lean, gutted)))
