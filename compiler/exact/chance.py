"""The only source of chance. Values are addressed, not consumed: u = f(seed, stream, entity, day, lane).

The generator is Philox4x64-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), a fixed published
algorithm; kernel.c or numpy supplies its raw words, nothing else of numpy.random. The entity is a stable name (batch
number, container name), so a new batch changes no value of another; the day is absolute, so a value does not depend
on the range asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, unique
from functools import cache
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compiler.exact.kernel import KERNEL

Words = NDArray[np.uint64]
Float = NDArray[np.float64]
Int64 = NDArray[np.int64]


@unique
class Stream(IntEnum):
    """What a value is used for. Append only: a number never changes its meaning."""

    EGGS = 1
    DEAD_ON_ARRIVAL = 2
    BATCH_GROWTH = 3
    HARVEST_WEIGHT = 4
    BATCH_QUALITY = 5
    SEA_REGION = 6
    SEA_SITE = 7
    HALL_TEMPERATURE = 8
    CONTAINER_SIZE = 9
    CONTAINER_GROWTH = 10
    CONTAINER_QUALITY = 11
    DEATHS = 12
    EPISODE = 13
    CAUSE = 14
    APPETITE = 15
    MEALS = 16
    WATER_SHARED = 17
    WATER_OWN = 18
    WATER_WHITE = 19
    WATER_EPISODE = 20
    SAMPLE_DAY = 21
    SAMPLE_WEIGHT = 22
    SAMPLE_LENGTH = 23
    FEED_PRICE = 24
    ROWS = 25
    LOWERING = 26
    LICE_PRESSURE = 27
    LICE_RING = 28
    LICE_COUNT = 29
    DELOUSING = 30
    HEALTH_DAY = 31
    HEALTH_WEIGHT = 32
    HEALTH_SCORE = 33
    JOURNAL = 34
    LAB = 35
    WEATHER = 36
    WEATHER_SITE = 37
    ACTIVITY = 38
    BATCH_APPETITE = 39
    BROODSTOCK = 40
    UPKEEP = 41
    EGG_PRICE = 42
    EGG_QUALITY = 43
    COSTS = 44
    BUDGETS = 45
    OPEN_WORK = 46
    CARRIER_WATER = 47
    MIXING = 48
    HEALTH_FISH = 49
    EVENT = 50
    SITE_APPETITE = 51
    RATION = 52
    SITE_DEATHS = 53
    CAUSE_SPELL = 54
    HARVEST_ESTIMATE = 55
    DELOUSED = 56
    LICE_SCATTER = 57
    READING_GAP = 58
    READING_FAULT = 59
    ROTA = 60
    MINUTES = 61
    DEFECT = 62
    READING_OFF = 63
    MEAL_MINUTES = 64


def key(seed: int, stream: Stream, entity: str) -> int:
    """128-bit Philox key: the first half of sha256 over seed, stream number and name, little-endian."""
    text = f"{seed}\n{int(stream)}\n{entity}"
    return int.from_bytes(sha256(text.encode()).digest()[:16], "little")


_HALVES = Struct("<QQ16x")
"""Of a key, in its digest"""


def words(key: int, first_day: int, days: int, lanes: int | range = 4) -> Words:
    """Raw words of consecutive days, on the first lanes or on those of a range of step 1.

    Returns: uint64 [days, lanes]. Word (day, lane) is word lane % 4 of the Philox block whose 256-bit counter is
    (lane // 4) * 2**64 + day, whatever range is asked for. Four lanes of one block cost no more than one.
    """
    asked = lanes if isinstance(lanes, range) else range(lanes)
    if KERNEL:
        drawn = np.empty((days, len(asked)), dtype=np.uint64)
        KERNEL.words(drawn, (key & _WORD, key >> 64), first_day, days, (asked.start, len(asked)))
        return drawn
    blocks = [_block(key, block, first_day, days) for block in range(asked.start // 4, -(-asked.stop // 4))]
    out = blocks[0] if len(blocks) == 1 else np.concatenate([np.empty((days, 0), dtype=np.uint64), *blocks], axis=1)
    return out[:, asked.start % 4 : asked.start % 4 + len(asked)]


def words_of_all(
    seed: int, stream: Stream, entities: Sequence[str], span: tuple[int, int], lanes: int | range = 4
) -> Words:
    """The words of many entities on the same days: uint64 [entity, day, lane]. Args: span  first day, and number"""
    asked, (first, days) = lanes if isinstance(lanes, range) else range(lanes), span
    drawn = np.empty((len(entities), days, len(asked)), dtype=np.uint64)
    if not KERNEL:
        for at, entity in enumerate(entities):
            drawn[at] = words(key(seed, stream, entity), first, days, asked)
        return drawn
    fill, halves, before, wide = KERNEL.words, _HALVES.unpack, f"{seed}\n{int(stream)}\n", (asked.start, len(asked))
    for own, entity in zip(drawn, entities, strict=True):
        fill(own, halves(sha256((before + entity).encode()).digest()), first, days, wide)
    return drawn


def _block(key: int, block: int, first_day: int, days: int) -> Words:
    # numpy counts up before each block, so it starts one below the address
    counter = ((block << 64) + first_day - 1) % (1 << 256)
    drawn: Words = _generator(key, counter).random_raw(days * 4).reshape(days, 4)
    return drawn


_PHILOX, _SPENT, _WORD = np.random.Philox(key=0), np.zeros(4, dtype=np.uint64), (1 << 64) - 1


def _generator(key: int, counter: int) -> np.random.Philox:
    """The process's one generator, set to an address: a new one would ask the system for a seed first, and is slow."""
    low, middle, high = counter & _WORD, counter >> 64 & _WORD, counter >> 128 & _WORD
    address = {"counter": (low, middle, high, counter >> 192), "key": (key & _WORD, key >> 64)}
    buffer = {"buffer": _SPENT, "buffer_pos": 4, "has_uint32": 0, "uinteger": 0}
    state: Any = {"bit_generator": "Philox", "state": address, **buffer}
    _PHILOX.state = state
    return _PHILOX


def uniform(words: Words) -> Float:
    """The upper 53 bits as a float in [0, 1), exact. Shape unchanged."""
    values: Float = (words >> np.uint64(11)).astype(np.float64)
    values *= 2.0**-53
    return values


def begins(words: Words, per_year: float) -> NDArray[np.bool_]:
    """Whether what comes so often a year begins: `uniform(words) * 365.0 < per_year`, asked of the words themselves."""
    limit = _first_above(per_year)
    return words < np.uint64(limit) if limit < 1 << 64 else np.ones(np.shape(words), dtype=np.bool_)


@cache
def _first_above(per_year: float) -> int:
    """The lowest word that is too high, which may be above all: words are the higher the higher their values."""
    low, high = 0, 1 << 53
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle * 2.0**-53 * 365.0 < per_year else (low, middle)
    return low << 11


def sixteen(words: Words) -> NDArray[np.uint16]:
    """Four 16-bit lanes a word, lowest bits first, on machines of either byte order: uint16 [..., 4 * last axis]."""
    little = np.ascontiguousarray(words).astype("<u8", copy=False).view("<u2")
    return little.astype(np.uint16, copy=False)


@cache
def normal_table() -> Float:
    """Standard normal quantiles at (i + 1/2) / 65536: float64 [65536], read-only, each a multiple of 2**-24.

    Made by tools/normal_table.py; the file holds the upper half as little-endian int32, the lower half mirrors it.
    """
    upper = np.load(Path(__file__).parent / "normal.npy").astype(np.float64) * 2.0**-24
    table: Float = np.concatenate([-upper[::-1], upper])
    table.flags.writeable = False
    return table


def normal16(lanes: NDArray[np.uint16]) -> Float:
    """Standard normal values of 16-bit lanes; |z| < 4.2. Shape unchanged."""
    values: Float = normal_table().take(lanes)  # twice as fast as an index by two bytes
    return values


def normal(words: Words) -> Float:
    """Standard normal values, one a word, from its upper 16 bits. Shape unchanged."""
    return normal16((words >> np.uint64(48)).astype(np.uint16))


def bounded(z: Float, limit: float) -> Float:
    """z cut at -limit and limit."""
    cut: Float = np.minimum(np.maximum(z, -limit), limit)
    return cut


def quantile(u: Float) -> Float:
    """Standard normal quantile of u in [0, 1), linear between the entries of the table, flat beyond its ends."""
    place = np.minimum(np.maximum(u * 65536.0 - 0.5, 0.0), 65535.0)
    below = np.minimum(np.floor(place), 65534.0)
    index = below.astype(np.int64)
    table = normal_table()
    values: Float = table[index] + (place - below) * (table[index + 1] - table[index])
    return values


_SMALL_MEAN = 24.0


def poisson(u: Float, mean: Float) -> Int64:
    """Poisson counts by inversion of u; mean and variance are right within 1 %.

    Below a mean of 24 the distribution function is added up term by term from exp(-mean), which is computed with
    + * / only; above, the Cornish-Fisher quantile floor(mean + sqrt(mean) * z + (z*z - 1) / 6 + 1/2) serves.

    Args:    u  float64 [any shape] in [0, 1)      mean  float64 [same shape], >= 0
    Returns: int64 [same shape], >= 0
    """
    small = mean < _SMALL_MEAN
    if small.all():
        return _poisson_small(u, mean)
    z = quantile(u)
    large = np.floor(mean + np.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5)
    counts: Int64 = np.maximum(large, 0.0).astype(np.int64)
    if small.any():
        counts[small] = _poisson_small(u[small], mean[small])
    return counts


def _poisson_small(u: Float, mean: Float) -> Int64:
    term = _exp_minus(mean)
    total = term.copy()
    counts = np.zeros(u.shape, dtype=np.int64)
    for k in range(1, 96):
        above = u >= total
        if not above.any():
            break
        counts += above
        term *= mean
        term /= k
        total += term
    return counts


def _exp_minus(x: Float) -> Float:
    """exp(-x) for 0 <= x <= 24: the Taylor series of exp(x / 64), inverted and squared six times."""
    y = x / 64.0
    series = np.ones_like(y)
    for k in range(14, 0, -1):
        series *= y
        series /= k
        series += 1.0
    result = np.divide(1.0, series, out=series)
    for _ in range(6):
        result *= result
    return result


def choose(u: Float, weights: NDArray[np.integer]) -> Int64:
    """Index of a category by integer weights [n] >= 0; the last one when all are 0. Shape of u."""
    edges = np.cumsum(np.asarray(weights, dtype=np.int64))
    place = np.floor(u * float(edges[-1])).astype(np.int64)
    index: Int64 = np.minimum(np.searchsorted(edges, place, side="right"), len(edges) - 1).astype(np.int64)
    return index


def one_uniform(seed: int, stream: Stream, entity: str, day: int = 0, lane: int = 0) -> float:
    """One uniform float in [0, 1) for an entity."""
    return (_one_word(seed, stream, entity, day, lane) >> 11) * 2.0**-53


def one_normal(seed: int, stream: Stream, entity: str, day: int = 0, lane: int = 0) -> float:
    """One standard normal value for an entity."""
    return float(normal_table()[_one_word(seed, stream, entity, day, lane) >> 48])


def _one_word(seed: int, stream: Stream, entity: str, day: int, lane: int) -> int:
    return int(words(key(seed, stream, entity), day, 1, range(lane, lane + 1))[0, 0])
