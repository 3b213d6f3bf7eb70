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
from compiler.nouns import Float, kept


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


@kept
def lots_of(part: Part) -> Lots:
    """By ring, then grade, of grades that got fish."""
    history, plan = part.history, part.history.plan
    stays = harvests(part)
    grades = part.world.scenario.harvest.grades
    shares, sizes = (np.array([grade[at] for grade in grades], dtype=np.int64) for at in (1, 2))
    weighed = _weighed(part, stays, len(grades))
    count, weight_cg = history.stays.left[stays], history.days.weight_cg[history.last_cell[stays]].astype(np.int64)
    fish = largest_remainder(count, shares * weighed.parts)
    reckoned = zip((count * weight_cg).tolist(), weighed.live_ppm.tolist(), strict=True)  # ints of any size
    live = np.array([whole * ppm // 100_000_000 for whole, ppm in reckoned], dtype=np.int64)
    at, grade = np.nonzero(fish)
    live_g = largest_remainder(live, fish * sizes)[at, grade]
    codes = np.array([grade_id(part.world, code) for code, _, _ in grades], dtype=np.int64)
    return Lots(
        at,
        plan.end[stays].astype(np.int64)[at],
        codes[grade],
        fish[at, grade],
        live_g,
        half_even(live_g * weighed.gutted[at]),
        half_even(live_g * weighed.fillet[at]),
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """[ring] how it differs at harvest from what it was reckoned to be."""

    live_ppm: Int64
    """What it weighs, in millionths of that"""
    parts: Int64
    """[ring, grade] factor on its part, in thousandths"""
    gutted: Float
    """Gutted weight in parts of live weight"""
    fillet: Float


def _weighed(part: Part, stays: Int64, grades: int) -> _Weighed:
    scenario, law, number = part.world.scenario, part.world.scenario.harvest, batch_of(part).number
    boxes = [scenario.containers[at].entity for at in part.history.plan.container[stays].tolist()]
    drawn = [words(key(scenario.seed, Stream.HARVEST_ESTIMATE, f"{number}/{b}"), 0, 1, 2 + grades)[0] for b in boxes]
    z = normal(np.array(drawn, dtype=np.uint64).reshape(-1, 2 + grades))
    batch = one_normal(scenario.seed, Stream.HARVEST_ESTIMATE, number)
    off = bounded(law.estimate_sd * z[:, 0] + law.batch_estimate_sd * batch, law.estimate_limit)
    lean = 1.0 + law.yield_sd * bounded(z[:, 1], 2.0)
    parts = np.floor(1000.0 * (1.0 + law.share_sd * bounded(z[:, 2:], 2.0)) + 0.5).astype(np.int64)
    gutted = np.minimum(law.gutted * lean, 1.0)
    return _Weighed(((1.0 + off) * 1e6 + 0.5).astype(np.int64), parts, gutted, np.minimum(law.fillet * lean, gutted))
