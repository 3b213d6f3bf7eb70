"""Open work: transfer workflows that people plan, drafted or cancelled, and those of the past that did not go smoothly.

The plan knows the moves of the past. What people write down of moves to come takes containers that nobody holds and
no delivery waits for, each one once, in the site where the fish are or in an area that has rested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from compiler.biology import spread
from compiler.diagnostics import Diagnostic
from compiler.filling.mishaps import Mishaps, drawn, mishaps, rank
from compiler.filling.vacancies import Vacancies
from compiler.nouns import BatchPlan, OpenWork, Scenario
from compiler.solving import share_out

Kind = Literal["LIFECYCLE_TRANSITION", "CONTAINER_REDISTRIBUTION", "EMERGENCY_CASCADE"]
Status = Literal["DRAFT", "PLANNED", "CANCELLED"]
TURNS: tuple[Kind, ...] = ("LIFECYCLE_TRANSITION", "EMERGENCY_CASCADE", "CONTAINER_REDISTRIBUTION")
"""Cancelled work is of these kinds by turns."""
SETTLED_DAYS = 3
"""Fish that came later are left alone: their move would have been written down before they came."""


@dataclass(frozen=True, slots=True)
class Step:
    """A planned action."""

    day: int
    source: int
    """Stay of the batch"""
    container: int
    """Destination: index into Scenario.containers"""
    share: tuple[int, int]
    """Numerator and denominator, of the fish in the source"""


@dataclass(frozen=True, slots=True)
class Work:
    """A workflow of a batch that nobody has begun to carry out."""

    kind: Kind
    status: Status
    stage: int
    """In which the fish are"""
    dest_stage: int
    """Into which they are to go; the same where the workflow only moves them"""
    day: int
    """On which it is planned to begin"""
    written: int
    """Day on which it was written down, and planned"""
    changed: int
    """Day on which it was last changed"""
    steps: tuple[Step, ...]
    reason: str
    """Why it was cancelled, '' where it was not"""

    @property
    def reserves(self) -> bool:
        """Whether its containers wait for the fish."""
        return self.status != "CANCELLED"


@dataclass(frozen=True, slots=True)
class Left:
    """What people have left open, and what did not go smoothly."""

    works: Mapping[int, tuple[Work, ...]]
    """[batch] transfer workflows that nobody has begun to carry out"""
    mishaps: Mishaps
    told: tuple[Diagnostic, ...] = ()
    """AQ352: of what the scenario asks for there is less"""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A batch whose fish are all in one stage, and have been for some days."""

    plan: BatchPlan
    stage: int
    stays: tuple[int, ...]
    since: int
    """Day on which the last of them came"""
    until: int
    """Day on which the stage is planned to end"""
    feeds: bool
    """The fish eat: eggs stay in their trays until all are moved on"""


@dataclass(slots=True)
class _Desk:
    """What is written down so far."""

    vacancies: Vacancies
    used: set[tuple[int, int]] = field(default_factory=set)
    """(batch, stay) whose fish somebody has planned to move"""
    works: dict[int, list[Work]] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        return self.vacancies.scenario

    def write(self, standing: _Standing, work: Work) -> None:
        """Put it to the batch; its containers and fish are taken."""
        self.works.setdefault(standing.plan.batch, []).append(work)
        if work.reserves:
            self.used |= {(standing.plan.batch, step.source) for step in work.steps}
            self.vacancies.take(step.container for step in work.steps)


def what_is_left(
    scenario: Scenario, plans: Sequence[BatchPlan], orders: Sequence[BatchPlan], carried: Set[int]
) -> Left:
    """As much as the scenario asks for, and finds batches and containers for.

    Args: plans  of the batches that have begun     orders  of those that are ordered and have not
          carried  batches of which a transfer is told leg by leg, or is to be: these have workflows of their own
    """
    law, desk, told = scenario.open_work, _Desk(Vacancies.of(scenario, (*plans, *orders))), list[Diagnostic]()
    for geography in range(len(scenario.geographies)):
        here = [plan for plan in plans if scenario.batches[plan.batch].geography == geography]
        standing = sorted(filter(None, (_standing(scenario, plan) for plan in here)), key=lambda s: s.plan.batch)
        ranked = sorted(standing, key=lambda one: rank(scenario, scenario.batches[one.plan.batch].number))
        changes = [one for one in standing if one.plan.batch not in carried and _moves_on(scenario, one)]
        changes.sort(key=lambda one: one.until)
        _plan_changes(desk, law, changes)
        _plan_spots(desk, ("CONTAINER_REDISTRIBUTION", law.redistributions), law.within_days // 2, ranked)
        _plan_spots(desk, ("EMERGENCY_CASCADE", law.emergencies), 0, ranked[::-1])
        _cancel(desk, law, ranked)
        told += _left_out(desk, geography) if standing else ()
    return Left(
        {batch: tuple(works) for batch, works in desk.works.items()},
        mishaps(scenario, [plan for plan in plans if plan.batch not in carried]),
        tuple(told),
    )


def _left_out(desk: _Desk, geography: int) -> Iterator[Diagnostic]:
    """AQ352 at what asks for more than there is room for in a geography that has fish."""
    scenario, law = desk.scenario, desk.scenario.open_work
    works = [work for at, own in desk.works.items() if scenario.batches[at].geography == geography for work in own]
    changes = [work for work in works if work.kind == "LIFECYCLE_TRANSITION"]
    spots = Counter(work.kind for work in works if work.status == "PLANNED")
    found = {
        "planned": sum(work.status == "PLANNED" for work in changes),
        "drafts": sum(work.status == "DRAFT" and len(work.steps) > 0 for work in changes),
        "redistributions": spots["CONTAINER_REDISTRIBUTION"],
        "emergencies": spots["EMERGENCY_CASCADE"],
        "cancellations": sum(work.status == "CANCELLED" for work in works),
    }
    for key, number in found.items():
        asked = getattr(law, key)
        if number < asked:
            where = scenario.geographies[geography].name
            message = f"open_work asks for {asked} {key}, but only {number} find fish and free containers in {where}"
            yield Diagnostic("AQ352", message, law.span_of(key), f"{key}: {number}", "note")


def _standing(scenario: Scenario, plan: BatchPlan) -> _Standing | None:
    """None where the batch is over, on its way, or has only just come to where it is."""
    stays = np.flatnonzero(plan.open)
    if not len(stays) or len(plan.due_source) or len(plan.ordered_day) or len(np.unique(plan.stage[stays])) > 1:
        return None
    stage, since = int(plan.stage[stays[0]]), int(plan.first[stays].max())
    until = plan.start + sum(run.days for run in scenario.batches[plan.batch].runs if run.stage <= stage)
    if since > scenario.as_of - SETTLED_DAYS:
        return None
    feeds = scenario.geographies[scenario.batches[plan.batch].geography].stages[stage].fcr > 0
    return _Standing(plan, stage, tuple(stays.tolist()), since, until, feeds)


def _moves_on(scenario: Scenario, one: _Standing) -> bool:
    """Whether its next stage is lived in other containers."""
    stages = scenario.geographies[scenario.batches[one.plan.batch].geography].stages
    return one.stage + 1 < len(stages) and stages[one.stage].pool != stages[one.stage + 1].pool


def _plan_changes(desk: _Desk, law: OpenWork, changes: Sequence[_Standing]) -> None:
    """Stage changes: first those into the last stage in fresh water, which the target's own form cannot plan so."""
    as_of, left = desk.scenario.as_of, {"PLANNED": law.planned, "DRAFT": law.drafts}
    soon = [one for one in changes if one.until - as_of <= law.early_days]
    for one in sorted(soon, key=lambda one: not _into_last_tanks(desk.scenario, one)):
        day = min(max(one.until, as_of), as_of + law.within_days - 1)
        if left["PLANNED"] and (steps := _into_next(desk, one, day)):
            left["PLANNED"] -= 1
            desk.write(one, _work(desk, one, "PLANNED", steps))
    for one in changes:
        unused = (one.plan.batch, one.stays[0]) not in desk.used
        if left["DRAFT"] and unused and (steps := _into_next(desk, one, max(one.until, as_of))):
            left["DRAFT"] -= 1
            desk.write(one, _work(desk, one, "DRAFT", steps))
    for one in changes[::-1][: law.empty_drafts]:
        desk.write(one, _work(desk, one, "DRAFT", ()))


def _into_last_tanks(scenario: Scenario, one: _Standing) -> bool:
    legs = [stage.leg for stage in scenario.geographies[scenario.batches[one.plan.batch].geography].stages]
    return legs[one.stage + 1] == "freshwater" and legs[one.stage + 2 : one.stage + 3] != ["freshwater"]


def _work(desk: _Desk, one: _Standing, status: Status, steps: tuple[Step, ...]) -> Work:
    """A stage change that is not begun."""
    as_of = desk.scenario.as_of
    written = max(as_of - desk.scenario.open_work.written_days, one.since + 1)
    day = min((step.day for step in steps), default=max(one.until, as_of))
    return Work("LIFECYCLE_TRANSITION", status, one.stage, one.stage + 1, day, written, written, steps, "")


def _into_next(desk: _Desk, one: _Standing, day: int) -> tuple[Step, ...]:
    """All fish into as many free containers as the next stage needs, some a day; none where no site has so many."""
    scenario, batch = desk.scenario, desk.scenario.batches[one.plan.batch]
    stages, run = scenario.geographies[batch.geography].stages, batch.runs[one.stage - batch.runs[0].stage]
    need = batch.runs[one.stage + 1 - batch.runs[0].stage].need
    boxes = next((boxes[:need] for boxes in _sites(desk, one, one.stage + 1, day) if len(boxes) >= need), None)
    if boxes is None:
        return ()
    sources = [scenario.containers[int(one.plan.container[stay])] for stay in one.stays]
    parts = [
        spread(stages, at, some)
        for at, some in ((one.stage, sources), (one.stage + 1, [scenario.containers[box] for box in boxes]))
    ]
    days = [day + at * run.overlap // len(sources) for at in range(len(sources))]
    return tuple(
        sorted(
            (
                Step(days[source], one.stays[source], boxes[dest], (num, den))
                for source, dest, num, den in share_out(*parts)
            ),
            key=lambda step: (step.day, step.source, step.container),
        )
    )


def _sites(desk: _Desk, one: _Standing, stage: int, day: int) -> Iterator[list[int]]:
    """Free containers that a stage of the batch may take, site by site."""
    return desk.vacancies.sites(one.plan.batch, stage, int(one.plan.container[one.stays[0]]), day)


def _plan_spots(desk: _Desk, wanted: tuple[Kind, int], after: int, ranked: Sequence[_Standing]) -> None:
    """Fish of one container into a free one nearby, that many days after as_of."""
    kind, left = wanted
    for one in ranked:
        if left and (work := _spot(desk, kind, one, desk.scenario.as_of + after)):
            desk.write(one, work)
            left -= 1


def _spot(desk: _Desk, kind: Kind, one: _Standing, day: int) -> Work | None:
    """All fish of a container in an emergency, half of them to give them room; None where there is none to spare."""
    law, as_of = desk.scenario.open_work, desk.scenario.as_of
    stays = [stay for stay in one.stays if (one.plan.batch, stay) not in desk.used]
    boxes = next(_sites(desk, one, one.stage, day), [])
    if not stays or not boxes or not one.feeds or one.until <= as_of + law.within_days + desk.scenario.harvest.days:
        return None
    emergency = kind == "EMERGENCY_CASCADE"
    written = as_of - 1 if emergency else max(as_of - law.written_days, one.since + 1)
    step = Step(day, stays[-1 if emergency else 0], boxes[0], (1, 1) if emergency else (1, 2))
    return Work(kind, "PLANNED", one.stage, one.stage, day, written, written, (step,), "")


def _cancel(desk: _Desk, law: OpenWork, ranked: Sequence[_Standing]) -> None:
    """Work that was given up before anything moved; its containers wait for nobody."""
    left = list(ranked)
    for turn in range(law.cancellations):
        for kind in (*TURNS[turn % len(TURNS) :], *TURNS[: turn % len(TURNS)]):
            found = next(((one, work) for one in left if (work := _given_up(desk, kind, one))), None)
            if found:
                left.remove(found[0])
                desk.write(*found)
                break


def _given_up(desk: _Desk, kind: Kind, one: _Standing) -> Work | None:
    """Work of a kind that was cancelled on the day before it was to begin; None where there was no room for it."""
    scenario, law = desk.scenario, desk.scenario.open_work
    written = max(scenario.as_of - 3 * law.written_days, one.since + 1)
    changed = max(scenario.as_of - law.written_days, written + 1)
    if kind != "LIFECYCLE_TRANSITION":
        box = next(_sites(desk, one, one.stage, changed + 1), [])[:1] if one.feeds else []
        share = (1, 1) if kind == "EMERGENCY_CASCADE" else (1, 2)
        steps = tuple(Step(changed + 1, one.stays[0], at, share) for at in box)
    else:
        steps = _into_next(desk, one, changed + 1) if _moves_on(scenario, one) else ()
    if not steps:
        return None
    reason = drawn(scenario, law.reasons, f"{scenario.batches[one.plan.batch].number}/{kind}")
    dest = one.stage + (kind == "LIFECYCLE_TRANSITION")
    return Work(kind, "CANCELLED", one.stage, dest, steps[0].day, written, changed, steps, reason)
