"""One row a stay and day with deaths, and one a source and day of a move that killed fish (cause HANDLING).

The sum of these rows is every fish that died after delivery; no other table adds to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from compiler.biology import CAUSES
from compiler.exact import divide_half_up
from compiler.filling.part import Ids, Int64, Part, written
from compiler.nouns import Day, Number, Rows, Same, Serial, Word

TABLE = "batch_mortalityevent"


@dataclass(frozen=True, slots=True)
class _Deaths:
    """Columns, [event]: stay, day, cause (index into CAUSES), fish, and fish x weight in 0.01 g."""

    stay: Int64
    day: Int64
    cause: Int64
    fish: Int64
    mass_cg: Int64


def count(part: Part) -> int:
    history = part.history
    killed = history.plan.move_source[history.moves.dead > 0]
    return int(np.count_nonzero(history.days.deaths)) + len(np.unique(killed))


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    events = _join(_daily(part), _handling(part))
    yield Rows(
        len(events.stay),
        {
            "id": Serial(ids[TABLE]),
            "event_date": Day(events.day),
            "count": Number(events.fish),
            "biomass_kg": Number(divide_half_up(events.mass_cg, 1000), 2),
            "cause": Word(CAUSES, events.cause),
            "description": Same(""),
            "batch_id": Same(ids["batch_batch"]),
            "assignment_id": Number(events.stay + ids["batch_batchcontainerassignment"]),
            **written(events.day, 15),
        },
    )


def _daily(part: Part) -> _Deaths:
    history = part.history
    cells = np.flatnonzero(history.days.deaths)
    fish = history.days.deaths[cells].astype(np.int64)
    return _Deaths(
        part.history.stay_of_cell[cells],
        part.history.day_of_cell[cells],
        history.days.cause[cells].astype(np.int64),
        fish,
        fish * history.days.weight_cg[cells],
    )


def _handling(part: Part) -> _Deaths:
    """All moves of a source happen on one day, so its deaths are one event."""
    history, plan = part.history, part.history.plan
    killed = np.flatnonzero(history.moves.dead)
    stays, of = np.unique(plan.move_source[killed], return_inverse=True)
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
