"""Containers whose fish have all died: no stay, day or move is recorded that no fish had part in.

The plan books containers before anybody knows who lives. Where all fish of a stay die, it ends with the last of them;
a stay that nobody reaches, and a move of no fish, never were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from compiler.biology.record import Journey
from compiler.nouns import BatchPlan, Infestation, Stand

Bool = NDArray[np.bool_]
Int32 = NDArray[np.int32]
STAYS = ("stage", "container", "first", "end", "leaves", "open", "harvested")
MOVES = ("move_source", "move_dest", "move_day", "move_num", "move_den")
DUE = ("due_source", "due_dest", "due_container", "due_day", "due_num", "due_den")
BLOCKS = (
    "arrivals",
    "arrival_weight_g",
    "temp_c",
    "appetite",
    "hazard",
    "cause",
    "count",
    "deaths",
    "start_root",
    "root",
)
Noun = TypeVar("Noun", BatchPlan, Journey)


def of_the_living(journey: Journey, stands: Sequence[Stand]) -> tuple[Journey, list[Stand]]:
    """The same without what no fish had part in: the plan as it was lived, and the stands with its stays and days.

    Unchanged when every stay has fish on all of its days and every move moves some.
    """
    lived = [_lived(stand.present & (stand.count > 0)) for stand in stands]
    moves = journey.moved + journey.dead > 0
    if moves.all() and all((here == stand.present).all() for here, stand in zip(lived, stands, strict=True)):
        return journey, list(stands)
    kept = np.concatenate([here.any(axis=0) for here in lived])
    plan = replace(
        journey.plan,
        first=np.concatenate([_first(here, stand) for here, stand in zip(lived, stands, strict=True)]),
        end=np.concatenate([_end(here, stand) for here, stand in zip(lived, stands, strict=True)]),
        open=journey.plan.open & (journey.left > 0),
    )
    number = (np.cumsum(kept) - 1).astype(np.int32)
    here = kept & plan.open
    into = np.where((plan.due_dest >= 0) & here[plan.due_dest], number[plan.due_dest], -1).astype(np.int32)
    due = here[plan.due_source]
    plan = replace(plan, move_source=number[plan.move_source], move_dest=number[plan.move_dest])
    plan = replace(plan, due_source=number[plan.due_source], due_dest=into)
    plan = _only(_only(_only(plan, STAYS, kept), MOVES, moves), DUE, due)
    journey = _only(_only(journey, ("left", "weight_cg"), kept), ("moved", "dead", "before"), moves)
    living = [_stand(stand, here) for here, stand in zip(lived, stands, strict=True) if here.any()]
    return replace(journey, plan=plan), living


def _lived(fish: Bool) -> Bool:
    """[day, stay] from the first day with fish to the last."""
    lived: Bool = np.logical_or.accumulate(fish) & np.logical_or.accumulate(fish[::-1])[::-1]
    return lived


def _first(here: Bool, stand: Stand) -> Int32:
    """[stay] the first day on which it has fish."""
    first: Int32 = (stand.first + np.argmax(here, axis=0)).astype(np.int32)
    return first


def _end(here: Bool, stand: Stand) -> Int32:
    """[stay] the day after the last on which it has fish."""
    end: Int32 = (stand.first + len(here) - np.argmax(here[::-1], axis=0)).astype(np.int32)
    return end


def _only(thing: Noun, names: tuple[str, ...], kept: Bool) -> Noun:
    """The thing with only the kept entries of some arrays, of the same kinds."""
    return replace(thing, **{name: getattr(thing, name)[kept] for name in names})


def _stand(stand: Stand, here: Bool) -> Stand:
    """The stays of a stand that have fish, present on the days on which they have."""
    kept = np.asarray(here.any(axis=0))
    stays = np.flatnonzero(kept).tolist()
    first, number = np.argmax(here, axis=0)[kept], np.cumsum(kept) - 1
    return replace(
        stand,
        containers=tuple(stand.containers[at] for at in stays),
        entities=tuple(stand.entities[at] for at in stays),
        present=here[:, kept],
        leaves=stand.leaves[kept],
        felt=tuple(replace(one, stay=int(number[one.stay])) for one in stand.felt if kept[one.stay]),
        age=np.arange(len(here))[:, None] - first,
        infestation=_infestation(stand.infestation, kept, _first(here, stand)) if stand.infestation else None,
        **{name: getattr(stand, name)[:, kept] for name in (*BLOCKS, "feed_dg", "feed")},
    )


def _infestation(found: Infestation, kept: Bool, first: Int32) -> Infestation:
    """Counts and treatments of the kept stays, by their new places, from the first day with fish of each."""
    number = np.cumsum(kept) - 1
    counted = kept[found.stay] & (found.day >= first[found.stay])
    stay, day = found.treated[:, 0], found.treated[:, 1]
    treated = found.treated[kept[stay] & (day >= first[stay])]
    return Infestation(
        strain=found.strain[:, kept],
        stay=number[found.stay[counted]],
        day=found.day[counted],
        lice=found.lice[counted],
        treated=np.column_stack([number[treated[:, 0]], treated[:, 1:]]),
    )
