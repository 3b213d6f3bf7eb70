"""Treatments of a batch: vaccinations of all containers of a stage, delousings of single rings, and what is stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from compiler.exact import Stream, one_uniform
from compiler.filling.part import Part, batch_of, geography_of
from compiler.nouns import kept


@dataclass(frozen=True, slots=True)
class Treatment:
    """One container treated on one day."""

    stay: int
    day: int
    kind: str
    """treatment_type of the target"""
    text: str
    dosage: str
    days: int
    withholding_days: int
    vaccine: str = ""
    percent: int = 0
    """Share of the mobile lice removed, per cent"""
    works: bool = True
    """A success, not a partial one."""
    outcome: str = ""
    """As stated, '' of vaccinations and delousings"""


@kept
def treatments(part: Part) -> tuple[Treatment, ...]:
    """All treatments by day and stay, before the end of history and of their stay."""
    found = [*_vaccinations(part), *_delousings(part), *_cures(part)]
    return tuple(sorted(found, key=lambda one: (one.day, one.stay, one.text)))


def _vaccinations(part: Part) -> Iterator[Treatment]:
    """The containers of a stage one after the other, evenly over the days of the campaign."""
    plan = part.history.plan
    for at, law in enumerate(geography_of(part).stages):
        stays = np.flatnonzero(plan.stage == at).tolist()
        for one in law.vaccinations if stays else ():
            begin = int(plan.first[stays].min()) + one.day
            for place, stay in enumerate(stays):
                day = begin + place * one.days // len(stays)
                if plan.first[stay] <= day < plan.end[stay]:
                    text = f"Vaccination with {one.vaccine}, {law.name}"
                    yield Treatment(
                        stay, day, "vaccination", text, one.dosage, 1, one.withholding_days, vaccine=one.vaccine
                    )


def _delousings(part: Part) -> Iterator[Treatment]:
    history, law = part.history, geography_of(part).lice
    if law is None:
        return
    for at in np.flatnonzero(history.treatments.day < history.plan.end[history.treatments.stay]).tolist():
        method, percent = law.methods[int(history.treatments.method[at])], int(history.treatments.percent[at])
        yield Treatment(
            stay=int(history.treatments.stay[at]),
            day=int(history.treatments.day[at]),
            kind=method.kind,
            text=f"{method.name} against sea lice",
            dosage=method.dosage,
            days=method.duration_days,
            withholding_days=method.withholding_days,
            percent=percent,
            works=percent >= law.works_percent,
        )


def _cures(part: Part) -> Iterator[Treatment]:
    """Stated treatments of containers that hold fish, and hold them until nothing withholds them any more."""
    scenario, plan, number = part.world.scenario, part.history.plan, batch_of(part).number
    harvest = plan.start + sum(run.days for run in batch_of(part).runs) - scenario.harvest.days
    for one in scenario.cures:
        day = scenario.as_of - one.days_ago
        for stay in np.flatnonzero(plan.open & (plan.first <= day)).tolist() if plan.open.any() else ():
            stage = geography_of(part).stages[int(plan.stage[stay])].name
            entity = f"{number}/{scenario.containers[int(plan.container[stay])].entity}/{one.name}/treatment"
            if stage not in one.stages or one_uniform(scenario.seed, Stream.ACTIVITY, entity) >= one.share:
                continue
            if day + one.withholding_days <= harvest:
                yield Treatment(
                    stay,
                    day,
                    one.kind,
                    one.name,
                    one.dosage,
                    one.duration_days,
                    one.withholding_days,
                    outcome=one.outcome,
                )
