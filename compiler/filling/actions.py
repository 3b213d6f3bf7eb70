"""The actions of transfer workflows: done, failed or left out, waiting, or planned by people."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from compiler.exact import largest_remainder
from compiler.filling.mishaps import drawn
from compiler.filling.openwork import Work
from compiler.filling.part import Bool, Int64, Part, Transition, batch_of, geography_of, transitions, worker_id
from compiler.filling.voyages import first_load, joining
from compiler.nouns import kept

STATUS = ("PENDING", "COMPLETED", "SKIPPED", "FAILED")
PENDING, COMPLETED, SKIPPED, FAILED = range(len(STATUS))


@dataclass(frozen=True, slots=True)
class Actions:
    """[action] of one workflow, in the order of their numbers."""

    status: Int64
    """Index into STATUS"""
    source: Int64
    """Stay"""
    container: Int64
    """Destination: index into Scenario.containers"""
    dest: Int64
    """Place of the destination among the assignments of the batch, -1 where none is named"""
    day: Int64
    """On which it is planned, and tried"""
    written: Int64
    """Day on which it was written down"""
    fish: Int64
    dead: Int64
    before: Int64
    """Fish in the source just before"""
    weight_cg: Int64
    """Mean weight of the fish, 0.01 g"""

    def __len__(self) -> int:
        return len(self.status)

    def are(self, *states: int) -> Bool:
        """[action] whether it is in one of the states."""
        asked = np.zeros(len(STATUS), dtype=np.bool_)
        asked[list(states)] = True
        return asked[self.status]

    def count(self, *states: int) -> int:
        """How many are in one of the states."""
        return int(np.count_nonzero(self.are(*states)))

    def sum(self, values: Int64, *states: int) -> int:
        """Of values of those in one of the states."""
        return int(values[self.are(*states)].sum())


@kept
def begun_actions(part: Part) -> tuple[tuple[Transition, Actions], ...]:
    """The stage changes that have begun, each with what was carried out, then what waits.

    An action that failed stands before the one that moved its fish after all; one that was left out is the last.
    """
    return tuple((change, _actions_of(part, change)) for change in transitions(part))


def _actions_of(part: Part, change: Transition) -> Actions:
    done = _carried_out(part, change)
    return _joined(done, _waiting(part, change)) if len(change.waiting) else done


def planned_actions(part: Part, work: Work) -> Actions:
    """Of work that nobody has begun: of the fish that are there, or were when cancelled work was written down.

    Of fewer fish than containers some would move none; there are no such actions.
    """
    history, steps = part.history, work.steps
    source = _array([step.source for step in steps])
    cells = _seen(part, work)
    living = _living(part, cells)
    fish, before = np.zeros(len(steps), dtype=np.int64), np.zeros(len(steps), dtype=np.int64)
    for stay in np.unique(source).tolist():
        own = np.flatnonzero(source == stay)
        fish[own] = _shares(int(living[own[0]]), [steps[at].share for at in own.tolist()])
        before[own] = living[own[0]] - np.cumsum(fish[own]) + fish[own]
    boxes = _array([step.container for step in steps])
    every = Actions(
        status=np.full(len(steps), PENDING, dtype=np.int64),
        source=source,
        container=boxes,
        dest=_placeholders_before(part, work) + np.searchsorted(reserved_by(work), boxes)
        if work.reserves
        else np.full(len(steps), -1, dtype=np.int64),
        day=_array([step.day for step in steps]),
        written=np.full(len(steps), work.written, dtype=np.int64),
        fish=fish,
        dead=np.zeros(len(steps), dtype=np.int64),
        before=before,
        weight_cg=history.days.weight_cg[cells].astype(np.int64),
    )
    return _taken(every, np.flatnonzero(fish))


def works_of(part: Part) -> tuple[Work, ...]:
    """Work of the batch that nobody has begun, in the order of the ids of its workflows; none for dead fish."""
    works = part.world.left.works.get(part.history.plan.batch, ())
    return tuple(work for work in works if not work.steps or _living(part, _seen(part, work)).any())


def _seen(part: Part, work: Work) -> Int64:
    """[step] the cell of its source on the eve of the day on which its fish were looked at."""
    day = part.world.scenario.as_of if work.reserves else work.written
    source = _array([step.source for step in work.steps])
    return part.history.cell_at(source, np.full(len(source), day - 1, dtype=np.int64))


def _living(part: Part, cells: Int64) -> Int64:
    """Fish in the evening."""
    return (part.history.days.count[cells] - part.history.days.deaths[cells]).astype(np.int64)


def work_number(part: Part, at: int) -> str:
    """What a workflow of open work is called."""
    return f"TRF-{batch_of(part).number}-W{at + 1:02d}"


def reserved_by(work: Work) -> Int64:
    """Containers that wait for the fish, ascending: one placeholder each."""
    return np.unique(_array([step.container for step in work.steps if work.reserves]))


def words_of(part: Part, change: Transition, actions: Actions) -> tuple[str, ...]:
    """[action] what its notes say, in the target's own words."""
    law, entity = part.world.scenario.open_work, f"{batch_of(part).number}/{change.dest_stage}"
    leg = geography_of(part).stages[change.dest_stage].leg
    worker = worker_id(part, "OPR", leg)
    name = part.world.scenario.users[worker - 1].username if worker else "nobody"
    words = {
        FAILED: f"FAILED: {drawn(part.world.scenario, law.fail_reasons, f'{entity}/FAILED')}",
        SKIPPED: f"Skipped by {name}: {drawn(part.world.scenario, law.skip_reasons, f'{entity}/SKIPPED')}",
    }
    return tuple(words.get(one, "") for one in actions.status.tolist())


def _carried_out(part: Part, change: Transition) -> Actions:
    history, plan, moves = part.history, part.history.plan, change.moves
    dest = plan.move_dest[moves].astype(np.int64)
    done = Actions(
        status=np.full(len(moves), COMPLETED, dtype=np.int64),
        source=plan.move_source[moves].astype(np.int64),
        container=plan.container[dest].astype(np.int64),
        dest=dest,
        day=plan.move_day[moves].astype(np.int64),
        written=plan.move_day[moves].astype(np.int64),
        fish=history.moves.fish[moves].astype(np.int64),
        dead=history.moves.dead[moves].astype(np.int64),
        before=history.moves.before[moves].astype(np.int64),
        weight_cg=history.moves.weight_cg[moves].astype(np.int64),
    )
    mishaps = part.world.left.mishaps.get((plan.batch, change.dest_stage), frozenset())
    if "FAILED" in mishaps:
        at, rows = len(moves) // 2, np.arange(len(moves))
        again = _taken(done, rows[at : at + 1])
        done = _joined(_taken(done, rows[:at]), _as(again, FAILED, again.fish), _taken(done, rows[at:]))
    if "SKIPPED" in mishaps:
        of_last = np.flatnonzero((done.source == done.source[-1]) & (done.status == COMPLETED))[:1]
        last = _taken(done, of_last)
        few = (last.before * part.world.scenario.open_work.graded_share).astype(np.int64)
        done = _joined(done, _as(last, SKIPPED, np.maximum(few, 1)))
    return done


def _as(actions: Actions, status: int, fish: Int64) -> Actions:
    """The same actions in another state, of so many fish, none of which died; one that was left out names no stay."""
    values = {field.name: getattr(actions, field.name) for field in fields(Actions)}
    nowhere = np.full(len(actions), -1, dtype=np.int64)
    changed = {"status": np.full(len(actions), status, dtype=np.int64), "fish": fish, "dead": 0 * fish}
    return Actions(**values | changed | ({"dest": nowhere} if status == SKIPPED else {}))


def _waiting(part: Part, change: Transition) -> Actions:
    history, plan, due = part.history, part.history.plan, change.waiting
    source = plan.due_source[due].astype(np.int64)
    later = len(plan.stage) + len(plan.ordered_day) + np.searchsorted(joining(part)[0], plan.due_container[due])
    return Actions(
        status=np.full(len(due), PENDING, dtype=np.int64),
        source=source,
        container=plan.due_container[due].astype(np.int64),
        dest=np.where(plan.due_dest[due] >= 0, plan.due_dest[due], later).astype(np.int64),
        day=plan.due_day[due].astype(np.int64),
        written=np.full(len(due), plan.move_day[change.moves].min(), dtype=np.int64),
        fish=history.due.fish[due].astype(np.int64),
        dead=np.zeros(len(due), dtype=np.int64),
        before=history.due.before[due].astype(np.int64),
        weight_cg=history.days.weight_cg[history.last_cell[source]].astype(np.int64),
    )


def _placeholders_before(part: Part, work: Work) -> int:
    """Place of the first placeholder of a workflow among the assignments of the batch."""
    works, told = works_of(part), part.voyage
    others = sum(len(reserved_by(one)) for one in works[: works.index(work)])
    return first_load(part) + (len(told.loads) if told else 0) + others


def _shares(fish: int, shares: list[tuple[int, int]]) -> Int64:
    """Fish of a stay shared out among its actions by largest remainder; what no action takes stays: int64 [action]."""
    whole = int(np.lcm.reduce([den for _, den in shares]))
    parts = [num * (whole // den) for num, den in shares]
    return largest_remainder(fish, _array([*parts, whole - sum(parts)]))[: len(parts)]


def _array(values: list[int]) -> Int64:
    return np.array(values, dtype=np.int64)


def _taken(actions: Actions, rows: Int64) -> Actions:
    return Actions(*(getattr(actions, field.name)[rows] for field in fields(Actions)))


def _joined(*parts: Actions) -> Actions:
    return Actions(*(np.concatenate([getattr(one, field.name) for one in parts]) for field in fields(Actions)))
