"""Sea lice: larvae settle, grow by degree-days, are counted, and ridden of when a count lies above the limit.

Lice do not ask how many fish there are, so the counts and treatments of a stay are settled before a fish dies. They
depend on the stay's first day, its place and its planned length alone, never on where history ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import exceeds, skewed, stay_normals, words_of
from compiler.exact import (
    Stream,
    between_months,
    bounded,
    choose,
    civil,
    key,
    normal,
    one_uniform,
    poisson,
    uniform,
    words,
)
from compiler.nouns import Delousing, Infestation, Lice, Stand

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

SALMON_LOUSE = "Lepeophtheirus salmonis"
TYPES = (
    (SALMON_LOUSE, "female", "adult"),
    (SALMON_LOUSE, "male", "adult"),
    (SALMON_LOUSE, "female", "pre-adult"),
    (SALMON_LOUSE, "female", "chalimus"),
    ("Caligus elongatus", "female", "adult"),
)
"""(species, gender, stage) of the lice that are told apart; LiceCounts.number has a column each."""


@dataclass(frozen=True, slots=True)
class _Sea:
    """What the stays of a stand meet: [planned day] or [planned day, stay]."""

    law: Lice
    active: NDArray[np.bool_]
    settling: Float
    temp_c: Float
    limit: Float
    caligus: Float
    due: NDArray[np.bool_]
    draws: Float
    """[planned day, lane, stay]"""
    areas: tuple[str, ...]
    """[stay]"""
    crowded: Float
    """[planned day, stay] factor on the lice of the fish that are caught"""
    luck: Float
    """[planned day, stay] by how many standard deviations a treatment does better that is decided on a day"""


def infest(stand: Stand) -> Stand:
    """Fill `infestation`, in the sea of a geography that has lice.

    Each day of degree-days T: chalimus c, pre-adult p and adult females f change as
        c' = (c + settling + offspring * f - c * T / chalimus) * (1 - m)
        p' = (p + c * T / chalimus - p * T / preadult) * (1 - m)
        f' = (f + p * T / preadult * female_share) * (1 - m)
    and the other adults are males. A treatment takes its effect from p and f, its part `larvae` of that from c.
    """
    law = stand.geography.lice
    if law is None or stand.law.leg != "sea":
        return stand
    return replace(stand, infestation=_spread(stand, _sea(stand, law)))


def _sea(stand: Stand, law: Lice) -> _Sea:
    seed, days, first = stand.scenario.seed, stand.planned_days, stand.first
    day = np.arange(first, first + days)
    areas = [stand.scenario.areas[stand.scenario.containers[c].place].name for c in stand.containers]
    known = sorted(set(areas))
    of = [known.index(area) for area in areas]
    pressure = np.stack([_pressure(seed, area, law, first, days) for area in known], axis=-1)[:, of]
    ring = 1.0 + law.ring_sd * bounded(stay_normals(stand, Stream.LICE_RING), 2.0)
    _, month, _ = civil(day)
    return _Sea(
        law=law,
        active=np.arange(days)[:, None] >= -stand.age[0],
        settling=between_months(law.settlement_monthly, day)[:, None] * pressure * ring,
        temp_c=np.maximum(between_months(stand.law.temp_monthly_c or stand.geography.sea_temp_c, day), 0.0),
        limit=np.array(law.limit_monthly)[month - 1],
        caligus=between_months(law.caligus_monthly, day)[:, None] * pressure,
        due=np.stack([count_day(seed, area, law, day) for area in known], axis=-1)[:, of],
        draws=uniform(words_of(seed, Stream.LICE_COUNT, stand.entities, (first, days), len(TYPES)).transpose(1, 0, 2)),
        areas=tuple(areas),
        crowded=_crowded(stand, law),
        luck=bounded(normal(_words(stand, Stream.DELOUSING, 2)), 2.0),
    )


def _crowded(stand: Stand, law: Lice) -> Float:
    return skewed(normal(_words(stand, Stream.LICE_SCATTER, 0)), law.count_sd)


def _words(stand: Stand, stream: Stream, lane: int) -> NDArray[np.uint64]:
    """A word of each day and stay: uint64 [planned day, stay]."""
    span = stand.first, stand.planned_days
    drawn: NDArray[np.uint64] = words_of(stand.scenario.seed, stream, stand.entities, span, range(lane, lane + 1))[0]
    return drawn


def count_day(seed: int, area: str, law: Lice, day: Int64) -> NDArray[np.bool_]:
    """Days on which the rings of an area are counted, all together."""
    every = law.count_every_days
    offset = int(one_uniform(seed, Stream.LICE_PRESSURE, area, 0, 1) * every)
    if every % 7 == 0:
        # 1970-01-01 was a Thursday: a day of the first week, and a Monday to Thursday of it
        offset = offset // 7 * 7 + (4, 5, 6, 0)[offset % 7 % 4]
    due: NDArray[np.bool_] = (day - offset) % every == 0
    return due


def _pressure(seed: int, area: str, law: Lice, first: int, days: int) -> Float:
    """Infection pressure of an area relative to its mean, months good and bad: float64 [day]."""
    spell = law.life.pressure_days
    knot = first // spell
    z = normal(words(key(seed, Stream.LICE_PRESSURE, area), knot, days // spell + 3, 1))[:, 0]
    day = np.arange(first, first + days)
    at, part = day // spell - knot, (day % spell) / spell
    noise = (1.0 - part) * z[at] + part * z[at + 1]
    level: Float = np.maximum(1.0 + law.pressure_sd * noise, law.life.pressure_least)
    return level


def _spread(stand: Stand, sea: _Sea) -> Infestation:
    """The days one by one: grow, treat, and book a treatment where a count lies above the limit."""
    law, life, (days, stays) = sea.law, sea.law.life, sea.active.shape
    alive, flow = np.zeros((3, stays)), np.empty((4, stays))
    female, matured, born, adult = alive[0], flow[0], flow[1], flow[3]
    levels, booked, cures = np.zeros((days, 3, stays)), np.full(stays, -1), dict[int, Float]()
    treated: list[tuple[int, int, int, int, int]] = []
    # numbers as arrays, too: a call takes half as long if it need not make one of a number
    numbers = 1.0 - law.mortality_per_day, life.female_share, life.most_females
    live, share, full = (np.full(stays, one, dtype=np.float64) for one in numbers)
    most: Float = sea.limit * law.fish
    counted = sea.due & sea.active
    counting = set(np.flatnonzero(counted.any(axis=1)).tolist())
    moving, young, coming, going = flow[1:], alive[1:], flow[:3], flow[2:]
    for day, (turn, settled) in enumerate(zip(_turns(law, sea), sea.settling * sea.active, strict=True)):
        # into the same memory each day, for there are as many days as all batches live at sea: females, chalimus and
        # pre-adults; what comes to them lies a row above what goes from them
        np.multiply(alive, turn, moving)
        np.multiply(adult, share, matured)
        born += settled
        alive += coming
        young -= going
        alive *= live
        if day in cures:
            alive *= cures[day]
        np.minimum(female, full, out=female)
        if day not in counting:
            continue
        levels[day] = alive
        above = exceeds(sea.draws[day, 0], law.fish * female * sea.crowded[day], float(most[day]))
        for booking in _bookings(stand, sea, counted[day] & (booked < day), above, day):
            treated.append(booking)
            booked[booking[0]] = booking[2]
            _cure(cures, booking, law, stays)
    return _infestation(stand, sea, _kinds(sea, levels, cures), treated)


def _turns(law: Lice, sea: _Sea) -> Float:
    """What a day turns into what follows, of females, chalimus and pre-adults: float64 [planned day, 3, stay]."""
    turns = np.empty((len(sea.active), 3, sea.active.shape[1]))
    turns[:, 0] = law.offspring
    turns[:, 1] = np.minimum(sea.temp_c / law.chalimus_degree_days, 1.0)[:, None]
    turns[:, 2] = np.minimum(sea.temp_c / law.preadult_degree_days, 1.0)[:, None]
    return turns


def _bookings(
    stand: Stand, sea: _Sea, may: NDArray[np.bool_], above: NDArray[np.bool_], day: int
) -> list[tuple[int, int, int, int, int]]:
    """The treatments that follow the counts of a day: (stay, row found, row treated, method, per cent that it removes).

    Of the rings above the limit, or of all in their areas that may be treated, one after the other within the days of a
    campaign.
    """
    law, may = sea.law, may & (stand.first + day < stand.leaves)
    found = np.flatnonzero(may & above).tolist()
    bookings = []
    for area in sorted({sea.areas[stay] for stay in found}):
        rings = [stay for stay in np.flatnonzero(may).tolist() if sea.areas[stay] == area]
        when, method = _decide(stand, law, f"{stand.batch.number}/{area}", day)
        for place, stay in enumerate(rings if law.campaign_days else found):
            if law.campaign_days:
                at = when + place * law.campaign_days // len(rings)
            else:
                at, method = _decide(stand, law, stand.entities[stay], day)
            bookings.append((stay, day, at, method, _percent(law.methods[method], float(sea.luck[day, stay]))))
    return bookings


def _cure(cures: dict[int, Float], booking: tuple[int, int, int, int, int], law: Lice, stays: int) -> None:
    """Note what a treatment leaves of females, chalimus and pre-adults, float64 [3, stay], on its day."""
    stay, _, day, method, percent = booking
    left, reached = 1.0 - percent / 100.0, law.methods[method].larvae
    cures.setdefault(day, np.ones((3, stays)))[:, stay] = left, 1.0 - reached + reached * left, left


def _kinds(sea: _Sea, levels: Float, cures: dict[int, Float]) -> Float:
    """Lice a fish of all `TYPES`, from the females, chalimus and pre-adults: float64 [planned day, lane, stay].

    Caligus comes back from outside after a treatment, by as much a day.
    """
    life, back = sea.law.life, np.ones(sea.active.shape)
    for day in range(min(cures, default=len(back)), len(back)):
        back[day] = np.minimum(back[day - 1] + life.caligus_back_per_day, 1.0)
        if day in cures:
            back[day] *= cures[day][0]
    males = levels[:, 0] * ((1.0 - life.female_share) / life.female_share)
    return np.stack([levels[:, 0], males, levels[:, 2], levels[:, 1], sea.caligus * back], axis=1)


def _decide(stand: Stand, law: Lice, entity: str, day: int) -> tuple[int, int]:
    """When, and by which method, the lice that were counted on a day are fought: row and index."""
    wait, which = words(key(stand.scenario.seed, Stream.DELOUSING, entity), stand.first + day, 1, 2)[0]
    low, high = law.wait_days
    when = day + low + int(wait % np.uint64(high - low + 1))
    rest = stand.planned_days - stand.scenario.harvest.days - when - law.campaign_days
    return when, _choose(law.methods, float(uniform(which[None])[0]), rest)


def _percent(method: Delousing, luck: float) -> int:
    """Per cent of the mobile lice that a treatment of a ring removes."""
    return int(min(max(method.effect + method.effect_sd * luck, 0.0), 1.0) * 100.0)


def _choose(methods: Sequence[Delousing], u: float, rest: int) -> int:
    """A method by weight among those whose withholding ends before the harvest; else the one that withholds least."""
    weights = np.array([m.weight if m.withholding_days <= max(rest, 0) else 0 for m in methods])
    if weights.sum() > 0:
        return int(choose(np.array([u]), weights)[0])
    return min(range(len(methods)), key=lambda i: (methods[i].withholding_days, i))


def _infestation(stand: Stand, sea: _Sea, levels: Float, treated: list[tuple[int, int, int, int, int]]) -> Infestation:
    stay, row = np.nonzero((sea.due & sea.active).T)
    expected = sea.law.fish * levels[row, :, stay] * sea.crowded[row, stay, None]
    lice = poisson(sea.draws[row, :, stay], expected)
    bookings = np.array(sorted(treated), dtype=np.int64).reshape(-1, 5)
    bookings[:, 1:3] += stand.first
    return Infestation(_strain(stand, sea, bookings), stay, stand.first + row, lice, bookings)


def _strain(stand: Stand, sea: _Sea, treated: Int64) -> Float:
    """Additional deaths after treatments, most on the day itself: float64 [planned day, stay].

    Most treatments cost few fish and some very many; a part of those of a day follow on the next.
    """
    strain, law = np.zeros(sea.active.shape), sea.law
    course = np.cumprod(np.concatenate([[1.0], np.full(law.death_days - 1, law.death_halving)]))
    z = np.empty(len(treated))
    for stay in np.unique(treated[:, 0]).tolist():
        mine = np.flatnonzero(treated[:, 0] == stay)
        days = treated[mine, 2]
        first, last = int(days.min()), int(days.max())
        name = key(stand.scenario.seed, Stream.DELOUSED, stand.entities[stay])
        z[mine] = normal(words(name, first, last - first + 1)[days - first, 0])
    heights = np.array([method.deaths for method in law.methods])[treated[:, 3]] * skewed(z, law.death_sd)
    for (stay, _, day, *_), height in zip(treated.tolist(), heights.tolist(), strict=True):
        after = strain[day - stand.first : day - stand.first + len(course), stay]
        after += height * course[: len(after)]
    return strain
