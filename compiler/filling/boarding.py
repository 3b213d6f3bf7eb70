"""Who is aboard at as_of: of a transfer under way the last load that was to go whole into a ring stays in its vessel.

The simulation has its fish in the ring on the last day, so they are taken out of it there: they are one stay more in
what the target's engines see, fed by nobody for a day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.fleet import OPEN, VESSEL_TO_RING, Leg, Voyage
from compiler.filling.part import Aboard, Int64, Part
from compiler.filling.voyages import first_load, tell
from compiler.filling.world import World
from compiler.nouns import History


def board(world: World, history: History) -> tuple[History, Aboard | None, Voyage | None]:
    """The history of a batch without the fish that are aboard, these, and its transfer that is told leg by leg."""
    part = Part(world, history, np.zeros(0, dtype=np.int32), None)
    told = tell(part)
    if told is None or told.legs[-1].done_s != OPEN:
        return history, None, told
    for leg in reversed(told.completed):
        move = _move(part, told, leg)
        if move is not None:
            shore = _without(history, move, leg.fish)
            tank = len(world.containers) + told.loads[-1 - leg.source].tank
            aboard = Aboard(-1 - leg.source, leg.fish, _with(shore, move, tank, leg))
            return shore, aboard, _not_landed(told, aboard.load)
    return history, None, told


def stay_places(part: Part) -> Int64:
    """Places of the stays that the target's engines see among the assignments of the batch."""
    places = np.arange(len(part.seen.plan.stage), dtype=np.int64)
    if part.aboard:
        places[-1] = first_load(part) + part.aboard.load
    return places


def _move(part: Part, told: Voyage, leg: Leg) -> int | None:
    """The move of a leg into a ring, if its whole load may stay aboard: others came that way on the last day."""
    history, day = part.history, part.world.scenario.as_of - 1
    if (
        leg.kind != VESSEL_TO_RING
        or leg.done_s // SECONDS_PER_DAY != day
        or told.loads[-1 - leg.source].fish != leg.fish
    ):
        return None
    station = next(one.source for one in told.completed if one.dest == leg.source)
    plan, ring = history.plan, int(history.last_cell[leg.dest])
    (move,) = np.flatnonzero((plan.move_source == station) & (plan.move_dest == leg.dest)).tolist()
    others = int(history.moves.fish[move]) > leg.fish
    alive = int(history.days.count[ring]) - leg.fish > int(history.days.deaths[ring])
    return move if others and alive else None


def _not_landed(told: Voyage, load: int) -> Voyage:
    """The voyage in which a load is still in its tank."""
    loads = [one._replace(emptied_s=OPEN) if at == load else one for at, one in enumerate(told.loads)]
    return replace(told, loads=tuple(loads), legs=tuple(leg for leg in told.legs if leg.source != -1 - load))


def _without(history: History, move: int, fish: int) -> History:
    """The history in which so many fish of a move of the last day have not come into their ring."""
    ring = int(history.plan.move_dest[move])
    stays, days, moves = history.stays, history.days, history.moves
    return replace(
        history,
        stays=replace(stays, arrived=_less(stays.arrived, ring, fish), left=_less(stays.left, ring, fish)),
        days=replace(days, count=_less(days.count, int(history.last_cell[ring]), fish)),
        moves=replace(moves, fish=_less(moves.fish, move, fish)),
    )


def _with(history: History, move: int, tank: int, leg: Leg) -> History:
    """The history with the fish aboard as a stay of one day in a tank, into which a move from their source led."""
    plan, stays, days, moves = history.plan, history.stays, history.days, history.moves
    ring, stay = int(plan.move_dest[move]), len(plan.stage)
    cell = int(history.last_cell[ring])
    first = int(plan.move_day[move])
    weight = {"weight_cg": leg.weight_cg}
    return replace(
        history,
        plan=replace(
            plan,
            **_more(
                plan, stage=plan.stage[ring], container=tank, first=first, end=first + 1, open=True, harvested=False
            ),
            **_more(plan, move_source=plan.move_source[move], move_dest=stay, move_day=first, move_num=1, move_den=1),
        ),
        stays=replace(
            stays,
            **_more(stays, edges=stays.edges[-1] + 1, arrived=leg.fish, left=leg.fish, start_weight_cg=leg.weight_cg),
        ),
        days=replace(
            days,
            **_more(days, count=leg.fish, deaths=0, cause=0, **weight),
            **_more(days, temp_cc=days.temp_cc[cell], feed_dg=0, feed=-1),
        ),
        moves=replace(moves, **_more(moves, fish=leg.fish, dead=0, before=leg.before, **weight)),
    )


def _less(values: Any, at: int, by: int) -> Any:
    fewer = values.copy()
    fewer[at] -= by
    return fewer


def _more(table: object, **row: Any) -> dict[str, Any]:
    """Columns of a table with one row more, of the kinds that they are."""
    columns = {name: getattr(table, name) for name in row}
    return {name: np.append(values, row[name]).astype(values.dtype) for name, values in columns.items()}
