"""Health samples: now and then some fish of one container are weighed, measured and scored by a veterinarian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._fish import condition_of
from compiler.exact import (
    Stream,
    bounded,
    choose,
    cube_root,
    half_even,
    key,
    normal16,
    sixteen,
    uniform,
    words,
)
from compiler.nouns import History, Scenario, Stage

Bool = NDArray[np.bool_]
Float = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Examined:
    """Health samples of a batch, by day."""

    cell: Int64
    """[sample] cell of the History"""
    fish: Int64
    """[sample] fish examined"""
    weighed: Bool
    """[sample, fish] whether its weight is written down; False beyond `fish`"""
    weight_cg: Int64
    """[sample, fish] 0.01 g, known or not; 0 beyond `fish`"""
    length_cc: Int64
    """[sample, fish] 0.01 cm; 0 beyond `fish`"""


def examinations(scenario: Scenario, history: History) -> Int64:
    """Cells of a batch's health samples, one container each: every `health_every_days` of the batch in its stages.

    The container is drawn among those that hold enough fish on the day for as many as the sample takes.
    Returns: int64 [sample], by day
    """
    plan, stages, times = history.plan, _stages(scenario, history), scenario.examination.least_times
    number, start, end = scenario.batches[plan.batch].number, plan.start, int(plan.end.max())
    every_days = np.array([law.health_every_days for law in stages], dtype=np.int64)
    days = np.array(sorted({d for n in set(every_days.tolist()) - {0} for d in range(start, end, n)}), dtype=np.int64)
    there = (plan.first <= days[:, None]) & (plan.end > days[:, None])
    of_stay = np.where(there, every_days[plan.stage], 0)
    every = of_stay.max(axis=1, initial=0)
    asked = (every > 0) & ((days - start) % np.maximum(every, 1) == 0)
    days, there, of_stay, every = days[asked], there[asked], of_stay[asked], every[asked]
    sizes, chosen = (
        _by_day(scenario, stream, number, start, end)[days - start]
        for stream in (Stream.HEALTH_FISH, Stream.HEALTH_DAY)
    )
    cells = np.where(there, history.first_cell + days[:, None] - plan.first, 0)
    low, high = np.array([law.health_fish for law in stages])[plan.stage].T
    least = times * (low + np.floor((high - low + 1) * sizes[:, None]).astype(np.int64))
    fit = (of_stay == every[:, None]) & ((history.days.count - history.days.deaths)[cells] >= least)
    fits = fit.sum(axis=1)
    nth = np.floor(chosen * fits).astype(np.int64)
    stay = np.argmax(np.cumsum(fit, axis=1) > nth[:, None], axis=1)
    drawn: Int64 = cells[np.arange(len(days)), stay][fits > 0]
    return drawn


def sample_sizes(scenario: Scenario, history: History, cells: Int64) -> Int64:
    """How many fish the health samples of these cells take, each within `health_fish` of its stage: int64 [sample]."""
    stages, plan, number = _stages(scenario, history), history.plan, scenario.batches[history.plan.batch].number
    laws = [stages[at] for at in plan.stage[history.stay_of_cell[cells]].tolist()]
    days = history.day_of_cell[cells]
    first, end = int(days.min(initial=plan.start)), int(days.max(initial=plan.start)) + 1
    u = _by_day(scenario, Stream.HEALTH_FISH, number, first, end)[days - first].tolist()
    return np.array([_size(*one) for one in zip(laws, u, strict=True)], dtype=np.int64)


def _by_day(scenario: Scenario, stream: Stream, entity: str, first: int, end: int) -> Float:
    """A uniform value of each day, drawn at a go: float64 [day]."""
    return uniform(words(key(scenario.seed, stream, entity), first, end - first)[:, 0])


def examine(scenario: Scenario, history: History) -> Examined:
    """The fish of the health samples: weights around the day's mean, lengths by a condition factor that differs.

    All are measured; `unweighed_permille` of them, by chance, are not weighed, but never all fish of a sample.
    """
    cell = examinations(scenario, history)
    fish = sample_sizes(scenario, history, cell)
    stages, plan = _stages(scenario, history), history.plan
    stay, days = history.stay_of_cell[cell], history.day_of_cell[cell].tolist()
    width = max((law.health_fish[1] for law in stages if law.health_every_days), default=0)
    weight, length = np.zeros((len(cell), width), dtype=np.int64), np.zeros((len(cell), width), dtype=np.int64)
    weighed = np.zeros((len(cell), width), dtype=np.bool_)
    number = scenario.batches[plan.batch].number
    for row, (at, one) in enumerate(zip(stay.tolist(), cell.tolist(), strict=True)):
        law = stages[plan.stage[at]]
        n, day = int(fish[row]), days[row]
        drawn = words(key(scenario.seed, Stream.HEALTH_WEIGHT, number), day, 1, -(-n // 2))[0]
        z = normal16(sixteen(drawn[None])[0])
        grams = (
            history.days.weight_cg[one]
            / 100.0
            * np.maximum(1.0 + law.weight_cv * z[:n], scenario.examination.least_weight)
        )
        weight[row, :n] = np.maximum(half_even(grams, 2), 1)
        condition = float(condition_of(law, history.days.weight_cg[one] / 100.0)) * (
            1.0 + law.condition_sd * z[n : 2 * n]
        )
        length[row, :n] = np.maximum(half_even(cube_root(weight[row, :n] / condition), 2), 1)
        weighed[row, :n] = _weighed(scenario, number, day, n)
    return Examined(cell, fish, weighed, weight, length)


def scores(scenario: Scenario, history: History, examined: Examined, parameters: int) -> NDArray[np.int8]:
    """Scores 0 (best) to 3 of every fish: int8 [sample, fish, parameter]. Thin fish score worse, by their condition."""
    stages, plan, law = _stages(scenario, history), history.plan, scenario.examination
    stay, days = history.stay_of_cell[examined.cell], history.day_of_cell[examined.cell].tolist()
    number = scenario.batches[plan.batch].number
    out = np.zeros((*examined.weight_cg.shape, parameters), dtype=np.int8)
    for row, (at, day) in enumerate(zip(stay.tolist(), days, strict=True)):
        n = int(examined.fish[row])
        lanes = n * parameters
        drawn = uniform(words(key(scenario.seed, Stream.HEALTH_SCORE, number), day, 1, lanes)[0]).reshape(n, parameters)
        w, cm = examined.weight_cg[row, :n] / 100.0, examined.length_cc[row, :n] / 100.0
        usual = condition_of(stages[plan.stage[at]], history.days.weight_cg[examined.cell[row]] / 100.0)
        thin = 1.0 - 100.0 * w / (cm * cm * cm) / float(usual)
        loss = bounded(law.worse_per_percent * 100.0 * np.maximum(thin, 0.0), 0.9)
        share = 1.0 - (1.0 - drawn) * (1.0 - loss[:, None])
        out[row, :n] = choose(share, np.array(law.scores_permille))
    return out


def _stages(scenario: Scenario, history: History) -> tuple[Stage, ...]:
    return scenario.geographies[scenario.batches[history.plan.batch].geography].stages


def _size(law: Stage, u: float) -> int:
    """Fish of a sample, evenly of the fewest to the most."""
    least, most = law.health_fish
    return least + int((most - least + 1) * u)


def _weighed(scenario: Scenario, number: str, day: int, fish: int) -> Bool:
    """Which of so many fish are weighed: bool [fish], one at least. Lane 0 of the stream has said how many."""
    u = uniform(words(key(scenario.seed, Stream.HEALTH_FISH, number), day, 1, 1 + fish)[0, 1:])
    weighed: Bool = (u >= scenario.examination.unweighed_permille / 1000.0) | (u == u.max())
    return weighed
