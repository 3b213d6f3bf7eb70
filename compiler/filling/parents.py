"""Parent fish: who they are, where they stand, what becomes of each of them. Chance is addressed by batch or code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from compiler.exact import Stream, choose, key, uniform, words
from compiler.nouns import Batch, Broodstock

Int64 = NDArray[np.int64]
Float = NDArray[np.float64]
HEALTH = ("healthy", "monitored", "sick", "deceased")
HEALTHY, DEAD = HEALTH.index("healthy"), HEALTH.index("deceased")
NEVER = -1
QUIET_DAYS, LATEST_DAYS, EARLIEST_DAYS = 40, 20, 400
"""A farm younger than this has no fish of a coming season; they came so long before the end of history."""


@dataclass(frozen=True, slots=True)
class Home:
    """A station for parent fish, as its fish see it."""

    law: Broodstock
    seed: int
    code: str
    """Of the geography"""
    tanks: Int64
    """Indices of its tanks"""
    born: int
    """Day on which it was written down"""
    as_of: int

    @property
    def waiting(self) -> Int64:
        """Tanks for fish that wait: the greater half."""
        return self.tanks[: -(len(self.tanks) // 2)]

    @property
    def spawning(self) -> Int64:
        """Tanks for fish that spawn."""
        return self.tanks[-(len(self.tanks) // 2) :]


@dataclass(frozen=True, slots=True)
class Fish:
    """[fish] columns; days are NEVER where nothing happened."""

    tag: NDArray[np.str_]
    male: Int64
    weight_hg: Int64
    """0.1 kg"""
    growth_pct: Int64
    """Of the mean growth"""
    first_tank: Int64
    tank: Int64
    """In which it is, or lay dead, in the end"""
    arrived: Int64
    moved: Int64
    """Day of its move from the first tank to the last"""
    changed: Int64
    """Day on which its health changed, after every move"""
    health: Int64
    """Index into HEALTH, in the end; healthy before"""

    def __len__(self) -> int:
        return len(self.male)


def joined(parts: Sequence[Fish]) -> Fish:
    """All fish, in that order."""
    texts = np.concatenate([np.zeros(0, dtype=np.str_), *(part.tag for part in parts)])
    others = (field.name for field in fields(Fish)[1:])
    none = np.zeros(0, dtype=np.int64)
    return Fish(texts, *(np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in others))


def drawn(home: Home, name: str, size: int) -> Float:
    """Chance of a series of fish or pairs: [one, 4 values], each addressed by the name and its place in the series."""
    return uniform(words(key(home.seed, Stream.BROODSTOCK, name), 0, size, 4))


def spawners(home: Home, batch: Batch, first: int, stripped: Int64) -> Fish:
    """The parents of a batch: a female a pair, then the males, each for as many females as the law says.

    Args: first  day on which the first of them is stripped      stripped  [pair] day
    """
    a_male = home.law.females_a_male
    last_use = np.array([days.max() for days in np.split(stripped, range(a_male, len(stripped), a_male))])
    male = np.repeat([0, 1], [len(stripped), len(last_use)])
    at = np.concatenate([np.arange(len(stripped)), np.arange(len(last_use))])
    u = np.concatenate([drawn(home, f"{batch.number}/{sex}", (male == k).sum()) for k, sex in enumerate("FM")])
    all_of = np.arange(len(male))
    return Fish(
        tag=np.array([f"{batch.number}-{'FM'[k]}{n:03}" for k, n in zip(male.tolist(), at.tolist(), strict=True)]),
        male=male.astype(np.int64),
        **_traits(home, u),
        first_tank=home.waiting[all_of % len(home.waiting)],
        tank=home.spawning[all_of % len(home.spawning)],
        arrived=np.full(len(male), max(home.born + 1, first - home.law.kept_days)),
        moved=np.full(len(male), first - home.law.moved_days),
        changed=np.concatenate([stripped, last_use]),
        health=np.full(len(male), DEAD),
    )


def next_fish(home: Home) -> Fish:
    """The fish of the coming season, every fourth a male: some were moved to another tank, some are not well.

    One of each tank moves to the next, or none, so that the tanks hold alike many.
    """
    size = home.law.next_fish if home.as_of - home.born >= QUIET_DAYS else 0
    at, u, v = np.arange(size), drawn(home, f"{home.code}/next", size), drawn(home, f"{home.code}/next, later", size)
    from_, until = max(home.born + 1, home.as_of - EARLIEST_DAYS), home.as_of - LATEST_DAYS
    arrived = from_ + _whole(u[:, 2] * max(until - from_, 1))
    together = at // len(home.waiting) * len(home.waiting)
    moves = (v[together, 0] < home.law.graded_share) & (together + len(home.waiting) <= size)
    moved = np.where(moves, _between(arrived + 1, home.as_of - 2, v[:, 1]), NEVER)
    weights = dict(home.law.health_permille)
    health = choose(v[:, 2], np.array([weights.get(name, 0) for name in HEALTH]))
    changed = _between(np.maximum(arrived, moved) + 1, home.as_of - 1, v[:, 3])
    first = at % len(home.waiting)
    return Fish(
        tag=np.array([f"{home.code}-NEXT-{n:04}" for n in at.tolist()], dtype=np.str_),
        male=(at % 4 == 3).astype(np.int64),
        **_traits(home, u),
        first_tank=home.waiting[first],
        tank=home.waiting[np.where(moves, first + 1, first) % len(home.waiting)],
        arrived=arrived,
        moved=moved if len(home.waiting) > 1 else np.full(size, NEVER),
        changed=np.where(health == HEALTHY, NEVER, changed),
        health=health,
    )


def _traits(home: Home, u: Float) -> dict[str, Int64]:
    """Weight and growth, from the first two values of each fish."""
    low, high = home.law.weight_kg
    weight_hg = _whole(10.0 * (low + (high - low) * u[:, 0]))
    slowest, fastest = home.law.growth_percent
    return {"weight_hg": weight_hg, "growth_pct": slowest + _whole((fastest - slowest + 1) * u[:, 1])}


def _between(first: Int64, last: int, u: Float) -> Int64:
    """Days from `first` to `last`, both included, evenly."""
    return first + _whole(u * (last - first + 1))


def _whole(values: Float) -> Int64:
    whole: Int64 = np.floor(values).astype(np.int64)
    return whole
