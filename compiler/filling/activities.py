"""Planned activities of a batch: what the templates of the target ask for, what is done, what waits.

A batch that has ended has none, but for the culling of one that was terminated. The others have one a template of the
kind DAY_OFFSET, due so many days after their birth, or after the birth that bought fish would have had, of which what
comes before their delivery is left out, but for the harvest, which is due when it is booked. One that is due before the
end of history is COMPLETED on its day, unless it is overdue; a TRANSFER goes with its workflow, from the day on which
that is written down; a HARVEST stays open until the batch is harvested. Beside them stand a HARVEST for each container
that is to be emptied soon, a TREATMENT for each ring with lice above the limit that is not treated yet, and what
somebody plans by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import HOUR, SECONDS_PER_DAY, Stream, one_uniform
from compiler.filling.actions import works_of
from compiler.filling.fleet import planned_on
from compiler.filling.part import Part, Transition, batch_of, culled_day, first_day, geography_of, transitions
from compiler.target import Value

DONE_HOUR_S = 16 * HOUR
"""A transfer is complete in the afternoon of its last day."""
WRITTEN_HOUR_S = 6 * HOUR
"""Workflows are written down in the morning."""
DECIDED_DAYS = 2
"""A cull is planned so long before its day."""
PENDING, IN_PROGRESS, COMPLETED, CANCELLED = "PENDING", "IN_PROGRESS", "COMPLETED", "CANCELLED"
BY_HAND_DAYS = 14
"""What is planned by hand is written down so long before it is due."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One planned activity."""

    kind: str
    """activity_type of the target"""
    due: int
    """day"""
    status: str
    notes: str
    created: int
    """day on which it was planned"""
    container: int = -1
    """index into Scenario.containers, -1 for the whole batch"""
    done_s: int = 0
    """moment of completion, of a COMPLETED one"""
    changed_s: int = 0
    """moment at which it was begun or cancelled by hand"""
    change: int = -1
    """index into transitions(part), -1 where no workflow has begun"""
    work: int = -1
    """place among the workflows that nobody has begun, -1 where it has none of them"""


def activities(part: Part) -> tuple[Activity, ...]:
    """The planned activities of a batch in order of their ids: templates by day, harvests, treatments, by hand; none
    before all its eggs or fish have come."""
    if part.state != "whole":
        return ()
    if not part.history.plan.open.any():
        return tuple(_cull(part))
    return (*_from_templates(part), *_harvests(part), *_treatments(part), *_by_hand(part))


def _cull(part: Part) -> Iterator[Activity]:
    """Of a batch that has ended nothing stays but the culling of its fish."""
    end, day = batch_of(part).terminated, culled_day(part)
    if end and day >= 0:
        decided = max(day - DECIDED_DAYS, first_day(part))
        yield Activity("CULL", day, COMPLETED, end.reason, decided, done_s=day * SECONDS_PER_DAY + DONE_HOUR_S)


def activity_of_change(part: Part) -> NDArray[np.int64]:
    """[transition] index into activities(part) of the TRANSFER that the workflow carries out, -1 without one."""
    found = np.full(len(transitions(part)), -1, dtype=np.int64)
    for at, one in enumerate(activities(part)):
        if one.change >= 0:
            found[one.change] = at
    return found


def activity_of_work(part: Part) -> NDArray[np.int64]:
    """[workflow that nobody has begun] likewise; those of open work, then that of carriers."""
    found = np.full(len(works_of(part)) + 1, -1, dtype=np.int64)
    for at, one in enumerate(activities(part)):
        if one.work >= 0:
            found[one.work] = at
    return found


def is_planned(part: Part, kind: str, container: int) -> bool:
    """True when such an activity waits or runs for the container or for the whole batch."""
    return any(
        one.kind == kind and one.status in (PENDING, IN_PROGRESS) and one.container in (-1, container)
        for one in activities(part)
    )


def _from_templates(part: Part) -> Iterator[Activity]:
    seed = part.world.seeds.get("planning_activitytemplate")
    if seed is None:
        return
    rows = [dict(zip(seed.columns, row, strict=True)) for row in seed.rows]
    wanted = [row for row in rows if row["is_active"] and row["trigger_type"] == "DAY_OFFSET" and _is_lived(part, row)]
    changes = transitions(part)
    for row in sorted(wanted, key=lambda row: (int(str(row["day_offset"])), int(str(row["id"])))):
        yield _from_template(part, row, changes)


def _is_lived(part: Part, row: Mapping[str, Value]) -> bool:
    """The stage that it leads to is there, and comes after the one that the batch begins in; so does its day."""
    stage, begun = row["target_lifecycle_stage_id"], batch_of(part).begins.stage
    after = begun == 0 or row["activity_type"] == "HARVEST" or int(str(row["day_offset"])) >= _age_at_start(part)
    return after and (stage is None or begun + 1 < int(str(stage)) <= len(part.world.stages))


def _age_at_start(part: Part) -> int:
    """Days that the stages before the one that the batch begins in are planned to take."""
    return sum(stage.days for stage in geography_of(part).stages[: batch_of(part).begins.stage])


def _from_template(part: Part, row: Mapping[str, Value], changes: list[Transition]) -> Activity:
    start, as_of = first_day(part), part.world.scenario.as_of
    kind, due = str(row["activity_type"]), start + int(str(row["day_offset"])) - _age_at_start(part)
    if kind == "HARVEST" and due < start:
        due = start + sum(run.days for run in batch_of(part).runs)
    notes = f"{row['name']} [TemplateID:{row['id']}]"
    stage = row["target_lifecycle_stage_id"]
    if kind == "TRANSFER" and stage is not None:
        return _transfer(part, Activity(kind, due, PENDING, notes, start), int(str(stage)) - 1, changes)
    if due >= as_of or kind == "HARVEST" or _is_late(part, due, str(row["id"])):
        return Activity(kind, due, PENDING, notes, start)
    return Activity(kind, due, COMPLETED, notes, start, done_s=due * SECONDS_PER_DAY)


def _transfer(part: Part, asked: Activity, stage: int, changes: list[Transition]) -> Activity:
    """Done when all fish have moved, running while some wait, late where the stage has not begun in time.

    It runs, too, from the day on which somebody wrote down the workflow that is to carry it out.
    """
    for at, change in enumerate(changes):
        if change.dest_stage == stage:
            if len(change.waiting):
                return Activity(asked.kind, asked.due, IN_PROGRESS, asked.notes, asked.created, change=at)
            last = int(part.history.plan.move_day[change.moves].max())
            done = last * SECONDS_PER_DAY + DONE_HOUR_S
            return Activity(asked.kind, asked.due, COMPLETED, asked.notes, asked.created, done_s=done, change=at)
    for at, (dest, day) in enumerate(_written(part)):
        if dest == stage:
            begun = day * SECONDS_PER_DAY + WRITTEN_HOUR_S
            return Activity(asked.kind, asked.due, IN_PROGRESS, asked.notes, asked.created, changed_s=begun, work=at)
    return asked


def _written(part: Part) -> Iterator[tuple[int, int]]:
    """Of each workflow that nobody has begun: the stage that its fish are to reach, -1 of none, and its day."""
    for work in works_of(part):
        leads = work.kind == "LIFECYCLE_TRANSITION" and work.status != "CANCELLED"
        yield work.dest_stage if leads else -1, work.written
    crossing = part.world.fleet.crossings.get(part.history.plan.batch)
    if crossing and crossing.day >= 0:
        yield (
            int(part.history.plan.stage[part.history.plan.open][0]) + 1,
            planned_on(part.world.scenario, part.history.plan, crossing),
        )


def _is_late(part: Part, due: int, template: str) -> bool:
    """A share of what was due in the last days is not done yet."""
    scenario = part.world.scenario
    if scenario.as_of - due > scenario.activities.overdue_days:
        return False
    entity = f"{batch_of(part).number}/{template}"
    return one_uniform(scenario.seed, Stream.ACTIVITY, entity) < scenario.activities.overdue_share


def _harvests(part: Part) -> Iterator[Activity]:
    """The containers of a batch one by one, when the last of them is to be emptied soon."""
    scenario, plan = part.world.scenario, part.history.plan
    end = plan.start + sum(run.days for run in batch_of(part).runs)
    stays = np.flatnonzero(plan.open & (plan.stage == len(geography_of(part).stages) - 1)).tolist()
    if not stays or end - scenario.as_of > scenario.activities.harvest_days:
        return
    days = scenario.harvest.days
    created = max(scenario.as_of - scenario.activities.planned_days, int(plan.first[stays].max()))
    for at, stay in enumerate(stays):
        box = scenario.containers[int(plan.container[stay])]
        due = max(end - days + 1 + at * days // len(stays), scenario.as_of)
        notes = f"Empty {box.name}" + (", booked for the well boat" if box.leg == "sea" else "")
        yield Activity("HARVEST", due, PENDING, notes, min(created, scenario.as_of - 1), int(plan.container[stay]))


def _treatments(part: Part) -> Iterator[Activity]:
    """Delousings that are booked but not done."""
    treatments, plan = part.history.treatments, part.history.plan
    lice = geography_of(part).lice
    for at in np.flatnonzero(treatments.day >= part.world.scenario.as_of).tolist():
        stay = int(treatments.stay[at])
        if lice is not None and plan.open[stay]:
            method = lice.methods[int(treatments.method[at])]
            due, found = int(treatments.day[at]), int(treatments.found[at])
            notes = f"{method.name}: lice above the limit"
            yield Activity("TREATMENT", due, PENDING, notes, found, int(plan.container[stay]))


def _by_hand(part: Part) -> Iterator[Activity]:
    """What falls to the batch by chance, if it lived when it was planned."""
    scenario, number = part.world.scenario, batch_of(part).number
    for one in scenario.activities.by_hand:
        due = scenario.as_of + one.due_days
        created = max(min(due - BY_HAND_DAYS, scenario.as_of - 2), first_day(part))
        falls = one_uniform(scenario.seed, Stream.ACTIVITY, f"{number}/{one.name}") < one.share
        if not falls or created > min(due, scenario.as_of - 2) or (one.status == COMPLETED and due >= scenario.as_of):
            continue
        done = due * SECONDS_PER_DAY + DONE_HOUR_S if one.status == COMPLETED else 0
        touched = (scenario.as_of - 1) * SECONDS_PER_DAY + DONE_HOUR_S
        changed = touched if one.status in (IN_PROGRESS, CANCELLED) else 0
        yield Activity(one.type, due, one.status, one.name, created, done_s=done, changed_s=changed)
