"""What fish of a weight look like."""

from __future__ import annotations

import numpy as np

from compiler.exact import cube_root
from compiler.nouns import Float, Stage


def grown(law: Stage, root: Float) -> Float:
    """How far fish have come from the stage's first weight to its last, by the cube root of their weight: 0 to 1."""
    first, last = cube_root(np.array([max(law.first_weight_g, 1e-6), max(law.expected_max_g, 1e-6)]))
    part: Float = np.minimum(np.maximum((root - first) / max(last - first, 1e-6), 0.0), 1.0)
    return part


def condition_of(law: Stage, weight_g: Float) -> Float:
    """Condition factor of fish of mean build, even in the cube root of the weight from the stage's first to its last.

    Returns: float64 [shape of weight_g], K = 100 * weight_g / length_cm^3
    """
    if law.condition_last is None:
        return np.full(np.shape(weight_g), law.condition_factor)
    rise = law.condition_last - law.condition_factor
    factor: Float = law.condition_factor + rise * grown(law, cube_root(np.maximum(weight_g, 1e-6)))
    return factor
