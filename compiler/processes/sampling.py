"""Growth samples: weights and lengths of individual fish, netted every few days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.exact import cube_root, half_even
from compiler.history import History, Stand
from compiler.model import Scenario, Stage
from compiler.rng import Stream, key, normal16, sixteen, words

Bool = NDArray[np.bool_]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]

_LEAST = 0.15
"""No fish weighs less than this share of the mean."""


def due(stand: Stand) -> Bool:
    """Days of samples, bool [day, stay]: every `sample_every_days`, staggered by batch, while enough fish live."""
    law = stand.law
    if law.sample_every_days == 0:
        return np.zeros(stand.present.shape, dtype=np.bool_)
    word = words(key(stand.scenario.seed, Stream.SAMPLE_DAY, stand.batch.number), 0, 1, 1)[0, 0]
    day = stand.first + np.arange(len(stand.present)) - int(word % np.uint64(law.sample_every_days))
    enough = stand.count - stand.deaths >= law.sample_fish
    on_day: Bool = stand.present & enough & (day % law.sample_every_days == 0)[:, None]
    return on_day


def observations(scenario: Scenario, history: History) -> tuple[Int32, Int32]:
    """The fish of every growth sample of a batch.

    Weights are normal around the day's mean weight with the stage's `weight_cv`, so their spread grows with the weight;
    lengths follow from weight and a condition factor that differs by fish: K = 100 * weight_g / length_cm^3.

    Returns: weights int32 [sample, fish] 0.01 g, > 0, and lengths int32 [sample, fish] 0.01 cm, > 0; the second axis is
             the largest `sample_fish` of the stages, fish beyond a stage's own number are 0.
    """
    plan = history.plan
    batch = scenario.batches[plan.batch]
    stages = scenario.geographies[batch.geography].stages
    width = max((s.sample_fish for s in stages if s.sample_every_days), default=0)
    weight = np.zeros((len(history.sample_cell), width), dtype=np.int32)
    length = np.zeros_like(weight)
    edges = np.searchsorted(history.sample_cell, history.day_of)
    for stay in range(len(plan.stage)):
        rows = slice(int(edges[stay]), int(edges[stay + 1]))
        if rows.start == rows.stop:
            continue
        law = stages[plan.stage[stay]]
        cells = history.sample_cell[rows]
        days = int(plan.first[stay]) + cells - int(history.day_of[stay])
        entity = f"{batch.number}/{scenario.containers[plan.container[stay]].name}"
        some = _fish(scenario.seed, entity, law, days, history.weight_cg[cells] / 100.0)
        weight[rows, : law.sample_fish], length[rows, : law.sample_fish] = some
    return weight, length


def _fish(seed: int, entity: str, law: Stage, days: NDArray[np.int64], mean_g: Float) -> tuple[Int32, Int32]:
    z_weight = _normals(seed, Stream.SAMPLE_WEIGHT, entity, days, law.sample_fish)
    z_length = _normals(seed, Stream.SAMPLE_LENGTH, entity, days, law.sample_fish)
    grams = mean_g[:, None] * np.maximum(1.0 + law.weight_cv * z_weight, _LEAST)
    weight = np.maximum(half_even(grams, 2), 1)
    condition = law.condition_factor * (1.0 + law.condition_sd * z_length)
    length = np.maximum(half_even(cube_root(weight / condition), 2), 1)
    return weight.astype(np.int32), length.astype(np.int32)


def _normals(seed: int, stream: Stream, entity: str, days: NDArray[np.int64], fish: int) -> Float:
    first, last = int(days[0]), int(days[-1])
    drawn = words(key(seed, stream, entity), first, last - first + 1, -(-fish // 4))
    return normal16(sixteen(drawn[days - first])[:, :fish])
