"""Daily states: what the target's engine computes for every day of every stay from our events.

All stays of the farm go side by side, aligned by their age, because a stay's state depends on nothing but itself: it
starts from a measured weight (eggs: from the stored row, or from a state of the eve), and the carried values are those
that are stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import half_even
from compiler.filling.derive.baseline import Baseline, profiles_c
from compiler.filling.derive.law import Ladder, grow
from compiler.filling.months import first_of, month_of
from compiler.nouns import History

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
Int16 = NDArray[np.int16]
Int8 = NDArray[np.int8]
Bool = NDArray[np.bool_]

LEAST_GAIN_KG = 1.0
HIGHEST_FCR = 10.0
"""The engine gives an FCR for gains above the one, and at most the other."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which events the target will find: those of tables that the scenario has not switched off."""

    samples: bool = True
    deaths: bool = True
    meals: bool = True


@dataclass(frozen=True, slots=True)
class States:
    """[cell] the state of a stay at the end of a day; cells as in History."""

    weight_cg: Int32
    population: Int32
    biomass_ckg: Int64
    deaths: Int32
    """As recorded, or by the mortality model on days without a record"""
    recorded: Bool
    """Deaths are recorded"""
    sampled: Bool
    """The weight is that of a growth sample"""
    stage: Int8
    fcr_m: Int16
    """Observed FCR in 0.001, -1 for none"""


@dataclass(frozen=True, slots=True)
class _Course:
    """What the days bring: [cell] and [stay] of all batches one after the other, ladders by [batch, stage]."""

    first: Int64
    """[stay] its first cell"""
    batch: Int64
    """[stay] its batch"""
    weight_g: Float
    """[stay] start"""
    population: Int64
    """[stay] start"""
    mass_kg: Float
    """[stay] start"""
    stage: Int64
    """[stay] start"""
    rise: Float
    """[cell] TGC times temperature"""
    sample_cg: Int64
    """[cell] weight of the growth sample, 0 for none"""
    arrivals: Int64
    deaths: Int64
    """[cell] recorded, 0 for none"""
    feed_kg: Float
    cap_g: Float
    leave_g: Float


@dataclass(frozen=True, slots=True)
class Eve:
    """The states of a batch before its first day: of stays that the engine is to start from what it was delivered."""

    stay: Int64
    day: int
    population: Int64
    weight_cg: Int64
    biomass_ckg: Int64


def eve_of(history: History) -> Eve:
    """States of stays that eggs, or bought fish, filled, and that go on.

    The engine would start such a stay from its stored row, which must name the living for the batch to add up, and take
    all recorded deaths away once more. It prefers a state from before the first day, whatever that says of the day: so
    there is one for each, before the batch began, where no page looks, and on no first of a month, on which a valuation
    would count eggs that have not come.
    """
    stays = history.egg_stays
    stays = stays[history.plan.open[stays]] if not len(history.plan.ordered_day) else stays[:0]
    day = int(history.plan.first.min()) - 1
    day -= first_of(month_of(day)) == day
    population = history.stays.arrived[stays].astype(np.int64)
    weight_cg = history.stays.start_weight_cg[stays].astype(np.int64)
    return Eve(stays, day, population, weight_cg, half_even(population * (weight_cg / 100.0) / 1000.0, 2))


def stored_start(history: History, sampled: bool) -> tuple[Int64, Int64]:
    """Fish and mean weight (0.01 g) that the stored row of each stay names: int64 [stay].

    A stay that eggs filled and that is over names the fish and weight that it began with: the engine starts from the
    stored row, grows it once more and takes every recorded death away. So does one of a batch of which more is to come,
    in its weight. All others name their present or last values (those that go on have an `Eve`), and so do bought fish
    their weight: they are weighed on the day that they come, which the engine goes by.

    Args: sampled  whether growth samples are written
    """
    stays = history.stays
    count, weight = stays.left.astype(np.int64), history.days.weight_cg[history.last_cell].astype(np.int64)
    started = np.setdiff1d(history.egg_stays, eve_of(history).stay)
    over = started[~history.plan.open[started]]
    count[over] = stays.arrived[over]
    weighed = np.isin(history.first_cell[started], history.samples.cell) & sampled
    weight[started] = np.where(weighed, weight[started], stays.start_weight_cg[started])
    return count, weight


def daily_states(
    histories: Sequence[History],
    baselines: Sequence[Baseline],
    ladders: Sequence[Ladder],
    mortality_pct: float,
    seen: Seen,
) -> tuple[States, ...]:
    """The states of all stays of each batch.

    Args: mortality_pct  daily rate of the mortality model     seen  events that the dump will hold
    """
    if not histories:
        return ()
    course = _course(histories, baselines, ladders, seen)
    together = _run(course, mortality_pct / 100.0)
    edges = np.cumsum([0, *(len(history.days.count) for history in histories)])
    return tuple(
        _cut(together, slice(low, high)) for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    )


def _cut(states: States, cells: slice) -> States:
    return States(
        weight_cg=states.weight_cg[cells],
        population=states.population[cells],
        biomass_ckg=states.biomass_ckg[cells],
        deaths=states.deaths[cells],
        recorded=states.recorded[cells],
        sampled=states.sampled[cells],
        stage=states.stage[cells],
        fcr_m=states.fcr_m[cells],
    )


def _run(course: _Course, rate: float) -> States:
    """Day after day, the longest stays first so that those still running are always the foremost.

    A day knows what the next one starts from, all else is reckoned of all days together.
    """
    lengths = np.diff(np.append(course.first, len(course.rise)))
    order = np.argsort(-lengths, kind="stable")
    states = _blank(len(course.rise))
    first, batch = course.first[order], course.batch[order]
    weight, population, stage = course.weight_g[order], course.population[order], course.stage[order]
    mass_kg = np.empty(len(course.rise))
    running = len(order) - np.searchsorted(np.sort(lengths), np.arange(int(lengths.max(initial=0))), side="right")
    for age, n in enumerate(running.tolist()):
        cell, kind = first[:n] + age, (batch[:n], stage[:n])
        grown = grow(weight[:n], course.rise[cell], course.cap_g[kind])
        sample, recorded = course.sample_cg[cell], course.deaths[cell]
        now = np.where(sample > 0, sample / 100.0, grown)
        dead = np.where(recorded > 0, recorded, np.rint(population[:n] * rate).astype(np.int64))
        population = np.maximum(population[:n] + course.arrivals[cell] - dead, 0)
        mass_kg[cell] = population * now / 1000.0
        stage = stage[:n] + (now >= course.leave_g[kind])
        states.weight_cg[cell] = weight_cg = half_even(now, 2)
        states.population[cell], states.deaths[cell], states.stage[cell] = population, dead, stage
        weight = weight_cg / 100.0
    states.biomass_ckg[:] = half_even(mass_kg, 2)
    before = np.append(0.0, states.biomass_ckg[:-1] / 100.0)[: len(mass_kg)]
    before[course.first] = course.mass_kg
    states.fcr_m[:] = _fcr_m(course.feed_kg, mass_kg - before)
    states.recorded[:] = course.deaths > 0
    states.sampled[:] = course.sample_cg > 0
    return states


def _fcr_m(feed_kg: Float, gain_kg: Float) -> Int64:
    known = (feed_kg > 0.0) & (gain_kg > LEAST_GAIN_KG)
    fcr = np.minimum(feed_kg / np.where(known, gain_kg, 1.0), HIGHEST_FCR)
    return np.where(known, half_even(fcr, 3), -1)


def _blank(cells: int) -> States:
    return States(
        weight_cg=np.zeros(cells, dtype=np.int32),
        population=np.zeros(cells, dtype=np.int32),
        biomass_ckg=np.zeros(cells, dtype=np.int64),
        deaths=np.zeros(cells, dtype=np.int32),
        recorded=np.zeros(cells, dtype=np.bool_),
        sampled=np.zeros(cells, dtype=np.bool_),
        stage=np.zeros(cells, dtype=np.int8),
        fcr_m=np.zeros(cells, dtype=np.int16),
    )


def _course(
    histories: Sequence[History], baselines: Sequence[Baseline], ladders: Sequence[Ladder], seen: Seen
) -> _Course:
    profiles = profiles_c(baselines)
    stays = [len(history.plan.stage) for history in histories]
    starts = [_start(history, seen) for history in histories]
    cells = np.cumsum([0, *(len(history.days.count) for history in histories)])[:-1]
    return _Course(
        first=np.concatenate([history.first_cell + cell for history, cell in zip(histories, cells, strict=True)]),
        batch=np.repeat(np.arange(len(histories)), stays),
        weight_g=np.concatenate([weight for weight, _, _ in starts]),
        population=np.concatenate([count for _, count, _ in starts]),
        mass_kg=np.concatenate([mass for _, _, mass in starts]),
        stage=np.concatenate([history.plan.stage for history in histories]).astype(np.int64),
        rise=np.concatenate([_rise(*each) for each in zip(histories, baselines, profiles, strict=True)]),
        sample_cg=np.concatenate([_samples(history, seen) for history in histories]),
        arrivals=np.concatenate([_arrivals(history) for history in histories]),
        deaths=np.concatenate([history.days.deaths * np.int64(seen.deaths) for history in histories]),
        feed_kg=np.concatenate([history.days.feed_dg * int(seen.meals) / 10_000.0 for history in histories]),
        cap_g=np.stack([ladder.cap_g for ladder in ladders]),
        leave_g=np.stack([ladder.leave_g for ladder in ladders]),
    )


def _start(history: History, seen: Seen) -> tuple[Float, Int64, Float]:
    """Weight (g), fish and biomass (kg) with which the engine starts each stay.

    By its first inbound action, the state of its eve, or the stored row; that state alone has a rounded biomass.
    """
    plan, eve = history.plan, eve_of(history)
    count, weight = stored_start(history, seen.samples)
    if history.mixed:
        weight[:], count[:] = history.origins.weight_cg[0], 0
    for move in range(len(plan.move_dest) - 1, -1, -1):
        weight[plan.move_dest[move]] = history.moves.weight_cg[move]
        count[plan.move_dest[move]] = 0
    count[eve.stay], weight[eve.stay] = eve.population, eve.weight_cg
    mass = count * (weight / 100.0) / 1000.0
    mass[eve.stay] = eve.biomass_ckg / 100.0
    return weight / 100.0, count, mass


def _rise(history: History, baseline: Baseline, profile_c: Float) -> Float:
    return baseline.tgc * profile_c[history.day_of_cell - baseline.start]


def _samples(history: History, seen: Seen) -> Int64:
    samples = np.zeros(len(history.days.count), dtype=np.int64)
    if seen.samples:
        samples[history.samples.cell] = history.samples.weight_cg
    return samples


def _arrivals(history: History) -> Int64:
    fish = np.zeros(len(history.days.count), dtype=np.int64)
    np.add.at(fish, history.cell_at(history.plan.move_dest, history.plan.move_day), history.moves.fish)
    if history.mixed:
        fish[0] += history.origins.fish.sum()
    return fish
