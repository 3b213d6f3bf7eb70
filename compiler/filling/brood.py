"""Breeding: the stations of parent fish, the plan of each year, its pairs, and the batches that are of their eggs.

A batch of the farm's own eggs has as many pairs as its eggs need. Their fish come to the station, move into the
spawning tanks, are paired, stripped in the days before the batch starts, and killed to be examined: dead fish stay in
the records. Beside them live those of the coming season (parents.py), of which some pairs are decided on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from compiler.exact import HOUR, SECONDS_PER_DAY, civil, largest_remainder
from compiler.filling.months import first_of, month_of
from compiler.filling.parents import HEALTHY, NEVER, Fish, Home, drawn, joined, next_fish, spawners
from compiler.nouns import (
    TANK_TYPE,
    Batch,
    Broodstock,
    Container,
    ContainerType,
    Geography,
    Hall,
    Scenario,
    Station,
    broodstock_names,
)

Int64 = NDArray[np.int64]
Places = tuple[tuple[Station, ...], tuple[Hall, ...], tuple[Container, ...], tuple[ContainerType, ...]]
TANK_SQM = 60.0
"""Floor of a hall for each of its tanks, m2. Judgement: a tank of 150 m3 and the way around it."""
BEFORE_SEASON = 4
"""A breeding plan begins so many months before the spawning season, and lasts a year."""
FIRST_STRIPPED_S, BETWEEN_S, AT_WORK_S = 7 * HOUR, 120, 36_000
"""The first pair of a day is stripped at seven, the next every two minutes, all within ten hours."""
WEIGHT_SPREAD = 0.2
"""The weights of a plan differ by so much from the stated ones. Judgement."""
DECIDED_DAYS = 8
"""Pairs of the coming season were decided on so long before the end of history."""


@dataclass(frozen=True, slots=True)
class Season:
    """A breeding plan: days [first, end)."""

    geography: int
    name: str
    first: int
    end: int
    weights: tuple[tuple[str, int], ...]
    """(trait, weight in per cent), 100 in all"""


@dataclass(frozen=True, slots=True)
class Pairs:
    """[pair] columns."""

    season: Int64
    """Index into Brood.seasons"""
    male: Int64
    """Index into Brood.fish"""
    female: Int64
    day: Int64
    """On which it was decided on"""
    eggs: Int64
    """NEVER of one that has not been stripped"""
    stripped_s: Int64
    """Seconds since 1970-01-01 00:00 UTC, NEVER of one that has not been stripped"""

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True, slots=True)
class Brood:
    """All parent fish of the farm. Indices of their places follow those of the Scenario's."""

    stations: tuple[Station, ...]
    halls: tuple[Hall, ...]
    """One a station"""
    tanks: tuple[Container, ...]
    """By station"""
    tank_types: tuple[ContainerType, ...]
    """One where there are tanks"""
    seasons: tuple[Season, ...]
    fish: Fish
    pairs: Pairs
    pairs_of: Mapping[int, tuple[int, int]]
    """By index of a batch of own eggs: its first pair, and the one after its last"""


def build_brood(scenario: Scenario, starts: Mapping[int, int], born: int) -> Brood:
    """The parent fish of a farm; none where it keeps none, or their tables are off.

    Args: starts  first day of each batch that has begun, by its index
          born    day on which the farm's places were written down
    """
    law = scenario.broodstock
    if law is None or "broodstock_broodstockfish" in scenario.tables_off:
        return Brood((), (), (), (), (), joined(()), _all_pairs(()), {})
    stations = tuple(_stations(scenario))
    seasons: list[Season] = []
    fish: list[Fish] = []
    pairs: list[Pairs] = []
    pairs_of: dict[int, tuple[int, int]] = {}
    for at, station in enumerate(stations):
        tanks = len(scenario.containers) + at * law.tanks + np.arange(law.tanks)
        geography = scenario.geographies[station.geography]
        home = Home(law, scenario.seed, geography.code, tanks, born, scenario.as_of)
        own = list(_seasons(home, geography, station.geography))
        for batch, start in _own_batches(home, scenario, station.geography, starts):
            known = sum(map(len, pairs))
            parents, bred = _spawn(home, scenario.batches[batch], start, own)
            pairs.append(_shifted(bred, len(seasons), sum(map(len, fish))))
            fish.append(parents)
            pairs_of[batch] = known, known + len(bred)
        coming = next_fish(home)
        pairs.append(_shifted(_decided(home, coming, own), len(seasons), sum(map(len, fish))))
        fish.append(coming)
        seasons += own
    return Brood(*_places(scenario, law, stations), tuple(seasons), joined(fish), _all_pairs(pairs), pairs_of)


def _stations(scenario: Scenario) -> Iterator[Station]:
    """One in each geography that has a freshwater station, beside its first."""
    for at, geography in enumerate(scenario.geographies):
        beside = next((station for station in scenario.stations if station.geography == at), None)
        if beside:
            yield replace(beside, name=broodstock_names(geography.code, 0)[0])


def _places(scenario: Scenario, law: Broodstock, stations: tuple[Station, ...]) -> Places:
    """The stations with their halls and tanks, without sensors, and the kind of the tanks."""
    halls, tanks = [], []
    for at, station in enumerate(stations):
        _, hall, names = broodstock_names(scenario.geographies[station.geography].code, law.tanks)
        place = len(scenario.halls) + at
        halls.append(Hall(hall, len(scenario.stations) + at, (), TANK_SQM * law.tanks))
        room = law.volume_m3, law.max_biomass_kg
        tanks += [Container(name, TANK_TYPE, "freshwater", place, *room, False, -1, (), name) for name in names]
    return stations, tuple(halls), tuple(tanks), (ContainerType(TANK_TYPE, "TANK", law.volume_m3),) if tanks else ()


def _seasons(home: Home, geography: Geography, number: int) -> Iterator[Season]:
    """The plans of the years from the farm's first day to the day on which somebody looks."""
    month = _first_month(home.law)
    for year in range(_year(home.born, month), _year(home.as_of, month) + 1):
        first, end = (first_of(12 * which + month - 1) for which in (year, year + 1))
        name = f"{geography.name} {year}" if month == 1 else f"{geography.name} {year}/{(year + 1) % 100:02}"
        yield Season(number, name, first, end, _weights(home, year))


def _weights(home: Home, year: int) -> tuple[tuple[str, int], ...]:
    u = drawn(home, f"{home.code}/{year}", 1)[0]
    stated = np.array([weight for _, weight in home.law.priorities])
    spread = 1.0 + WEIGHT_SPREAD * (2.0 * u[: len(stated)] - 1.0)
    shares = largest_remainder(100, np.floor(1000.0 * stated * spread).astype(np.int64))
    return tuple((name, int(share)) for (name, _), share in zip(home.law.priorities, shares, strict=True))


def _first_month(law: Broodstock) -> int:
    return (law.spawning_months[0] - 1 - BEFORE_SEASON) % 12 + 1


def _year(day: int, month: int) -> int:
    """Year in which the plan of a day began."""
    return (month_of(day) - month + 1) // 12


def _season_of(seasons: Sequence[Season], day: int) -> int:
    return next(at for at, season in enumerate(seasons) if season.first <= day < season.end)


def _own_batches(home: Home, scenario: Scenario, geography: int, starts: Mapping[int, int]) -> list[tuple[int, int]]:
    """(batch, first day) of those of own eggs: at most as many as stated, the first, the last, and evenly between."""
    law, stages = home.law, scenario.geographies[geography].stages
    found = []
    for at, start in starts.items():
        batch, first = scenario.batches[at], start - law.stripping_days
        eggs = batch.geography == geography and not batch.begins.bought and stages[batch.begins.stage].fcr == 0
        months = set(civil(np.arange(first, start))[1].tolist())
        known = first - max(law.moved_days, law.paired_days) > home.born + 1
        if eggs and known and months <= set(law.spawning_months):
            found.append((start, batch.number, at))
    found.sort()
    number = min(law.own_batches, len(found))
    chosen = (found[at * (len(found) - 1) // max(number - 1, 1)] for at in range(number))
    return [(at, start) for start, _, at in chosen]


def _spawn(home: Home, batch: Batch, start: int, seasons: Sequence[Season]) -> tuple[Fish, Pairs]:
    """The parents of a batch and their pairs; indices are local."""
    law = home.law
    size = -(-2 * batch.eggs // sum(law.eggs_a_pair))
    first, at = start - law.stripping_days, np.arange(size)
    stripped = first + at * law.stripping_days // size
    rank = at - np.searchsorted(stripped, stripped)
    between = min(BETWEEN_S, max(AT_WORK_S * law.stripping_days // size, 1))
    bred = Pairs(
        season=np.full(size, _season_of(seasons, first)),
        male=size + at // law.females_a_male,
        female=at,
        day=np.full(size, first - law.paired_days),
        eggs=shared_eggs(batch.eggs, law.eggs_a_pair, drawn(home, f"{batch.number}/eggs", size)[:, 0]),
        stripped_s=stripped * SECONDS_PER_DAY + FIRST_STRIPPED_S + rank * between,
    )
    return spawners(home, batch, first, stripped), bred


def shared_eggs(total: int, between: tuple[int, int], u: NDArray[np.float64]) -> Int64:
    """Eggs of each pair: drawn between the fewest and the most, and then shifted towards one of them to add up.

    >>> shared_eggs(45_000, (10_000, 20_000), np.array([0.0, 0.5, 0.75])).tolist()
    [11429, 15714, 17857]
    """
    low, high = between
    low = min(low, total // len(u))
    eggs = low + np.floor((high - low) * u).astype(np.int64)
    lacking = total - int(eggs.sum())
    if not lacking:
        return eggs
    shares = largest_remainder(abs(lacking), high - eggs if lacking > 0 else eggs - low)
    shifted: Int64 = eggs + (shares if lacking > 0 else -shares)
    return shifted


def _decided(home: Home, fish: Fish, seasons: Sequence[Season]) -> Pairs:
    """Pairs of healthy fish of the coming season, in the plan that holds on the last day; indices are local."""
    day = home.as_of - DECIDED_DAYS
    well = (fish.health == HEALTHY) & (fish.arrived < day)
    males, females = (np.flatnonzero(well & (fish.male == sex)) for sex in (1, 0))
    size = min(home.law.next_pairs, len(males), len(females)) if seasons and seasons[-1].first <= day else 0
    none = np.full(size, NEVER)
    return Pairs(np.full(size, len(seasons) - 1), males[:size], females[:size], np.full(size, day), none, none)


def _shifted(pairs: Pairs, seasons: int, fish: int) -> Pairs:
    """Local indices as those of the whole farm, given how many stand before."""
    return replace(pairs, season=pairs.season + seasons, male=pairs.male + fish, female=pairs.female + fish)


def _all_pairs(parts: Sequence[Pairs]) -> Pairs:
    none = np.zeros(0, dtype=np.int64)
    return Pairs(*(np.concatenate([none, *(getattr(part, one.name) for part in parts)]) for one in fields(Pairs)))
