"""Growth samples: weights and lengths of individual fish, netted every few days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._fish import condition_of
from compiler.exact import (
    Stream,
    cube,
    cube_root,
    divide_half_up,
    half_even,
    iso_weekday,
    key,
    normal16,
    sixteen,
    words,
)
from compiler.nouns import History, Netting, Scenario, Stage, Stand

Bool = NDArray[np.bool_]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]

FINE = 500
"""A scale is fine enough that reads this part of the mean weight."""
LEAST_G = 0.1
"""Ten times the step of the scale."""


def due(stand: Stand) -> Bool:
    """Days of samples, bool [day, stay]: every `sample_every_days`, staggered by batch, while enough fish live;
    and on the first and last day of each month, where the scenario says so.

    Where a batch begins in a stage that is sampled, its fish are weighed on the day that they come as well.

    Fish lighter than `sample_from_g` are not weighed one by one: 0.01 g, the scale's step, would be too coarse. Only
    what fish weigh that are bought is known of no fish before them: they are, from LEAST_G on.
    """
    law = stand.law
    if law.sample_every_days == 0:
        return np.zeros(stand.present.shape, dtype=np.bool_)
    word = words(key(stand.scenario.seed, Stream.SAMPLE_DAY, stand.batch.number), 0, 1, 1)[0, 0]
    offset = int(word % np.uint64(law.sample_every_days))
    day = stand.first + np.arange(len(stand.present))
    enough = stand.count - stand.deaths >= law.sample_fish
    weight_g = cube(stand.root)
    asked = working(day, lambda at: (at - offset) % law.sample_every_days == 0, stand.scenario.netting.days_off)
    if law.sample_month_ends:
        asked = asked | _ends_of_months(day)
    weighed = asked[:, None] & (weight_g >= law.sample_from_g)
    if stand.stage == stand.batch.begins.stage:
        least_g = min(LEAST_G, law.sample_from_g) if stand.batch.begins.bought else law.sample_from_g
        weighed = weighed | (stand.age == 0) & (weight_g >= least_g)
    on_day: Bool = stand.present & enough & weighed
    return on_day


def working(day: NDArray[np.int64], due: Callable[[NDArray[np.int64]], Bool], off: tuple[int, ...]) -> Bool:
    """Days on which work is done that is due on some: on the day, or the next on which people work. Shape of day.

    Args: off  days of the week without such work, 1 Monday to 7 Sunday

    >>> friday = np.arange(1, 5)  # 1970-01-02, and what follows
    >>> working(friday, lambda at: at == 2, (6, 7)).tolist()
    [False, False, False, True]
    """
    done, waits = due(day), np.zeros(day.shape, dtype=np.bool_)
    free = np.zeros(8, dtype=np.bool_)
    free[list(off)] = True
    for ahead in range(len(off), 0, -1):
        before = day - ahead
        waits = (waits | due(before)) & free[iso_weekday(before)]
    found: Bool = (done | waits) & ~free[iso_weekday(day)]
    return found


def _ends_of_months(days: NDArray[np.int64]) -> Bool:
    """Whether each day is the first or the last of its month.

    >>> _ends_of_months(np.array([57, 58, 59, 60])).tolist()
    [False, True, True, False]
    """
    here, before, after = (np.datetime64(0, "D") + (days + shift) for shift in (0, -1, 1))
    month = here.astype("datetime64[M]")
    ends: Bool = (before.astype("datetime64[M]") != month) | (after.astype("datetime64[M]") != month)
    return ends


def observations(scenario: Scenario, history: History) -> tuple[Int32, Int32]:
    """The fish of every growth sample of a batch.

    Weights are normal around the day's mean weight with the stage's `weight_cv`, so their spread grows with the weight;
    lengths follow from weight and a condition factor that differs by fish: K = 100 * weight_g / length_cm^3.

    Returns: weights int32 [sample, fish] 0.01 g, > 0, and lengths int32 [sample, fish] 0.01 cm, > 0; the second axis is
             the largest `sample_fish` of the stages, fish beyond a stage's own number are 0.
    """
    weight = _blank(scenario, history)
    length = np.zeros_like(weight)
    for rows, net in _nets(scenario, history):
        weight[rows, : net.law.sample_fish] = _weights(net)
        length[rows, : net.law.sample_fish] = _lengths(net, weight[rows, : net.law.sample_fish])
    return weight, length


def mean_weights(scenario: Scenario, history: History) -> Int32:
    """Mean weight of the fish of every growth sample: int32 [sample], 0.01 g, rounded half up."""
    means = np.zeros(len(history.samples.cell), dtype=np.int32)
    for rows, net in _nets(scenario, history):
        means[rows] = divide_half_up(_weights(net).sum(axis=1, dtype=np.int64), net.law.sample_fish)
    return means


@dataclass(frozen=True, slots=True)
class _Net:
    """The samples of one stage, stay by stay."""

    seed: int
    entities: tuple[str, ...]
    """[stay that has any]"""
    law: Stage
    netting: Netting
    days: tuple[NDArray[np.int64], ...]
    """[stay that has any][its sample]"""
    mean_g: Float
    """[sample]"""


def _blank(scenario: Scenario, history: History) -> Int32:
    stages = scenario.geographies[scenario.batches[history.plan.batch].geography].stages
    width = max((s.sample_fish for s in stages if s.sample_every_days), default=0)
    return np.zeros((len(history.samples.cell), width), dtype=np.int32)


def _nets(scenario: Scenario, history: History) -> Iterator[tuple[slice, _Net]]:
    """The samples of each stage that has any, with their place among all."""
    plan = history.plan
    batch = scenario.batches[plan.batch]
    stages = scenario.geographies[batch.geography].stages
    edges = np.searchsorted(history.samples.cell, history.stays.edges)
    sampled = np.flatnonzero(np.diff(edges))
    day = history.day_of_cell[history.samples.cell]
    for stage in np.unique(plan.stage[sampled]).tolist():
        stays = sampled[plan.stage[sampled] == stage].tolist()
        rows = slice(int(edges[stays[0]]), int(edges[stays[-1] + 1]))
        boxes = (scenario.containers[at] for at in plan.container[stays].tolist())
        yield (
            rows,
            _Net(
                seed=scenario.seed,
                entities=tuple(f"{batch.number}/{box.entity}" for box in boxes),
                law=stages[stage],
                netting=scenario.netting,
                days=tuple(day[edges[stay] : edges[stay + 1]] for stay in stays),
                mean_g=history.days.weight_cg[history.samples.cell[rows]] / 100.0,
            ),
        )


def _weights(net: _Net) -> Int32:
    """Of a net through all sizes, so that a sample of a few fish tells the mean weight as weighing the whole does.

    In one place of memory, as all fish of a farm that are ever weighed pass through it.
    """
    most = net.netting.most_chance
    z = _normals(net, Stream.SAMPLE_WEIGHT)
    chance = (np.cumsum(z, axis=1)[:, -1] / net.law.sample_fish)[:, None]
    z -= chance
    z += np.clip(net.netting.kept_chance * chance, -most, most)
    z *= net.law.weight_cv
    z += 1.0
    grams = np.maximum(z, net.netting.least_weight, out=z)
    grams *= net.mean_g[:, None]
    step = _steps(net.netting, net.mean_g)[:, None]
    grams *= 100.0
    grams /= step
    grams += 0.5
    read = np.floor(grams, out=grams)
    read *= step
    weights: Int32 = np.maximum(read, step, out=read).astype(np.int32)
    return weights


def _steps(netting: Netting, mean_g: Float) -> NDArray[np.int64]:
    """What the scale of each sample reads to, 0.01 g: the coarsest step that is fine enough, else the finest."""
    steps = half_even(np.array(netting.scale_g), 2)
    place = np.searchsorted(steps * FINE, half_even(mean_g, 2), side="right") - 1
    return steps[np.maximum(place, 0)]


def _lengths(net: _Net, weight: Int32) -> Int32:
    of_mean = condition_of(net.law, net.mean_g)[:, None]
    condition = of_mean * (1.0 + net.law.condition_sd * _normals(net, Stream.SAMPLE_LENGTH))
    step = max(int(half_even(np.array(net.netting.board_cm), 2)), 1)
    read = half_even(cube_root(weight / condition) * 100.0 / step) * step
    return np.maximum(read, step).astype(np.int32)


def _normals(net: _Net, stream: Stream) -> Float:
    """Float64 [sample, fish]."""
    lanes, drawn = -(-net.law.sample_fish // 4), []
    for entity, days in zip(net.entities, net.days, strict=True):
        first, last = int(days[0]), int(days[-1])
        drawn.append(words(key(net.seed, stream, entity), first, last - first + 1, lanes)[days - first])
    return normal16(sixteen(np.concatenate(drawn))[:, : net.law.sample_fish])
