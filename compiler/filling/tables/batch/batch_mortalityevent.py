"""One row a stay and day with deaths, and one a source and day of a move that killed fish (cause HANDLING).

The sum of these rows is every fish that died after delivery; no other table adds to it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from compiler.biology import CAUSES
from compiler.exact import divide_half_up
from compiler.filling.habits import about
from compiler.filling.kinds import BatchTable, Columns, every
from compiler.filling.part import Ids, Int64, Part, batch_of, culled_day
from compiler.filling.slips import Slips, Unit, Where, numbered
from compiler.filling.written import Tally, tally
from compiler.nouns import Column, Day, Number, Same, Word


@dataclass(frozen=True, slots=True)
class _Killed:
    """Where fish died: cells, and stays on the day when their fish were moved."""

    cells: Int64
    sources: Int64

    def __len__(self) -> int:
        return len(self.cells) + len(self.sources)


@dataclass(frozen=True, slots=True)
class _Deaths:
    """Columns, [event]: stay, day, cause (index into CAUSES), fish, and fish x weight in 0.01 g."""

    stay: Int64
    day: Int64
    cause: Int64
    fish: Int64
    mass_cg: Int64


def _select(part: Part) -> _Killed:
    history = part.history
    return _Killed(np.flatnonzero(history.days.deaths), np.unique(history.plan.move_source[history.moves.dead > 0]))


def _columns(part: Part, killed: _Killed, ids: Ids) -> Columns:
    events = _join(_daily(part, killed.cells), _handling(part, killed.sources))
    counted = about(part, "deaths", events.stay, events.day, 15)
    return {
        "event_date": Day(events.day),
        "count": Number(events.fish),
        "biomass_kg": Number(divide_half_up(events.mass_cg, 1000), 2),
        "cause": Word(CAUSES, events.cause),
        "description": _description(part, events),
        "batch_id": Same(ids["batch_batch"]),
        "assignment_id": Number(events.stay + ids["batch_batchcontainerassignment"]),
        "created_at": counted,
        "updated_at": counted,
    }


def _description(part: Part, events: _Deaths) -> Column:
    """Why the last fish of a terminated batch died."""
    end, day = batch_of(part).terminated, culled_day(part)
    culled = (events.day == day) & (events.cause == CAUSES.index("OTHER"))
    return Word(["", f"Culled: {end.reason}"], culled.astype(np.int64)) if end else Same("")


def _daily(part: Part, cells: Int64) -> _Deaths:
    history = part.history
    fish = history.days.deaths[cells].astype(np.int64)
    return _Deaths(
        part.history.stay_of_cell[cells],
        part.history.day_of_cell[cells],
        history.days.cause[cells].astype(np.int64),
        fish,
        fish * history.days.weight_cg[cells],
    )


def _handling(part: Part, stays: Int64) -> _Deaths:
    """All moves of a source happen on one day, so its deaths are one event."""
    history, plan = part.history, part.history.plan
    killed = np.flatnonzero(history.moves.dead)
    of = np.searchsorted(stays, plan.move_source[killed])
    fish, mass_cg, day = (np.zeros(len(stays), dtype=np.int64) for _ in range(3))
    dead = history.moves.dead[killed].astype(np.int64)
    np.add.at(fish, of, dead)
    np.add.at(mass_cg, of, dead * history.moves.weight_cg[killed])
    day[of] = plan.move_day[killed]
    return _Deaths(stays.astype(np.int64), day, np.full(len(stays), CAUSES.index("HANDLING")), fish, mass_cg)


def _join(a: _Deaths, b: _Deaths) -> _Deaths:
    """Both, by stay and day."""
    order = np.lexsort((np.concatenate([a.day, b.day]), np.concatenate([a.stay, b.stay])))
    names = (field.name for field in fields(_Deaths))
    return _Deaths(*(np.concatenate([getattr(a, name), getattr(b, name)])[order] for name in names))


def _born(part: Part, killed: _Killed) -> Tally:
    days = part.history.day_of_cell[killed.cells], _handling(part, killed.sources).day
    return tally(np.concatenate(days))


def _where(part: Part, killed: _Killed) -> Where:
    events = _join(_daily(part, killed.cells), _handling(part, killed.sources))
    return numbered(events.stay, events.day)


SLIPS = Slips(
    where=_where,
    stay="assignment_id",
    typed=("count",),
    units=(Unit("biomass_kg", times=1000), Unit("biomass_kg", over=1000)),
    written="updated_at",
    history="batch_historicalmortalityevent",
)
"""Grams, or tonnes of many fish"""
TABLE = BatchTable(
    name="batch_mortalityevent", select=_select, columns=_columns, born=_born, settled=every, slips=SLIPS
)
