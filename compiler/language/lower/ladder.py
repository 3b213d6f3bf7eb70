"""Ladders: batches that stand on given days of their lives at as_of, or before a harvest on a given day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from compiler.biology import forecast
from compiler.diagnostics import Span
from compiler.language.lower.reading import Notes, alike
from compiler.language.lower.values import Values
from compiler.nouns import Beginning, Geography

STAGGER_DAYS = 30
"""Days between the finished batches of a ladder that does not say `every_days`."""


@dataclass(frozen=True, slots=True)
class Start:
    """A wished start, and the line that made it."""

    day: int
    span: Span
    harvest_day: int | None = None
    """Last day of the harvest, where the scenario states it: the batch then grows as fast as that needs."""


def ladder(root: Values, group: str, geography: Geography, begins: Beginning, as_of: int, notes: Notes) -> list[Start]:
    """The starts of a group that says at_days, at_stage_days, days_to_harvest or completed. Tells AQ223."""
    values: Values = root["batches"][group]
    starts = [Start(as_of - day, values.at("at_days", at)) for at, day in enumerate(values.get("at_days", ()))]
    starts += _in_stages(values, geography, begins, as_of, notes)
    starts += _before_harvest(root, values, geography, begins, as_of)
    life, every = sum(stage.days for stage in geography.stages[begins.stage :]), values.get("every_days", STAGGER_DAYS)
    starts += [
        Start(as_of - life - serial * every, values.at("completed")) for serial in range(1, values["completed"] + 1)
    ]
    return starts


def _in_stages(values: Values, geography: Geography, begins: Beginning, as_of: int, notes: Notes) -> Iterator[Start]:
    stages = geography.stages[begins.stage :]
    before = {stage.name: sum(s.days for s in stages[:index]) for index, stage in enumerate(stages)}
    for name, days in sorted(values.get("at_stage_days", {}).items()):
        if name not in before:
            notes.say(
                "AQ223",
                f"{name} is no stage of the batches of this group",
                values.at("at_stage_days", name),
                alike(name, before),
            )
            continue
        for at, day in enumerate(days):
            yield Start(as_of - before[name] - day, values.at("at_stage_days", name, at))


def _before_harvest(
    root: Values, values: Values, geography: Geography, begins: Beginning, as_of: int
) -> Iterator[Start]:
    """Each starts when an ordinary batch with a harvest in the middle of the range would have to."""
    wanted = values.get("days_to_harvest", ())
    if not wanted:
        return
    life = sum(stage.days for stage in geography.stages[begins.stage :])
    low, high = values["harvest_weight_g"]
    start = np.arange(as_of + min(wanted) - life, as_of + max(wanted), dtype=np.int64)
    ordinary, middle = np.ones(len(start)), np.full(len(start), (low + high) / 2)
    growth = forecast(geography, start, ordinary, middle, begins, root["harvest"]["days"])
    ends = start + growth.days.sum(axis=0)
    for at, days in enumerate(wanted):
        nearest = int(np.argmin(np.abs(ends - (as_of + days))))
        yield Start(int(start[nearest]), values.at("days_to_harvest", at), as_of + days)
