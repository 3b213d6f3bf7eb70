"""The Plan: which batch stands in which container on which day. The only answer of the solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plan:
    """Read-only columns of two tables: stays sorted by (batch, stage, container), moves by (batch, day, source, dest).

    A stay is one run of days in which fish of one batch are in one container: [first, end). History stops at as_of, so
    stays and moves that would begin at or after as_of do not exist, and running stays are cut there (`open`).
    Moves follow `fractions`: a stage's n sources and m destinations are laid end to end over the same fish; where
    source i overlaps destination j, the move takes share_num / share_den of the source's fish. A source is emptied
    on one day, its `end`; a destination's `first` is the day of its first move.
    """

    batch: Int32
    """[stay] index into Scenario.batches"""
    stage: Int32
    """[stay] index into Geography.stages"""
    container: Int32
    """[stay] index into Scenario.containers"""
    first: Int32
    """[stay] first day with fish"""
    end: Int32
    """[stay] day after the last with fish, at most as_of"""
    leaves: Int32
    """[stay] planned day after the last with fish, not cut at as_of"""
    held_first: Int32
    """[stay] first day booked, at most `first`"""
    held_end: Int32
    """[stay] day after the last booked, turnaround included, not cut at as_of"""
    open: Bool
    """[stay] fish are still here at as_of"""
    harvested: Bool
    """[stay] ended by harvest on day `end` (an event on that day; no fish are there on it)"""
    move_source: Int32
    """[move] index of a stay"""
    move_dest: Int32
    """[move] index of a stay"""
    move_day: Int32
    """[move] day of arrival = first day in dest or later, = end of source"""
    move_num: Int32
    """[move] numerator of the share of the source's fish"""
    move_den: Int32
    """[move] denominator"""
    start: Int32
    """[batch] first day of each batch, as solved; -1 for a batch that a mode other than place all left out"""
    slip: Int32
    """[batch] start minus the wished start"""
    first_stay: NDArray[np.int64]
    """[batch + 1] stays of batch b are first_stay[b] : first_stay[b + 1]"""
    first_move: NDArray[np.int64]
    """[batch + 1] likewise for moves"""
    ordered_batch: Int32
    """[delivery] to come at or after as_of, ordered by then, by (batch, day, container): index into Scenario.batches"""
    ordered_container: Int32
    """[delivery] index into Scenario.containers"""
    ordered_day: Int32
    """[delivery] day on which it is expected"""
    due_source: Int32
    """[due move] of fish that wait at as_of to follow others of their stage: index of a stay, which is open"""
    due_dest: Int32
    """[due move] index of a stay, -1 where no fish have come into the container yet"""
    due_container: Int32
    """[due move] index into Scenario.containers: the destination"""
    due_day: Int32
    """[due move] at or after as_of; due moves are ordered by (source, destination)"""
    due_num: Int32
    """[due move] numerator of the share of the source's fish"""
    due_den: Int32
    """[due move] denominator"""
    mixed_batch: Int32
    """[origin] of the fish of a mixed batch: index of that batch, ascending; it has one stay, and no move into it"""
    mixed_source: Int32
    """[origin] index of a stay of another batch: it ends on the day of the mix, with all its fish in the mixed batch"""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """The stays and moves of one batch: the part of the Plan that a shard needs. Stay indices are local, from 0.

    A batch that is ordered and has not begun has no stays.
    """

    batch: int
    start: int
    stage: Int32
    container: Int32
    first: Int32
    end: Int32
    leaves: Int32
    open: Bool
    harvested: Bool
    move_source: Int32
    move_dest: Int32
    move_day: Int32
    move_num: Int32
    move_den: Int32
    ordered_container: Int32
    ordered_day: Int32
    due_source: Int32
    due_dest: Int32
    due_container: Int32
    due_day: Int32
    due_num: Int32
    due_den: Int32
    origin_batch: Int32
    """[origin] of a mixed batch: the batches that its fish are of, as indices into Scenario.batches"""
    origin_container: Int32
    """[origin] the container that they leave on `start`"""


def batch_plan(plan: Plan, batch: int) -> BatchPlan:
    """Cut the part of one batch out of the plan; stay indices of its moves become local."""
    stays = slice(int(plan.first_stay[batch]), int(plan.first_stay[batch + 1]))
    moves = slice(int(plan.first_move[batch]), int(plan.first_move[batch + 1]))
    ordered = slice(*np.searchsorted(plan.ordered_batch, [batch, batch + 1]).tolist())
    due = slice(*np.searchsorted(plan.due_source, [stays.start, stays.stop]).tolist())
    origins = plan.mixed_source[slice(*np.searchsorted(plan.mixed_batch, [batch, batch + 1]).tolist())]
    return BatchPlan(
        batch=batch,
        start=int(plan.start[batch]),
        stage=plan.stage[stays],
        container=plan.container[stays],
        first=plan.first[stays],
        end=plan.end[stays],
        leaves=plan.leaves[stays],
        open=plan.open[stays],
        harvested=plan.harvested[stays],
        move_source=plan.move_source[moves] - stays.start,
        move_dest=plan.move_dest[moves] - stays.start,
        move_day=plan.move_day[moves],
        move_num=plan.move_num[moves],
        move_den=plan.move_den[moves],
        ordered_container=plan.ordered_container[ordered],
        ordered_day=plan.ordered_day[ordered],
        due_source=plan.due_source[due] - stays.start,
        due_dest=np.maximum(plan.due_dest[due] - stays.start, -1).astype(np.int32),
        due_container=plan.due_container[due],
        due_day=plan.due_day[due],
        due_num=plan.due_num[due],
        due_den=plan.due_den[due],
        origin_batch=plan.batch[origins],
        origin_container=plan.container[origins],
    )
