"""Growth in cube-root space: the cube root of the mean weight grows linearly in degree-days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from compiler.exact import cube_root
from compiler.model import Stage

Roots = NDArray[np.float64]
Celsius = NDArray[np.float64]


def grow(root_g: Roots, temp_c: Celsius, tgc: Roots | float) -> Roots:
    """Advance the cube root of mean weight by one day of thermal growth.

    s' = s + tgc / 1000 * max(temp_c, 0): the TGC law (Iwama & Tautz 1981) in cube-root space, exact in IEEE arithmetic.

    Args:    root_g  float64 [stay], g^(1/3), > 0      temp_c  float64 [stay], daily mean, degrees Celsius
             tgc     g^(1/3) per 1000 degree-days, `stages.<name>.tgc` times the batch's factor
    Returns: float64 [stay], >= root_g; the inputs are not modified. Also right for a run of days at once, when temp_c
             holds their sum.
    """
    grown: Roots = root_g + tgc / 1000.0 * np.maximum(temp_c, 0.0)
    return grown


def yolk_root_per_day(stages: Sequence[Stage], stage: int, egg_weight_g: float) -> float:
    """Daily gain of the cube root in a stage that lives on its yolk (tgc 0), g^(1/3) a day; 0 for any other stage.

    Even steps lead from the egg's weight to the first weight of the next stage within the stage's planned days, so the
    curve has no step at first feeding.
    """
    law = stages[stage]
    if law.tgc > 0.0 or stage + 1 >= len(stages):
        return 0.0
    ends = cube_root(np.array([egg_weight_g, stages[stage + 1].first_weight_g]))
    return max(float(ends[1] - ends[0]), 0.0) / law.days
