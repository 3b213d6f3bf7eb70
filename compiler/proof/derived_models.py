"""The models that a projection goes by, as the planning engine reads them: ranges of weight and stages stand above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import cursor as Cursor

from compiler.proof.derived_facts import ask, normalised, read_profile, read_stages, stage_on, temperature

MODELS = """
    select t.tgc_value, t.profile_id, m.rate from public.scenario_tgcmodel t, public.scenario_mortalitymodel m
    where t.model_id = %s and m.model_id = %s"""
TGC = "select lifecycle_stage, tgc_value::float8 from public.scenario_tgc_model_stage where tgc_model_id = %s"
RATES = """select lifecycle_stage, daily_rate_percent::float8 from public.scenario_mortality_model_stage
           where mortality_model_id = %s"""
RANGES = """
    select f.stage_id, o.min_weight_g::float8, o.max_weight_g::float8, o.fcr_value::float8
    from public.scenario_fcr_model_stage_override o join public.scenario_fcrmodelstage f on f.id = o.fcr_stage_id
    where f.model_id = %s order by o.min_weight_g, o.id"""
Stage = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Models:
    """A growth model, one of feed conversion and one of mortality."""

    tgc: float
    stage_tgc: Mapping[str, float]
    """[stage name] in place of it"""
    profile: Mapping[int, float]
    stages: tuple[Stage, ...]
    ranges: tuple[tuple[int, float, float, float], ...]
    """(stage id, least and greatest weight, feed conversion), by least weight"""
    mortality: float
    """Daily, per cent"""
    stage_mortality: Mapping[str, float]
    """[stage name] in place of it"""

    def coefficient(self, stage: Stage) -> float:
        """What a degree adds to the cube root of the weight."""
        return normalised(self.stage_tgc.get(stage["name"], self.tgc))

    def rate(self, stage: Stage) -> float:
        """Daily mortality, a fraction."""
        return self.stage_mortality.get(stage["name"], self.mortality) / 100

    def fcr(self, stage: Stage, weight: float) -> float:
        """Feed conversion at a weight before growth."""
        ranged = (fcr for at, low, high, fcr in self.ranges if at == stage["id"] and low <= weight <= high)
        own = next(one["fcr"] for one in self.stages if one["id"] == stage["id"])
        return float(next(ranged, own))

    def temperature(self, day: int) -> float:
        """Of the profile, on a day number."""
        return temperature(self.profile, day)

    def stage_on(self, day: int) -> Stage:
        """The stage that projections put a day number into."""
        return self.stages[stage_on(self.stages, day)]


def read_models(cursor: Cursor, tgc: int, fcr: int, mortality: int) -> Models:
    """The models of these ids. Errors: psycopg2.Error."""
    [(value, profile, rate)] = ask(cursor, MODELS, tgc, mortality)
    return Models(
        value,
        dict(ask(cursor, TGC, tgc)),
        read_profile(cursor, profile),
        read_stages(cursor, fcr),
        tuple(ask(cursor, RANGES, fcr)),
        rate,
        dict(ask(cursor, RATES, mortality)),
    )
