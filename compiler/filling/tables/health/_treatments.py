"""Treatments of a batch: vaccinations of all containers of a stage, and delousings of single rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from compiler.filling.part import Part, geography_of


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


def treatments(part: Part) -> tuple[Treatment, ...]:
    """All treatments by day and stay, before the end of history and of their stay."""
    found = [*_vaccinations(part), *_delousings(part)]
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
