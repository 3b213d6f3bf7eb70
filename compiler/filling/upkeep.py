"""Maintenance of containers: a cleaning for each that was emptied, a repair of some, what is stated, inspections.

What is due lately may not be done yet, so some of it is overdue; what lies ahead is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compiler.exact import HOUR, SECONDS_PER_DAY, Stream, one_uniform, uniform, words
from compiler.exact import key as key_of
from compiler.filling.brood import Brood
from compiler.nouns import BatchPlan, Scenario

NEVER = -1
SCHEDULED_S, DONE_S = 13 * HOUR, 17 * HOUR
"""Work is due after noon, when the fish have gone, and done in the afternoon."""
REPAIRED_DAYS = 3
"""The next fish must come at least so long after a container was emptied, for a repair to be possible."""
INSPECTED_DAYS, REPAIR_DAYS = 7, 60
"""A stated window of up to a week is an inspection, of up to two months a repair, a longer one an upgrade."""
CLEANED = "Emptied: washed, disinfected and dried before the next fish."
REPAIRED = "Damage found in cleaning: mended and tested."
INSPECTED = "Yearly inspection of tank, drains and oxygen before the spawning season."


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One task, ordered by when it is due. Moments are seconds since 1970-01-01 00:00 UTC."""

    due_s: int
    container: int
    """Index into Scenario.containers; tanks for parent fish follow"""
    kind: str
    """cleaning, repair, inspection or upgrade"""
    done_s: int
    """NEVER while it is open"""
    written_s: int
    notes: str


def build_tasks(scenario: Scenario, plans: Sequence[BatchPlan], brood: Brood, born: int) -> tuple[Task, ...]:
    """All tasks, in the order of their ids; none where their table is off, or the farm is to come."""
    if born >= scenario.as_of or "broodstock_maintenancetask" in scenario.tables_off:
        return ()
    tasks = (*_turnarounds(scenario, plans), *_stated(scenario, born), *_inspections(scenario, brood, born))
    return tuple(sorted(tasks))


def _turnarounds(scenario: Scenario, plans: Sequence[BatchPlan]) -> Iterator[Task]:
    law = scenario.upkeep
    for container, end, free in _emptied(plans, scenario.as_of):
        name = scenario.containers[container].name
        u = uniform(words(key_of(scenario.seed, Stream.UPKEEP, name), end, 1, 4))[0].tolist()
        forgotten = free is None and end >= scenario.as_of - law.open_days and u[0] < law.open_share
        days = int(u[1] * (min(law.cleaned_days, law.cleaned_days if free is None else free - 1) + 1))
        yield _task(scenario, (container, "cleaning", CLEANED), end, NEVER if forgotten else end + days)
        if u[2] < law.repaired_share and (free is None or free > REPAIRED_DAYS) and end + 1 < scenario.as_of:
            yield _task(scenario, (container, "repair", REPAIRED), end + 1, NEVER if forgotten else end + REPAIRED_DAYS)


def _emptied(plans: Sequence[BatchPlan], as_of: int) -> Iterator[tuple[int, int, int | None]]:
    """(container, day on which its fish left, days until the next fish came or None) for each time it was emptied."""
    held = sorted(
        stay
        for plan in plans
        for stay in zip(*(one.tolist() for one in (plan.container, plan.first, plan.end, plan.open)), strict=True)
    )
    for at, (box, _, end, is_open) in enumerate(held):
        following = held[at + 1] if at + 1 < len(held) and held[at + 1][0] == box else None
        free = None if following is None else following[1] - end
        if not is_open and end < as_of and (free is None or free > 0):
            yield box, end, free


def _task(scenario: Scenario, what: tuple[int, str, str], due: int, done: int) -> Task:
    """A task that is written down in the morning of the day on which it is due. What would be done later is open."""
    container, kind, notes = what
    done_s = done * SECONDS_PER_DAY + DONE_S if NEVER < done < scenario.as_of else NEVER
    return Task(due * SECONDS_PER_DAY + SCHEDULED_S, container, kind, done_s, due * SECONDS_PER_DAY + 6 * HOUR, notes)


def _ahead(scenario: Scenario, what: tuple[int, str, str], due: int, done: int, born: int) -> Task:
    """A task that is written down long before it is due."""
    container, kind, notes = what
    written = max(born, min(due - scenario.upkeep.written_days, scenario.as_of - 1))
    done_s = done * SECONDS_PER_DAY + DONE_S if NEVER < done < scenario.as_of else NEVER
    return Task(due * SECONDS_PER_DAY + 8 * HOUR, container, kind, done_s, written * SECONDS_PER_DAY + 8 * HOUR, notes)


def _stated(scenario: Scenario, born: int) -> Iterator[Task]:
    for window in scenario.maintenance:
        days = window.end - window.first
        kind = "inspection" if days <= INSPECTED_DAYS else "repair" if days <= REPAIR_DAYS else "upgrade"
        if born < window.first:
            yield _ahead(scenario, (window.container, kind, window.why), window.first, window.end - 1, born)


def _inspections(scenario: Scenario, brood: Brood, born: int) -> Iterator[Task]:
    """Of every tank for parent fish in every season, before its fish spawn; the next is known when the last is due."""
    law = scenario.upkeep
    for at, tank in enumerate(brood.tanks):
        station = brood.halls[tank.place - len(scenario.halls)].station - len(scenario.stations)
        seasons = [season for season in brood.seasons if season.geography == brood.stations[station].geography]
        days = [season.first + law.inspected_days for season in seasons]
        days += [season.end + law.inspected_days for season in seasons[-1:] if days[-1] < scenario.as_of]
        what = len(scenario.containers) + at, "inspection", INSPECTED
        for due in (day for day in days if day > born):
            u = one_uniform(scenario.seed, Stream.UPKEEP, tank.name, due)
            late = due >= scenario.as_of - law.open_days and u < law.open_share
            yield _ahead(scenario, what, due, NEVER if late else due, born)
