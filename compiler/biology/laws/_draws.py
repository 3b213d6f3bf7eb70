"""Values that the laws draw for the stays of a stand."""

from __future__ import annotations

import numpy as np

from compiler.exact import Stream, key, normal, uniform, words
from compiler.nouns import Float, Stand


def stay_normals(stand: Stand, stream: Stream) -> Float:
    """One standard normal value a stay that lasts as long as the stay: float64 [stay]."""
    seed = stand.scenario.seed
    return np.array([normal(words(key(seed, stream, e), 0, 1, 1))[0, 0] for e in stand.entities])


def daily_uniforms(stand: Stand, stream: Stream, lanes: int = 1) -> Float:
    """Uniform values by stay and day: float64 [lane, day, stay]."""
    seed, days = stand.scenario.seed, len(stand.present)
    drawn = [uniform(words(key(seed, stream, e), stand.first, days, lanes)) for e in stand.entities]
    return np.stack(drawn, axis=-1).transpose(1, 0, 2)
