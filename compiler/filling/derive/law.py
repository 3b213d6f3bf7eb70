"""The growth law of the target's engines, and what they know of stages, by name and by the table of stages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import cube, cube_root
from compiler.nouns import Stage
from compiler.target import cap_g

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

WARM_STAGES = {"egg&alevin", "egg", "alevin", "fry", "parr", "smolt"}
"""Stages in which scenario projections reckon with 12 degrees, whatever the profile says."""
WARM_C = 12.0
NEVER_GROW = {"egg", "alevin", "eyed egg"}
"""Stages that scenario projections do not let grow."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages as the engines see them, [stage]."""

    cap_g: Float
    leave_g: Float
    """Weight at which daily states move on to the next stage; infinite for the last"""
    ends: Int64
    """Day number after the last day of each stage, by the planned lengths of the projections' FCR model"""
    fcr: Float
    """FCR of the projections"""


def ladder(stages: tuple[Stage, ...], target: tuple[Stage, ...]) -> Ladder:
    """What the engines know of stages.

    Args: stages  as the batch's geography runs them     target  as the target's table of stages states them
    """
    leave = np.array([_hundredths(stage.expected_max_g) for stage in target])
    leave[-1] = np.inf
    return Ladder(
        cap_g=np.array([cap_g(stage.name) for stage in stages]),
        leave_g=leave,
        ends=np.cumsum([stage.days for stage in stages]),
        fcr=np.array([planned_fcr(stage) for stage in stages]),
    )


def planned_fcr(stage: Stage) -> float:
    """FCR of projections; the target takes 0 for eggs and alevins only, for other stages at least 0.5."""
    unfed = "Egg" in stage.name or "Alevin" in stage.name
    return stage.planned_fcr if unfed else max(stage.planned_fcr, 0.5)


def grow(weight_g: Float, rise: Float, cap: Float) -> Float:
    """One day of growth: (w^(1/3) + rise)^3, at most the cap.

    Args:    weight_g  float64 [stay], > 0      rise  TGC times temperature, g^(1/3)      cap  float64 [stay], g
    Returns: float64 [stay], to one or two units in the last place what the target's powers give
    """
    grown: Float = np.minimum(cube(cube_root(weight_g) + rise), cap)
    return grown


def grow_on(weight_g: Float, rise: Float, cap: Float) -> Float:
    """Many days of the same growth, weights carried without rounding.

    Each day's root is min(root + rise, root of the cap): so the least over all earlier days at which a cap could have
    bound, plus what was gained since. To some units in the last place what `grow` gives day after day.

    Args:    weight_g  float64 [stay], > 0      rise, cap  float64 [day], g^(1/3) >= 0 and g
    Returns: float64 [stay, day], g
    """
    gained = np.cumsum(rise)
    bound = np.minimum.accumulate(cube_root(cap) - gained)
    roots = np.minimum(cube_root(weight_g)[:, None], bound) + gained
    grown: Float = np.minimum(cube(roots), cap)
    return grown


def stage_by_age(ladder: Ladder, day: Int64) -> Int64:
    """Stage that projections put a day number into: by the planned lengths alone, the last one beyond them."""
    at: Int64 = np.searchsorted(ladder.ends, day, side="left")
    return np.minimum(at, len(ladder.ends) - 1)


def _hundredths(value: float) -> float:
    return round(value, 2)
