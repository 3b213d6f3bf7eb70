"""Variants: which living batches are asked what if, and when each answer begins and how long it lasts.

A case that begins in the present asks for the rest of the life: its stages are the present one, with the days that are
left of it, and those after it. So nothing depends on how the batch lived, only on where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.nouns import BatchPlan, Case, Scenario, Terms

TABLES = frozenset({
    "scenario", "scenario_projection_run", "scenario_scenarioprojection", "scenario_scenariomodelchange",
    "scenario_stage_constraint", "scenario_tgc_model_stage", "scenario_mortality_model_stage",
    "scenario_fcr_model_stage_override",
})  # fmt: skip
"""Without one of these nothing is asked: an answer would lack a part of its question."""
USUAL = Terms(mortality_times=1.0, growth_times=1.0, feed_times=1.0, feed_from_g=0.0)
"""Those of a baseline."""
ASKED_S, BETWEEN_S = 9 * HOUR, 600
"""Variants are made on the morning before as_of, their runs ten minutes apart."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A case, asked of a batch."""

    batch: int
    """Index into Scenario.batches"""
    case: Case
    start: int
    """Day 1, days since 1970-01-01"""
    begun: int
    """Index of the stage that it begins in"""
    rest: int
    """Days of that stage"""
    days: int
    """Of the scenario"""

    @property
    def terms(self) -> Terms:
        """Those of the scenario as it stands: of its last run."""
        return self.case.runs[-1].terms if self.case.runs else USUAL

    @property
    def stated(self) -> tuple[Terms, ...]:
        """All that its runs, or the scenario without any, and its change of models reckon with."""
        runs = tuple(run.terms for run in self.case.runs) or (USUAL,)
        return (*runs, self.case.change.terms) if self.case.change else runs


def asked_s(scenario: Scenario, run: int = 0) -> int:
    """Moment at which a variant is made, and its run: seconds since 1970-01-01 00:00 UTC."""
    return (scenario.as_of - 1) * SECONDS_PER_DAY + ASKED_S + run * BETWEEN_S


def build_variants(scenario: Scenario, plans: Sequence[BatchPlan]) -> tuple[Variant, ...]:
    """The variants of all chosen batches, by batch, then case; none of a case that changes after the end of a batch.

    Args: plans  of the batches that have begun
    """
    law = scenario.variants
    if law is None or TABLES & scenario.tables_off:
        return ()
    living = [plan for plan in plans if _may_be_asked(scenario, plan, law.least_days)]
    chosen = [plan for plan in living if scenario.batches[plan.batch].number in law.named]
    for geography in range(len(scenario.geographies)):
        own = [plan for plan in living if scenario.batches[plan.batch].geography == geography]
        chosen += _spread(sorted(own, key=lambda plan: (plan.start, plan.batch)), law.count)
    asked = [
        _variant(scenario, plan, case) for plan in sorted(chosen, key=lambda plan: plan.batch) for case in law.cases
    ]
    return tuple(one for one in asked if one.case.change is None or one.case.change.day <= one.days)


def _may_be_asked(scenario: Scenario, plan: BatchPlan, least_days: int) -> bool:
    """Whether all its fish are there, of one origin, live, eat, and have so many days ahead."""
    mixed = scenario.batches[plan.batch].mixed != "no"
    if mixed or len(plan.ordered_day) or not plan.open.any():
        return False
    stages = scenario.geographies[scenario.batches[plan.batch].geography].stages
    now = int(plan.stage[plan.open].max())
    return stages[now].fcr > 0 and _rest(scenario, plan) + sum(one.days for one in stages[now + 1 :]) >= least_days


def _rest(scenario: Scenario, plan: BatchPlan) -> int:
    """Days that are left of the newest stage, at least one."""
    stages = scenario.geographies[scenario.batches[plan.batch].geography].stages
    now = int(plan.stage[plan.open].max())
    return max(stages[now].days - (scenario.as_of - int(plan.first[plan.stage == now].min())), 1)


def _spread(plans: Sequence[BatchPlan], count: int) -> list[BatchPlan]:
    """So many of the batches, from the middles of equal parts of their ages; the one in the middle if it is one."""
    count = min(count, len(plans))
    return [plans[(2 * at + 1) * len(plans) // (2 * count)] for at in range(count)]


def _variant(scenario: Scenario, plan: BatchPlan, case: Case) -> Variant:
    batch = scenario.batches[plan.batch]
    stages = scenario.geographies[batch.geography].stages
    if case.begins == "present":
        start, begun, rest = scenario.as_of, int(plan.stage[plan.open].max()), _rest(scenario, plan)
    else:
        start, begun = int(np.min(plan.first)) + case.later_days, batch.begins.stage
        rest = stages[begun].days
    life = rest + sum(one.days for one in stages[begun + 1 :])
    return Variant(plan.batch, case, start, begun, rest, min(life, case.days or life))
