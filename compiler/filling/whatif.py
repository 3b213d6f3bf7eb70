"""What the variants of a batch reckon with: their beginnings, profiles, growth models and runs, each as rows need it.

A variant grows in the baseline's effective temperatures of the same day of life. One that begins anew and later lives
in another season: the sea of its days at sea is warmer or colder by the difference of the normals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.exact import between_months, half_even
from compiler.filling.derive import projection_of
from compiler.filling.derive.law import stage_by_age
from compiler.filling.derive.projection import Course, Projection, project
from compiler.filling.models import (
    FeedModel,
    baseline_feed_model,
    bettered,
    feed_model_of,
    model_stages,
    mortality_rate_pct,
    range_from_g,
    stage_fcr,
)
from compiler.filling.part import GrowthModel, Part, batch_of, geography_of, growth_model
from compiler.filling.variants import USUAL, Variant
from compiler.nouns import Terms
from compiler.target import MOST_C, model_tgc

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

LEAST_CC = 1
"""As baselines, no variant has water of less than 0.01 degrees."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a scenario; `variant` is None for the baseline's only one."""

    scenario: int
    """Position among the batch's scenarios, the baseline first"""
    variant: Variant | None
    number: int
    label: str
    terms: Terms
    days: int

    def __len__(self) -> int:
        return self.days


@dataclass(frozen=True, slots=True)
class Profile:
    """The temperatures of a scenario, [day] 0.01 degrees."""

    scenario: int
    temp_cc: Int64

    def __len__(self) -> int:
        return len(self.temp_cc)


@dataclass(frozen=True, slots=True)
class Growth:
    """A growth model of a scenario; two of one scenario share its profile."""

    scenario: int
    variant: Variant | None
    times: float
    """TGC in parts of the baseline's"""


def variants_of(part: Part) -> tuple[Variant, ...]:
    """What is asked of the batch."""
    return tuple(one for one in part.world.variants if one.batch == part.history.plan.batch)


def scenarios_of(part: Part) -> tuple[Variant | None, ...]:
    """The batch's scenarios in id order: the baseline, then its variants."""
    return (None, *variants_of(part))


def runs_of(part: Part) -> tuple[Run, ...]:
    """The batch's runs in id order."""
    found = [Run(0, None, 1, "", USUAL, part.derived.baseline.days)]
    for at, one in enumerate(variants_of(part), 1):
        found += [Run(at, one, n, run.label, run.terms, one.days) for n, run in enumerate(one.case.runs, 1)]
    return tuple(found)


def profiles_of(part: Part) -> tuple[Profile, ...]:
    """The temperature profiles of the batch's scenarios."""
    own = [Profile(at, _profile_cc(part, one)) for at, one in enumerate(variants_of(part), 1)]
    return (Profile(0, part.derived.baseline.temp_cc), *own)


def growths_of(part: Part) -> tuple[Growth, ...]:
    """The growth models of the batch in id order."""
    found = [Growth(0, None, 1.0)]
    for at, one in enumerate(variants_of(part), 1):
        found += [Growth(at, one, times) for times in dict.fromkeys(terms.growth_times for terms in one.stated)]
    return tuple(found)


def growth_at(part: Part, variant: Variant, terms: Terms) -> int:
    """Position of the growth model of a variant's terms among the batch's. Errors: ValueError for terms not stated."""
    return [(one.variant, one.times) for one in growths_of(part)].index((variant, terms.growth_times))


def growth_named(part: Part, growth: Growth) -> GrowthModel:
    """A growth model of the batch, as the target names its parameters."""
    own = growth_model(part)
    if growth.variant is None:
        return own
    name = f"{own.name}, {growth.variant.case.name}" + (f" x {growth.times:.12g}" if growth.times != 1.0 else "")
    return replace(own, name=name, tgc_value=_tgc(part, growth.times))


def feed_model_at(part: Part, variant: Variant | None, terms: Terms) -> FeedModel:
    """The model of feed conversion of a scenario under these terms."""
    world = part.world
    return baseline_feed_model(world, batch_of(part)) if variant is None else feed_model_of(world, variant, terms)


def beginning(part: Part, variant: Variant | None) -> tuple[int, int]:
    """Fish and mean weight (0.01 g) with which a scenario begins: the living, or as the baseline does."""
    baseline = part.derived.baseline
    if variant is None or variant.case.begins == "anew":
        return baseline.eggs, baseline.weight_cg
    stays = np.flatnonzero(part.history.plan.open)
    fish = part.history.stays.left[stays].astype(np.int64)
    weight = part.history.days.weight_cg[part.history.last_cell[stays]].astype(np.int64)
    alive = int(fish.sum())
    return max(alive, 1), max(int(half_even(np.array((fish * weight).sum() / max(alive, 1)), 0)), 1)


def constraint_id(part: Part, variant: Variant | None) -> int | None:
    """The set of constraints that a scenario names: the target's only one, or none."""
    law, weight = part.world.scenario.variants, beginning(part, variant)[1] / 100.0
    if law is None or variant is None or not variant.case.constrained:
        return None
    return 1 if any(low <= weight <= high for _, (low, high) in law.limits) else None


def run_projection(part: Part, run: Run) -> Projection:
    """The days of a run."""
    scenario = part.world.scenario
    if run.variant is None:
        return projection_of(scenario, part.history, part.derived)
    return project(_course(part, run.variant, run.terms), [stage.name for stage in geography_of(part).stages])


def _course(part: Part, variant: Variant, terms: Terms) -> Course:
    stages, ladder = geography_of(part).stages, part.derived.ladder
    lengths = [0] * variant.begun + [
        days for _, _, days in model_stages(part.world, feed_model_at(part, variant, terms))
    ]
    day = np.arange(1, variant.days + 1, dtype=np.int64)
    stage = stage_by_age(replace(ladder, ends=np.cumsum(lengths)), day)
    change = variant.case.change
    spans = [(terms, day > 0)] + ([(change.terms, day >= change.day)] if change else [])
    tgc, rate, fcr, ranged, begins = (np.zeros(len(day)) for _ in range(5))
    for now, held in spans:
        model = feed_model_at(part, variant, now)
        ranges = [range_from_g(model, one) for one in stages]
        tgc[held], rate[held] = _tgc(part, now.growth_times), mortality_rate_pct(part.world, now.mortality_times)
        fcr[held] = np.array([stage_fcr(model, one) for one in stages])[stage[held]]
        ranged[held] = np.array([bettered(model, float(one)) for one in ladder.fcr])[stage[held]]
        begins[held] = np.array([np.inf if at is None else at for at in ranges])[stage[held]]
    fish, weight_cg = beginning(part, variant)
    return Course(
        weight_cg=weight_cg,
        fish=fish,
        stage=stage,
        temp_cc=_profile_cc(part, variant),
        tgc=tgc,
        mortality_pct=rate,
        fcr=fcr,
        ranged_fcr=ranged,
        range_from_g=begins,
        cap_g=ladder.cap_g,
    )


def _tgc(part: Part, times: float) -> float:
    """g^(1/3) per degree-day."""
    own = part.derived.baseline.tgc
    return own if times == 1.0 else model_tgc(own * times * 1000.0)


def _profile_cc(part: Part, variant: Variant) -> Int64:
    """[day] the water of a variant: that of the same day of life, in the season in which it is lived."""
    baseline, stages = part.derived.baseline, geography_of(part).stages
    anew = variant.case.begins == "anew"
    since = 0 if anew else variant.start - baseline.start
    at = np.arange(since, since + variant.days, dtype=np.int64)
    known = baseline.temp_cc[np.minimum(at, len(baseline.temp_cc) - 1)].astype(np.float64) / 100.0
    stage = stage_by_age(part.derived.ladder, at + 1)
    if variant.case.later_days:
        days, normals = baseline.start + at, geography_of(part).sea_temp_c
        season = between_months(normals, days + variant.case.later_days) - between_months(normals, days)
        known += np.where(np.array([one.leg == "sea" for one in stages])[stage], season, 0.0)
    known += np.where(np.array([one.fcr > 0 for one in stages])[stage], variant.case.warmer_c, 0.0)
    return np.clip(half_even(known, 2), LEAST_CC, round(MOST_C * 100))
