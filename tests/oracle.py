"""The biology once more: slow, obvious, one fish tank and one day at a time, in plain Python.

It is written from the docstrings of compiler/processes and must give the same numbers to the last bit. Only the
addressed random values are shared with the compiler.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import numpy as np

from compiler.exact.chance import Stream, key, normal, poisson, uniform, words
from compiler.nouns import Batch, Scenario, Stage
from compiler.nouns.plan import BatchPlan

CAUSES = ("DISEASE", "HANDLING", "PREDATION", "ENVIRONMENTAL", "UNKNOWN", "OTHER")


def u(seed: int, stream: Stream, name: str, day: int = 0, lane: int = 0) -> float:
    return float(uniform(words(key(seed, stream, name), day, 1, 4))[0, lane])


def z(seed: int, stream: Stream, name: str, day: int = 0) -> float:
    return float(normal(words(key(seed, stream, name), day, 1, 4))[0, 0])


def z_lane(seed: int, stream: Stream, name: str, day: int, lane: int) -> float:
    return float(normal(words(key(seed, stream, name), day, 1, 4))[0, lane])


def skewed(z: float, spread: float) -> float:
    part = spread / 2.0
    root = 1.0 + part * within(z, 2.5)
    return root * root / (1.0 + part * part)


def spells(seed: int, stream: Stream, name: str, day: int, spell: int) -> float:
    t = (day % spell) / spell
    blend = t * t * (3.0 - 2.0 * t)
    rest = 1.0 - blend
    before, after = z(seed, stream, name, day // spell), z(seed, stream, name, day // spell + 1)
    return (rest * before + blend * after) / math.sqrt(rest * rest + blend * blend)


def within(x: float, limit: float) -> float:
    return min(max(x, -limit), limit)


def poisson_of(u: float, mean: float) -> int:
    return int(poisson(np.array([u]), np.array([mean]))[0])


def cbrt(x: float) -> float:
    mantissa, exponent = math.frexp(x)
    triple = -(-exponent // 3)
    m = math.ldexp(mantissa, exponent - 3 * triple)
    root = 0.4 + 0.6 * m
    for _ in range(6):
        root = root - (root * root * root - m) / (3.0 * root * root)
    return math.ldexp(root, triple)


def hundredths(x: float) -> int:
    return round(Fraction(x) * 100)


def shares(total: int, weights: list[int]) -> list[int]:
    parts = [total * w // sum(weights) for w in weights]
    by_rest = sorted(range(len(weights)), key=lambda i: -(total * weights[i] - parts[i] * sum(weights)))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def normal_of(monthly: tuple[float, ...], day: int) -> float:
    today = date(1970, 1, 1) + timedelta(day)
    first = today.replace(day=15)
    if today < first:
        first = (first.replace(day=1) - timedelta(1)).replace(day=15)
    last = (first.replace(day=1) + timedelta(32)).replace(day=15)
    low, high = monthly[first.month - 1], monthly[last.month - 1]
    return low + (today - first).days / (last - first).days * (high - low)


def anomaly(seed: int, stream: Stream, name: str, day: int, spell: int) -> float:
    def knot(i: int) -> float:
        return (z(seed, stream, name, i + 1) - z(seed, stream, name, i)) * math.sqrt(0.5)

    t = (day % spell) / spell
    blend = t * t * (3.0 - 2.0 * t)
    rest = 1.0 - blend
    return (rest * knot(day // spell) + blend * knot(day // spell + 1)) / math.sqrt(rest * rest + blend * blend)


def temp_c(scenario: Scenario, law: Stage, place: int, day: int) -> float:
    geography, seed = scenario.geographies[0], scenario.seed
    spell, shared = geography.temp_spell_days, geography.sea_temp_shared
    if law.leg == "sea":
        region = anomaly(seed, Stream.SEA_REGION, geography.code, day, spell)
        site = anomaly(seed, Stream.SEA_SITE, scenario.areas[place].name, day, spell)
        warmth = geography.sea_temp_sd_c * (math.sqrt(shared) * region + math.sqrt(1.0 - shared) * site)
        return max(normal_of(geography.sea_temp_c, day) + warmth, 0.0)
    spread = next((w.shared_sd for w in law.waters if w.follows_temperature), 0.0)
    noise = anomaly(seed, Stream.HALL_TEMPERATURE, scenario.halls[place].name, day, spell)
    return max(law.temp_c + spread * noise, 0.0)


def outline(law: Stage) -> list[float]:
    return [1.0 - abs((2.0 * d + 1.0) / law.episode_days - 1.0) for d in range(law.episode_days)]


def peak(law: Stage, age: int) -> float:
    return 1.0 + (law.mortality_peak - 1.0) * max(1.0 - age / law.mortality_peak_days, 0.0)


def yolk(scenario: Scenario, batch: Batch, stage: int) -> float:
    stages = scenario.geographies[0].stages
    if stages[stage].tgc > 0.0 or stage + 1 == len(stages):
        return 0.0
    return (cbrt(stages[stage + 1].first_weight_g) - cbrt(batch.begins.weight_g)) / stages[stage].days


def planned_weights(scenario: Scenario, batch: Batch) -> list[float]:
    stages, root, day, weights = scenario.geographies[0].stages, cbrt(batch.begins.weight_g), batch.start_day, []
    for run in batch.runs:
        law = stages[run.stage]
        for _ in range(run.days):
            warmth = law.temp_c if law.temp_c is not None else normal_of(law.temp_monthly_c, day)
            root = root + (law.tgc * batch.growth_factor / 1000.0 * max(warmth, 0.0) + yolk(scenario, batch, run.stage))
            weights.append(root * root * root)
            day += 1
    return weights


class Excess:
    """The episodes of a stage: what each day adds to the load of a mean container and of each container."""

    def __init__(self, scenario: Scenario, batch: Batch, law: Stage, names: list[str], first: int, days: int) -> None:
        self.mean, self.cause = [0.0] * days, [-1] * days
        self.by_stay = {name: [0.0] * days for name in names}
        course, seed = outline(law), scenario.seed
        weights = [sum(w for c, w in law.causes if c == name) for name in ("DISEASE", "ENVIRONMENTAL")]
        for start in range(days):
            draw = [u(seed, Stream.EPISODE, batch.number, first + start, lane) for lane in range(3)]
            if draw[0] * 365.0 >= law.episodes_per_year:
                continue
            cause = "DISEASE" if math.floor(draw[2] * sum(weights)) < weights[0] else "ENVIRONMENTAL"
            height = (law.episode_factor - 1.0) * between(scenario.mortality.outbreak_height, draw[1])
            for d in range(start, min(start + law.episode_days, days)):
                self.mean[d] += height * course[d - start] * between(scenario.mortality.outbreak_exposure, 0.5)
                self.cause[d] = CAUSES.index(cause)
                for name in names:
                    lot = u(seed, Stream.EPISODE, name, first + start)
                    exposure = between(scenario.mortality.outbreak_exposure, lot)
                    self.by_stay[name][d] += height * course[d - start] * exposure
        usual = law.episodes_per_year / 365.0 * (law.episode_factor - 1.0) * running(course)
        usual *= between(scenario.mortality.outbreak_height, 0.5) * between(scenario.mortality.outbreak_exposure, 0.5)
        ages = [peak(law, d) for d in range(days)]
        given = running([a * (1.0 + m) for a, m in zip(ages, self.mean, strict=True)])
        self.balance = running(ages) * (1.0 + usual) / given


def between(ends: tuple[float, float], u: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * u


def running(values: list[float]) -> float:
    total = values[0]
    for value in values[1:]:
        total += value
    return total


def live(scenario: Scenario, plan: BatchPlan) -> dict[str, list[int]]:
    """The life of a batch: lists by the name of the array of History, as `days.count`."""
    batch, seed = scenario.batches[plan.batch], scenario.seed
    stages = scenario.geographies[0].stages
    planned = planned_weights(scenario, batch)
    eggs = [i for i in range(len(plan.stage)) if plan.stage[i] == 0]
    tray = [f"{batch.number}/{scenario.containers[plan.container[i]].name}" for i in eggs]
    sizes = [math.floor((1.0 + stages[0].fill_sd * within(z(seed, Stream.CONTAINER_SIZE, n), 2.0)) * 1e6) for n in tray]
    filled = dict(zip(eggs, shares(batch.eggs - batch.dead_on_arrival, sizes), strict=True))
    by_cell = (
        "days.count",
        "days.deaths",
        "days.cause",
        "days.weight_cg",
        "days.temp_cc",
        "days.feed_dg",
        "days.feed",
        "samples.cell",
    )
    others = ("stays.arrived", "stays.left", "stays.start_weight_cg", "meals.cell", "meals.minute", "meals.dg")
    out: dict[str, list[int]] = {name: [] for name in (*by_cell, *others)}
    out |= {name: [0] * len(plan.move_day) for name in ("moves.fish", "moves.dead", "moves.before", "moves.weight_cg")}
    for stay in range(len(plan.stage)):
        life(scenario, plan, batch, stay, filled, planned, out)
    return out


def life(scenario, plan, batch, stay, filled, planned, out):  # type: ignore[no-untyped-def]
    """One stay, day by day, then its moves; its sources have been lived before."""
    seed, stages, container = scenario.seed, scenario.geographies[0].stages, scenario.containers[plan.container[stay]]
    law = stages[plan.stage[stay]]
    mates = [i for i in range(len(plan.stage)) if plan.stage[i] == plan.stage[stay]]
    labels = [f"{batch.number}/{scenario.containers[plan.container[i]].name}" for i in mates]
    name = labels[mates.index(stay)]
    first = int(min(plan.first[i] for i in mates))
    booked = sum(run.days + run.overlap for run in batch.runs if run.stage == plan.stage[stay])
    excess = Excess(scenario, batch, law, labels, first, max(booked, int(max(plan.end[i] for i in mates)) - first))
    quality = skewed(z(seed, Stream.BATCH_QUALITY, batch.number), law.quality_sd)
    quality *= skewed(z(seed, Stream.CONTAINER_QUALITY, name), law.mortality_sd)
    total = found = 0.0
    load = law.mortality_per_day * excess.balance * quality
    tgc = law.tgc * batch.growth_factor * (1.0 + law.growth_sd * within(z(seed, Stream.CONTAINER_GROWTH, name), 2.0))
    fish, root, survive, come, arrived, start_cg = 0, 1.0, 1.0, 0.0, 0, -1
    for day in range(int(plan.first[stay]), int(plan.end[stay])):
        cell, age = len(out["days.count"]), day - int(plan.first[stay])
        moves = [m for m in range(len(plan.move_day)) if plan.move_dest[m] == stay and plan.move_day[m] == day]
        arrivals = sum(out["moves.fish"][m] for m in moves)
        burden = sum(out["moves.fish"][m] * out["moves.weight_cg"][m] for m in moves)
        if stay in filled and age == 0:
            arrivals, burden = filled[stay], filled[stay] * hundredths(batch.begins.weight_g)
        if arrivals:
            weight_g = burden / arrivals / 100.0
            root = cbrt((fish * (root * root * root) + arrivals * weight_g) / (fish + arrivals))
        fish, arrived = fish + arrivals, arrived + arrivals
        start_cg = hundredths(root * root * root) if age == 0 else start_cg
        warmth = temp_c(scenario, law, container.place, day)
        sick = excess.by_stay[name][day - first]
        usual = peak(law, age) * (1.0 + sick) * suffered(scenario, law, container, day, warmth)
        raw = min(load * (usual * scattered(scenario, container, name, day)), scenario.mortality.most_a_day)
        total, before = total + raw, found
        found = total if collected(scenario, container, name, day) else found
        hazard = min(found - before, scenario.mortality.most_a_day)
        come += arrivals / survive
        living = fish if 0.0 < survive * come < 100.0 else survive * come
        deaths = min(poisson_of(u(seed, Stream.DEATHS, name, day), living * hazard), fish)
        survive *= 1.0 - hazard
        before = root * root * root
        degrees = max(warmth, 0.0)
        if law.leg == "sea":
            degrees = degrees * normal_of(scenario.season_monthly, day)
        if law.fcr > 0.0:
            hungry = appetite(scenario, law, container, name, day, age, warmth, (plan, stay, batch))
            degrees = degrees * hungry * (1.0 + scenario.appetite.catch_up)
        root = root + (tgc / 1000.0 * degrees + yolk(scenario, batch, int(plan.stage[stay])))
        alive = fish - deaths
        ration = 1.0 + law.ration_sd * within(z(seed, Stream.RATION, name, day), 2.0)
        fcr = law.fcr * (1.0 + law.fcr_sd * within(z(seed, Stream.BATCH_APPETITE, batch.number), 2.0))
        fcr = fcr * cost(law, root, warmth)
        wanted = fcr * (alive * (root * root * root - before)) * ration * 10.0
        steps = [round(kg * 10_000) for kg in scenario.feeder_kg]
        step = ([one for one in steps if one * len(law.meal_hours) * 50 < wanted] or steps[:1])[-1]
        feed = step * math.floor(wanted / step + 0.5)
        out["days.count"].append(fish)
        out["days.deaths"].append(deaths)
        out["days.cause"].append(cause_of(scenario, law, name, day, age, sick, excess.cause[day - first]))
        out["days.weight_cg"].append(hundredths(root * root * root))
        out["days.temp_cc"].append(hundredths(warmth))
        out["days.feed_dg"].append(feed)
        out["days.feed"].append(
            feed_of(scenario, planned[min(max(day - plan.start, 0), len(planned) - 1)]) if feed else -1
        )
        offset = int(words(key(seed, Stream.SAMPLE_DAY, batch.number), 0, 1, 1)[0, 0]) % max(law.sample_every_days, 1)
        new = plan.stage[stay] == batch.begins.stage and age == 0
        heavy = root * root * root >= (
            min(0.1, law.sample_from_g) if new and batch.begins.bought else law.sample_from_g
        )
        off = scenario.netting.days_off
        weekday = [(date(1970, 1, 1) + timedelta(days=day - back)).isoweekday() for back in range(7)]
        waits = next(back for back in range(7) if back == 6 or weekday[back + 1] not in off)
        every = max(law.sample_every_days, 1)
        due = weekday[0] not in off and any((day - back - offset) % every == 0 for back in range(waits + 1))
        due = new or due
        today, following = (date(1970, 1, 1) + timedelta(days=day + ahead) for ahead in (0, 1))
        due = due or (law.sample_month_ends and 1 in (today.day, following.day))
        if law.sample_every_days and heavy and alive >= law.sample_fish and due:
            out["samples.cell"].append(cell)
        serve(scenario, law, name, day, cell, feed, out)
        fish = alive
    out["stays.arrived"].append(arrived)
    out["stays.left"].append(fish)
    out["stays.start_weight_cg"].append(start_cg)
    send(scenario, plan, stay, name, fish, hundredths(root * root * root), out)


def site_of(scenario, container):  # type: ignore[no-untyped-def]
    return (scenario.areas if container.leg == "sea" else scenario.halls)[container.place].name


def suffered(scenario, law, container, day, warmth):  # type: ignore[no-untyped-def]
    """Warm water, and little oxygen."""
    spread = scenario.mortality
    factor = max(1.0 + spread.warm_per_degree * (warmth - running(list(law.temp_monthly_c)) / 12.0), spread.cold_least)
    level = breathed(scenario, law, container, day, warmth)
    return factor if level is None else factor + spread.oxygen_per_percent * max(spread.oxygen_from - level, 0.0)


def breathed(scenario, law, container, day, warmth):  # type: ignore[no-untyped-def]
    """Oxygen, of which the shared noise and the episodes of the water take."""
    course, seed = scenario.water_course, scenario.seed
    water = next((water for water in law.waters if water.sensor_type == "OXYGEN"), None)
    if water is None:
        return None
    place, every = site_of(scenario, container), course.slow_days
    t = (day % every) / every
    after = t * t * (3.0 - 2.0 * t)
    size = math.sqrt((1.0 - after) * (1.0 - after) + after * after)
    name = f"{place}/{water.parameter}"
    low, high = (z(seed, Stream.WATER_SHARED, name, day // every * every + ahead) for ahead in (0, every))
    shared = water.shared_sd * ((1.0 - after) / size * low + after / size * high) if water.shared_sd else 0.0
    fallen = 0.0
    for since, part in reversed(list(enumerate(course.episode_course))):
        if u(seed, Stream.WATER_SHARED, name, day - since, 1) * 365.0 < water.episodes_per_year:
            height = water.episode * between(course.episode_height, u(seed, Stream.WATER_SHARED, name, day - since, 2))
            own = f"{container.name}/{water.parameter}"
            fallen += height * between(course.episode_felt, u(seed, Stream.WATER_EPISODE, own, day - since)) * part
    level = water.mean + water.temperature * (warmth - course.reference_c) + water.load / 2.0
    return level + (shared + fallen)


def scattered(scenario, container, name, day):  # type: ignore[no-untyped-def]
    spread, seed = scenario.mortality, scenario.seed
    own = math.sqrt(1.0 - spread.scatter_shared) * z_lane(seed, Stream.DEATHS, name, day, 1)
    of_site = math.sqrt(spread.scatter_shared) * z(seed, Stream.SITE_DEATHS, site_of(scenario, container), day)
    return skewed(of_site + own, spread.scatter_sd)


def collected(scenario, container, name, day):  # type: ignore[no-untyped-def]
    is_weekend = (date(1970, 1, 1) + timedelta(day)).isoweekday() > 5
    share = scenario.mortality.missed_share[is_weekend] / 2.0
    of_site = u(scenario.seed, Stream.SITE_DEATHS, site_of(scenario, container), day, 1)
    return of_site >= share and u(scenario.seed, Stream.DEATHS, name, day, 2) >= share


def appetite(scenario, law, container, name, day, age, warmth, where):  # type: ignore[no-untyped-def]
    manner, seed = scenario.appetite, scenario.seed
    plan, stay, batch = where
    lasts = int(plan.leaves[stay]) - int(plan.first[stay])
    if day >= int(plan.leaves[stay]) - min(law.fast_days, math.floor(scenario.appetite.longest_fast * lasts)):
        return 0.0
    mates = [i for i in range(len(plan.stage)) if plan.stage[i] == plan.stage[stay]]
    begun = min(int(plan.first[i]) for i in mates)
    for one in law.vaccinations:
        done = begun + one.day + mates.index(stay) * one.days // len(mates)
        if done - manner.vaccination_days <= day <= done:
            return 0.0
    of_site = spells(seed, Stream.SITE_APPETITE, site_of(scenario, container), day, manner.spell_days)
    own = spells(seed, Stream.APPETITE, name, day, manner.spell_days)
    level = 1.0 + law.appetite_sd * (math.sqrt(manner.shared) * of_site + math.sqrt(1.0 - manner.shared) * own)
    if plan.stage[stay] != batch.begins.stage and law.ramp_days:
        level = level * (manner.ramp_from + (1.0 - manner.ramp_from) * min(age / law.ramp_days, 1.0))
    breath = breathed(scenario, law, container, day, warmth)
    if breath is not None:
        level = level * max(1.0 - manner.oxygen_per_percent * max(manner.oxygen_from - breath, 0.0), 0.0)
    return max(level, manner.least)


def cost(law, root, warmth):  # type: ignore[no-untyped-def]
    first, last = cbrt(max(law.first_weight_g, 1e-6)), cbrt(law.expected_max_g)
    grown = min(max((root - first) / max(last - first, 1e-6), 0.0), 1.0)
    usual = running(list(law.temp_monthly_c)) / 12.0
    return max(1.0 + law.fcr_rise * (grown - 0.5) + law.fcr_cold * (usual - warmth), 0.5)


def cause_of(scenario: Scenario, law: Stage, name: str, day: int, age: int, sick: float, episode: int) -> int:
    two, three = (u(scenario.seed, Stream.CAUSE, name, day, lane) for lane in (1, 2))
    if three * (1.0 + sick) < sick:
        return episode
    if two * peak(law, age) < (peak(law, age) - 1.0) * max(1.0 - age / scenario.mortality.handling_days, 0.0):
        return CAUSES.index("HANDLING")
    one = u(scenario.seed, Stream.CAUSE_SPELL, name, day // scenario.mortality.cause_days)
    place = math.floor(one * sum(w for _, w in law.causes))
    for cause, weight in law.causes:
        if place < weight:
            return CAUSES.index(cause)
        place -= weight
    raise AssertionError


def feed_of(scenario: Scenario, weight_g: float) -> int:
    by_weight = sorted(scenario.feeds, key=lambda f: f.from_weight_g)
    best = [f for f in by_weight if f.from_weight_g <= weight_g][-1:] or by_weight[:1]
    return scenario.feeds.index(best[0])


def serve(scenario, law, name, day, cell, feed, out):  # type: ignore[no-untyped-def]
    lanes, seed, least = [], scenario.seed, scenario.least_meal
    least = math.floor(32768.0 * least / (1.0 - least) + 0.5)
    for word in words(key(seed, Stream.MEALS, name), day, 1, -(-len(law.meal_hours) // 4))[0].tolist() if feed else []:
        lanes += [(word >> shift) & 0xFFFF for shift in (0, 16, 32, 48)]
    weights = [least + lane // 2 for lane in lanes[: len(law.meal_hours)]]
    shifts = minutes_off(scenario, law, name, day)
    steps = [round(kg * 10_000) for kg in scenario.feeder_kg]
    step = ([one for one in steps if feed % one == 0 and feed >= one * len(weights) * 50] or steps[:1])[-1]
    for i in range(len(weights)):
        amount = feed // step * sum(weights[: i + 1]) // sum(weights) - feed // step * sum(weights[:i]) // sum(weights)
        amount *= step
        if amount:
            out["meals.cell"].append(cell)
            out["meals.minute"].append(law.meal_hours[i] + shifts[i])
            out["meals.dg"].append(amount)


def minutes_off(scenario, law, name, day):  # type: ignore[no-untyped-def]
    """By how many minutes each meal of a day is off the clock."""
    hours = law.meal_hours
    if not hours:
        return []
    near = min([b - a - 1 for a, b in pairwise(hours)] + [2 * hours[0], 2 * (1439 - hours[-1])]) // 2
    most = min(scenario.meal_minutes, near) if law.leg == "sea" else 0
    lanes = []
    for word in words(key(scenario.seed, Stream.MEAL_MINUTES, name), day, 1, -(-len(hours) // 4))[0].tolist():
        lanes += [(word >> shift) & 0xFFFF for shift in (0, 16, 32, 48)]
    return [lane * (2 * most + 1) // 65536 - most for lane in lanes[: len(hours)]]


def send(scenario, plan, stay, name, fish, weight_cg, out):  # type: ignore[no-untyped-def]
    moves = [m for m in range(len(plan.move_day)) if plan.move_source[m] == stay]
    common = math.lcm(*(int(plan.move_den[m]) for m in moves))
    waiting = fish
    weights = [int(plan.move_num[m]) * (common // int(plan.move_den[m])) for m in moves]
    for move, part in zip(moves, shares(fish, weights) if moves else [], strict=True):
        dest = int(plan.move_dest[move])
        share = scenario.geographies[0].stages[plan.stage[dest]].move_mortality
        label = f"{name}>{scenario.containers[plan.container[dest]].name}"
        drawn = poisson_of(u(scenario.seed, Stream.DEATHS, label, int(plan.move_day[move])), part * share)
        dead = max(min(drawn, part - 1), 0)
        out["moves.fish"][move], out["moves.dead"][move], out["moves.before"][move] = part - dead, dead, waiting
        out["moves.weight_cg"][move] = weight_cg
        waiting -= part
