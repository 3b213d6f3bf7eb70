"""What laws must know of the scenario and no row says: mortality, growth and appetite as stated, limits, seasons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from compiler.biology import loads, paces, spread, usual
from compiler.filling.fasting import fast_days
from compiler.filling.suffering import RARE, burden, rare_count, suffering
from compiler.nouns import (
    AccountGroup,
    Broodstock,
    Container,
    Geography,
    Harvest,
    History,
    Lice,
    Mortality,
    Scenario,
    Stage,
    Water,
)

BOUND = 2.0
"""Effects of batches and containers are cut at so many standard deviations."""
TAIL = 2.5
"""Skewed effects, of mortality, are cut at so many."""
DEVIATION = 3.0
"""Deviations of costs and budgets are cut at so many standard deviations."""
OFTEN = 0.1
"""A silent sensor that falls silent again, before it is heard of, with more than this chance is reckoned with."""
MOST_SILENT = 3650
"""Days: a sensor that may be silent so long need not speak at all."""
SPELL_DAYS = 4
"""Spells of fewer days leave a temperature that does not resemble that of the day before."""


def farm_facts(scenario: Scenario, histories: Sequence[History]) -> Mapping[str, Any]:
    """JSON values only, in the order of the manifest; docs/verify.md says what each is."""
    geographies = scenario.geographies
    return {
        "mode": scenario.solve.mode,
        "defects": {one.kind: one.permille for one in scenario.defects if one.permille},
        "off": sorted(scenario.tables_off),
        "roles": dict(sorted(Counter(_roles(scenario)).items())),
        "readings_a_day": len(scenario.reading_hours),
        "fast_days": fast_days(scenario, histories),
        "treated_days": max(scenario.appetite.vaccination_days, scenario.appetite.delousing_days) + 1,
        "spell_days": scenario.appetite.spell_days,
        "silent_days": _silent_days(scenario),
        "weather_a_day": len(scenario.weather_hours),
        "journal_every_days": scenario.journal.every_days,
        "reorder_share": scenario.supply.reorder_share,
        "broodstock": _broodstock(scenario.broodstock),
        "least_grade_permille": _least_grade(scenario.harvest),
        "thinnest": scenario.netting.least_weight,
        "net": [scenario.netting.kept_chance, scenario.netting.most_chance],
        "grade_weight": round(sum(share * weight for _, share, weight in scenario.harvest.grades) / 1e6, 6),
        "lightest_harvest_g": min((batch.harvest_weight_g for batch in scenario.batches), default=None),
        "lice": {one.name: _lice(one.lice) for one in geographies if one.lice},
        "air": {one.name: list(one.climate.air_temp_monthly_c) for one in geographies if one.climate},
        "finance": _finance(scenario),
        "sea": {one.name: {"monthly_c": list(one.sea_temp_c), "sd_c": one.sea_temp_sd_c} for one in geographies},
        "waters": _waters(scenario),
        **suffering(scenario, histories),
        "stages": {
            one.name: _stages(scenario, one, full) for one, full in zip(geographies, _fullest(scenario), strict=True)
        },
    }


def _least_grade(law: Harvest) -> int:
    """The least part of a ring's fish that the rarest grade may be."""
    least = min((share for _, share, _ in law.grades if share), default=1000)
    return int(least * (1.0 - BOUND * law.share_sd) / (1.0 + BOUND * law.share_sd))


def _silent_days(scenario: Scenario) -> int:
    """A gap and an outage one after the other last at most so long; with those that chance may add to them, where
    they are frequent, each as long as they are in the mean (`_instruments`)."""
    law = scenario.instruments
    gap = law.gap_hours if law.gaps_per_year else 0
    outage = law.outage_hours if law.outages_per_year else 0
    mean_days = max(gap, outage) / 3.0 / 24.0
    again = 1.0 - math.exp(-(law.gaps_per_year + law.outages_per_year) / 365.0 * mean_days)
    more = math.ceil(RARE / -math.log(again)) if again > OFTEN else 0
    return min(math.ceil((gap + outage) / 24.0 + more * mean_days), MOST_SILENT)


def _finance(scenario: Scenario) -> Mapping[str, Any]:
    """What sellers of harvested fish reckon with; where accounts are kept, which cost groups are the farm's own too."""
    finance = scenario.finance
    costs: dict[str, dict[str, dict[str, float]]] = {}
    for one in scenario.geographies:
        for policy in one.trade.policies if one.trade else ():
            if policy.cost_per_kg is not None:
                costs.setdefault(one.name, {}).setdefault(policy.seller, {})[policy.grade] = policy.cost_per_kg
    if not finance.account_groups:
        return {"cost_per_kg": costs}
    groups = [group for group in finance.account_groups if group.cost_group and not group.direct]
    own = [
        (kind, [g.cost_group for g in groups if g.comes_from == kind and not _rated(g)]) for kind in ("feed", "fish")
    ]
    least = finance.budget.whole / (1.0 - DEVIATION * finance.budget.sd)
    return {
        **dict(own),
        "eggs_per_thousand": finance.eggs_per_thousand,
        "cost_per_kg": costs,
        "budgeted_from": round(least, 2),
    }


def _rated(group: AccountGroup) -> bool:
    """Whether rates add to what comes from the farm."""
    rates = (group.freshwater, group.sea)
    return any(one.per_month or one.per_tonne or one.per_thousand for one in rates)


def _roles(scenario: Scenario) -> list[str]:
    """Of users who can log in."""
    able = [user for user in scenario.users if user.password_hash.startswith("pbkdf2_")]
    return [user.role for user in able] + ["superuser" for user in able if user.is_superuser]


def _broodstock(law: Broodstock | None) -> Mapping[str, Any]:
    """When own fish spawn, and the most eggs of a pair; {} where there are none."""
    return {"spawning_months": list(law.spawning_months), "eggs_a_pair": law.eggs_a_pair[1]} if law else {}


def _waters(scenario: Scenario) -> Mapping[str, Any]:
    """[leg][parameter] the lowest and the highest value of its sensors in any stage, whether slow noise rules, and
    whether they move at all: between their limits, by more than their last digit."""
    found: dict[str, dict[str, list[float]]] = {}
    for geography in scenario.geographies:
        for stage in geography.stages:
            known = found.setdefault(stage.leg, {})
            for water in stage.waters:
                low, high, slow, lively = known.get(water.parameter, (water.low, water.high, True, True))
                level = sum(usual(geography, stage, water, scenario.water_course)) / 2.0
                lively = lively and water.low < level < water.high and water.own_sd * 10**water.decimals >= 1.0
                steady = geography.temp_spell_days >= SPELL_DAYS if water.follows_temperature else True
                quick = math.hypot(water.own_sd, _spiking(scenario, water))
                slow = slow and lively and steady and 0 < water.shared_sd >= quick
                known[water.parameter] = [min(low, water.low), max(high, water.high), slow, lively]
    return found


def _spiking(scenario: Scenario, water: Water) -> float:
    """What spikes add to the noise of a day's mean, standard deviation."""
    law, hours = scenario.instruments, max(len(scenario.reading_hours), 1)
    height = law.spike_share * (water.high - water.low) / math.sqrt(3.0)
    return height / hours * math.sqrt(min(law.spikes_per_year / 365.0, 1.0))


def _lice(law: Lice) -> Mapping[str, Any]:
    effects = [one.effect - BOUND * one.effect_sd for one in law.methods if one.weight]
    return {
        "every_days": law.count_every_days,
        "limit": list(law.limit_monthly),
        "within_days": law.wait_days[1] + law.campaign_days,
        "least_effect": round(min(effects, default=0.0), 6),
    }


def _stages(scenario: Scenario, geography: Geography, fullest: Sequence[float]) -> Mapping[str, Any]:
    growth = min((batch.growth_factor for batch in scenario.batches), default=1.0)
    return {
        law.name: {
            **_stage(law, growth, scenario.mortality),
            "burden": burden(scenario, geography, law),
            "fullest": full,
        }
        for law, full in zip(geography.stages, fullest, strict=True)
    }


def _fullest(scenario: Scenario) -> list[list[float]]:
    """[geography, stage] the largest share of a container's capacity that a batch fills at its end, if all of it live
    and grow as well as those of a container may."""
    fullest = [[0.0] * len(one.stages) for one in scenario.geographies]
    most = cache(lambda number, at, need: _most(scenario, (number, at), need))
    for _, run in groupby(loads(scenario), key=lambda load: load.batch.number):
        own = list(run)
        batch = own[0].batch
        pace, found = {one.stage: one.factor for one in paces(scenario, batch)}, fullest[batch.geography]
        for load in own:
            law = scenario.geographies[batch.geography].stages[load.stage]
            best = max(pace.get(load.stage, 1.0), 1.0) * (1.0 + BOUND * law.growth_sd)
            whole_kg = (batch.eggs - batch.dead_on_arrival) * load.last_weight_g * best**3 / 1000.0
            share = most(batch.geography, load.stage, batch.runs[load.run].need)
            found[load.stage] = max(found[load.stage], round(whole_kg * share, 6))
    return fullest


def _most(scenario: Scenario, stage: tuple[int, int], need: int) -> float:
    """Share of a container's capacity that each kg of a batch fills at most, in the least containers of a site."""
    (number, at), shares = stage, [0.0]
    stages = scenario.geographies[number].stages
    for site in _sites(scenario, number, stages[at]):
        boxes = sorted(site, key=lambda one: one.max_biomass_kg)[:need]
        parts = spread(stages, at, boxes)
        shares += [part / sum(parts) / one.max_biomass_kg for part, one in zip(parts, boxes, strict=True)]
    return max(shares)


def _sites(scenario: Scenario, number: int, law: Stage) -> list[list[Container]]:
    """Containers of a geography that hold fish of the stage, by station or area."""
    found: dict[int, list[Container]] = {}
    for one in scenario.containers:
        if one.structural or one.leg != law.leg:
            continue
        hall = None if one.leg == "sea" else scenario.halls[one.place]
        site = one.place if hall is None else hall.station
        home = scenario.areas[site].geography if hall is None else scenario.stations[site].geography
        if home == number and one.max_biomass_kg and (hall is None or law.name in hall.stages):
            found.setdefault(site, []).append(one)
    return list(found.values())


def _stage(law: Stage, growth: float, manner: Mortality) -> Mapping[str, Any]:
    coldest = max(min(law.temp_monthly_c) - 1.0, 0.0)
    spread, most = _mortality_spread(law, manner)
    return {
        "order": law.order,
        "leg": law.leg,
        "days": law.days,
        "move_days": law.move_days,
        "move_mortality": law.move_mortality,
        "dies_a_day": round(law.mortality_per_day * (1.0 + _outbreak_days(law, _outbreaks(law)) / law.days), 9),
        "peak": law.mortality_peak,
        "peak_days": law.mortality_peak_days,
        "outbreaks": law.episodes_per_year > 0,
        "quality_spread": round(_worst(law.quality_sd) - 1.0, 9),
        "mortality_spread": spread,
        "mortality_most": most,
        "first_weight_g": law.first_weight_g,
        "root_a_day": round(law.tgc / 1000.0 * coldest * growth * (1.0 - BOUND * law.growth_sd), 9),
        "fcr": law.fcr,
        "fcr_spread": round(BOUND * law.fcr_sd + law.fcr_rise / 2.0 + law.fcr_cold * _seasons(law), 9),
        "meals_a_day": len(law.meal_hours) if law.fcr else 0,
        "appetite_sd": law.appetite_sd,
        "weight_cv": law.weight_cv,
        "condition": law.condition_factor,
        "condition_last": law.condition_factor if law.condition_last is None else law.condition_last,
        "last_weight_g": law.expected_max_g,
        "condition_sd": law.condition_sd,
        "sample_every_days": law.sample_every_days,
        "sample_fish": law.sample_fish,
        "sample_from_g": law.sample_from_g,
        "vaccinated_by": max((one.day + one.days for one in law.vaccinations), default=None),
    }


def _outbreaks(law: Stage) -> float:
    """Expected in the stage."""
    return law.episodes_per_year / 365.0 * law.days


def _outbreak_days(law: Stage, number: float) -> float:
    """Base loads, in days, that so many outbreaks cost."""
    course = sum(1.0 - abs((2.0 * day + 1.0) / law.episode_days - 1.0) for day in range(law.episode_days))
    return number * (law.episode_factor - 1.0) * course


def _mortality_spread(law: Stage, manner: Mortality) -> tuple[float, float]:
    """Standard deviation of a container's mortality around the stated, and by how much it may differ at most.

    The total of a stage is kept to what was stated for a container of mean exposure; the others differ by as much of it
    as outbreaks are of all.
    """
    cost = manner.outbreak_height[1] * _outbreak_days(law, rare_count(_outbreaks(law)))
    share = cost / (law.days + cost)
    least, most = manner.outbreak_exposure
    spread = math.hypot(law.mortality_sd, (most - least) / math.sqrt(12.0) * share)
    return round(spread, 6), round(_worst(law.mortality_sd) * (1.0 + max(most - 1.0, 0.0) * share) - 1.0, 6)


def _worst(spread: float) -> float:
    """The largest factor that a skewed effect of this spread can be."""
    part = spread / 2.0
    return (1.0 + TAIL * part) ** 2 / (1.0 + part * part)


def _seasons(law: Stage) -> float:
    """How far the normals of the water stray from their mean, at most."""
    mean = sum(law.temp_monthly_c) / 12.0
    return max(abs(one - mean) for one in law.temp_monthly_c)
