"""Lice once more: one ring, one day at a time, in plain Python, from the docstrings of biology/laws/lice.py."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

from oracle import normal_of, poisson_of, skewed, u, within, z

from compiler.exact.chance import Stream, key, words
from compiler.nouns.plan import BatchPlan
from compiler.nouns.scenario import Scenario
from compiler.nouns.sea import Lice


def live_with_lice(scenario: Scenario, plan: BatchPlan) -> tuple[list[list[int]], list[list[int]]]:
    """Counts (stay, day, five kinds) and treatments (stay, day found, day, method, per cent) while fish are there."""
    geography = scenario.geographies[0]
    counts: list[list[int]] = []
    treatments: list[list[int]] = []
    for stay in range(len(plan.stage)):
        if geography.stages[plan.stage[stay]].leg == "sea":
            for kind, row in of_ring(scenario, plan, stay):
                if row[1] < plan.end[stay]:
                    (counts if kind == "count" else treatments).append(row)
    return counts, treatments


def of_ring(scenario: Scenario, plan: BatchPlan, stay: int) -> Iterator[tuple[str, list[int]]]:
    seed, law = scenario.seed, scenario.geographies[0].lice
    assert law is not None
    stage = scenario.geographies[0].stages[plan.stage[stay]]
    batch = scenario.batches[plan.batch]
    box = scenario.containers[plan.container[stay]]
    area, name = scenario.areas[box.place].name, f"{batch.number}/{box.name}"
    begun = int(min(plan.first[plan.stage == plan.stage[stay]]))
    end = begun + sum(run.days + run.overlap for run in batch.runs if run.stage == plan.stage[stay])
    ring = 1.0 + law.ring_sd * within(z(seed, Stream.LICE_RING, name), 2.0)
    offset = int(u(seed, Stream.LICE_PRESSURE, area, 0, 1) * law.count_every_days)
    if law.count_every_days % 7 == 0:
        offset = offset // 7 * 7 + (4, 5, 6, 0)[offset % 7 % 4]
    chalimus = preadult = female = 0.0
    back, booked, work = 1.0, -1, {}
    for day in range(begun, end):
        month = (date(1970, 1, 1) + timedelta(day)).month
        warmth = max(normal_of(stage.temp_monthly_c, day), 0.0)
        here = day >= plan.first[stay]
        pressure = pressure_of(seed, area, law, day)
        settled = normal_of(law.settlement_monthly, day) * pressure * ring + law.offspring * female if here else 0.0
        percent, reached = work.get(day, (0, 0.0))
        left, live = 1.0 - percent / 100.0, 1.0 - law.mortality_per_day
        grown = chalimus * min(warmth / law.chalimus_degree_days, 1.0)
        adult = preadult * min(warmth / law.preadult_degree_days, 1.0)
        chalimus = (chalimus + settled - grown) * live * (1.0 - reached + reached * left)
        preadult = (preadult + grown - adult) * live * left
        female = min((female + law.life.female_share * adult) * live * left, law.life.most_females)
        back = min(back + law.life.caligus_back_per_day, 1.0) * left
        if (day - offset) % law.count_every_days or not here:
            continue
        caligus = normal_of(law.caligus_monthly, day) * pressure * back
        males = female * ((1.0 - law.life.female_share) / law.life.female_share)
        means = (female, males, preadult, chalimus, caligus)
        crowd = skewed(z(seed, Stream.LICE_SCATTER, name, day), law.count_sd)
        found = [
            poisson_of(lane(seed, Stream.LICE_COUNT, name, day, i), law.fish * mean * crowd)
            for i, mean in enumerate(means)
        ]
        yield "count", [stay, day, *found]
        if found[0] > law.limit_monthly[month - 1] * law.fish and booked < day:
            booked, method, percent = book(scenario, name, day, end)
            work[booked] = percent, law.methods[method].larvae
            yield "treatment", [stay, day, booked, method, percent]


def lane(seed: int, stream: Stream, name: str, day: int, at: int) -> float:
    return int(words(key(seed, stream, name), day, 1, 8)[0, at] >> 11) * 2.0**-53


def pressure_of(seed: int, area: str, law: Lice, day: int) -> float:
    knot, part = day // law.life.pressure_days, (day % law.life.pressure_days) / law.life.pressure_days
    noise = (1.0 - part) * z(seed, Stream.LICE_PRESSURE, area, knot)
    noise += part * z(seed, Stream.LICE_PRESSURE, area, knot + 1)
    return max(1.0 + law.pressure_sd * noise, law.life.pressure_least)


def book(scenario: Scenario, name: str, day: int, end: int) -> tuple[int, int, int]:
    law = scenario.geographies[0].lice
    assert law is not None
    low, high = law.wait_days
    wait = int(words(key(scenario.seed, Stream.DELOUSING, name), day, 1, 4)[0, 0]) % (high - low + 1)
    when = day + low + wait
    rest = max(end - scenario.harvest.days - when, 0)
    weights = [m.weight if m.withholding_days <= rest else 0 for m in law.methods]
    place = math.floor(u(scenario.seed, Stream.DELOUSING, name, day, 1) * sum(weights))
    method = next(i for i in range(len(weights)) if place < sum(weights[: i + 1]))
    drawn = words(key(scenario.seed, Stream.DELOUSING, name), day, 1, 4)[0, 2]
    deviation = within(float(z_of(drawn)), 2.0)
    effect = law.methods[method].effect + law.methods[method].effect_sd * deviation
    return when, method, int(min(max(effect, 0.0), 1.0) * 100.0)


def z_of(word: int) -> float:
    from compiler.exact.chance import normal_table

    return float(normal_table()[int(word) >> 48])
