"""Feeding: the ration follows the gain of the living fish, the appetite differs from day to day, meals are uneven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import words_of
from compiler.biology.laws._fish import grown
from compiler.exact import Stream, bounded, cube, half_even, normal, one_normal, sixteen
from compiler.nouns import Feed, Stand

Float = NDArray[np.float64]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

MEAL_STEPS = 50
"""A feeder is fine enough that weighs this part of a meal."""
DAY_MINUTES = 24 * 60
LEAST_COST = 0.5
"""No water and no size halves the FCR."""


def choose_feed(feeds: Sequence[Feed], weight_g: Float) -> Int64:
    """Index of the feed for each weight: the one with the highest `from_weight_g` not above it, else the finest."""
    order = sorted(range(len(feeds)), key=lambda i: (feeds[i].from_weight_g, i))
    edges = np.array([feeds[i].from_weight_g for i in order])
    place = np.maximum(np.searchsorted(edges, weight_g, side="right") - 1, 0)
    chosen: Int64 = np.array(order, dtype=np.int64)[place]
    return chosen


def feed_day(stand: Stand) -> Stand:
    """Fill `feed_dg` (0.1 g, multiples of 100) and `feed` [day, stay].

    feed = FCR * batch * size * warmth * living fish * gain in weight * (1 + noise), noise of mean 0: over a life, feed
    divided by gain comes out near the FCR, a little better in one batch than in another. Fish that fast do not gain.
    """
    law, days = stand.law, len(stand.present)
    if law.fcr <= 0.0 or not law.meal_hours:
        return replace(
            stand,
            feed_dg=np.zeros(stand.present.shape, dtype=np.int64),
            feed=np.full(stand.present.shape, -1, dtype=np.int8),
        )
    seed = stand.scenario.seed
    drawn = words_of(seed, Stream.RATION, stand.entities, (stand.first, days), 1)[0]
    ration = 1.0 + law.ration_sd * bounded(normal(drawn), 2.0)
    batch = bounded(np.array([one_normal(seed, Stream.BATCH_APPETITE, stand.batch.number)]), 2.0)
    fcr = law.fcr * (1.0 + law.fcr_sd * batch) * costs(stand)
    gain_g = (stand.count - stand.deaths) * (cube(stand.root) - cube(stand.start_root))
    wanted_g = fcr * gain_g * ration
    steps = _steps_dg(stand)
    step = steps[np.maximum(np.searchsorted(steps * (len(law.meal_hours) * MEAL_STEPS), wanted_g * 10.0) - 1, 0)]
    feed_dg = np.where(stand.present, np.floor(wanted_g * 10.0 / step + 0.5).astype(np.int64) * step, 0)
    kind = choose_feed(stand.scenario.feeds, stand.planned_weight_g)
    return replace(stand, feed_dg=feed_dg, feed=np.where(feed_dg > 0, kind[:, None], -1).astype(np.int8))


def costs(stand: Stand) -> Float:
    """Factor on the FCR of a day, near 1: larger fish need more feed for a gram, and so do all in cold water.

    Returns: float64 [day, stay]
    """
    law = stand.law
    usual = float(np.cumsum(law.temp_monthly_c)[-1]) / 12.0
    factor: Float = 1.0 + law.fcr_rise * (grown(law, stand.root) - 0.5) + law.fcr_cold * (usual - stand.temp_c)
    return np.maximum(factor, LEAST_COST)


def _steps_dg(stand: Stand) -> Int64:
    return half_even(np.array(stand.scenario.feeder_kg), 4)


def _step_of(stand: Stand, meals: int) -> Int64:
    """What the feeders of a day weigh to: int64 [day, stay], 0.1 g, of which the day's feed is a multiple."""
    steps = _steps_dg(stand)
    step = np.full(stand.feed_dg.shape, steps[0])
    for one in steps.tolist():
        step = np.where((stand.feed_dg % one == 0) & (stand.feed_dg >= one * meals * MEAL_STEPS), one, step)
    return step


def meals(stand: Stand) -> tuple[Int64, Int16, Int32]:
    """Split the feed of each day over the stage's meal times.

    Weights lie between a least one and 2^15 more, so that the smallest is at least `least_meal` of the largest.
    In halls feeders go by the clock; at sea people see to them, some minutes sooner or later.
    Returns: int64 [meal] position day * stays + stay in the stand, int16 [meal] minutes after midnight, int32 [meal]
             0.1 g, > 0; ordered by stay, day, minute. The meals of a day add up to its feed.
    """
    minutes, stays = np.array(stand.law.meal_hours, dtype=np.int16), len(stand.entities)
    fed = stand.feed_dg.T > 0
    if not fed.any():
        return np.zeros(0, np.int64), np.zeros(0, np.int16), np.zeros(0, np.int32)
    least = int(32768.0 * stand.scenario.least_meal / (1.0 - stand.scenario.least_meal) + 0.5)
    upto = (_lots(stand, Stream.MEALS, len(minutes))[fed] >> 1).astype(np.float64)
    upto += least
    for meal in range(1, len(minutes)):  # a running sum along so short an axis is slow
        upto[:, meal] += upto[:, meal - 1]
    step = _step_of(stand, len(minutes)).T[fed]
    shares = (stand.feed_dg.T[fed] // step)[:, None] * upto
    shares /= upto[:, -1:]  # whole numbers far below 2**53: its floor is that of the exact quotient
    parts = np.diff(np.floor(shares, out=shares), axis=-1, prepend=0.0)
    parts *= step[:, None]
    (stay, day), amount, off = np.nonzero(fed), parts.ravel().astype(np.int32), _off_the_clock(stand)
    position = np.repeat(day * stays + stay, len(minutes))
    minute = np.tile(minutes, len(day)) if off is None else (minutes + off[fed]).ravel()
    given = amount > 0
    return (position, minute, amount) if given.all() else (position[given], minute[given], amount[given])


def _lots(stand: Stand, stream: Stream, meals: int) -> NDArray[np.uint16]:
    """Of each meal: uint16 [stay, day, meal]."""
    span = stand.first, len(stand.present)
    drawn = words_of(stand.scenario.seed, stream, stand.entities, span, -(-meals // 4))
    return sixteen(drawn.transpose(2, 1, 0))[:, :, :meals]


def _off_the_clock(stand: Stand) -> Int16 | None:
    """Minutes by which meals at sea begin sooner or later than planned, on the same day and in their order:
    int16 [stay, day, meal]; None where they go by the clock.
    """
    minutes = np.array(stand.law.meal_hours, dtype=np.int64)
    # midnights before and after bound the first and the last meal as if meals lay mirrored behind them
    room = np.diff(np.concatenate([[-minutes[0] - 1], minutes, [2 * DAY_MINUTES - minutes[-1]]]))
    most = min(stand.scenario.meal_minutes, (int(room.min()) - 1) // 2)
    if stand.law.leg != "sea" or most <= 0:
        return None
    lots = _lots(stand, Stream.MEAL_MINUTES, len(minutes)).astype(np.uint32)
    lots *= np.uint32(2 * most + 1)
    lots >>= np.uint32(16)
    return lots.astype(np.int16) - np.int16(most)
