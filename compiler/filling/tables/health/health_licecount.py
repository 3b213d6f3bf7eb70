"""Rows a lice count of a ring: one a kind of louse, also where none was found, so that averages over rows stay true.

The count is of all fish that were looked at; `fish_sampled` stands on every row.
"""

from __future__ import annotations

import numpy as np

from compiler.biology import TYPES
from compiler.exact import Stream, key, uniform, words
from compiler.filling.habits import about, by_turns
from compiler.filling.kinds import BatchTable, Columns, every
from compiler.filling.part import Ids, Int64, Part, geography_of
from compiler.filling.slips import Slips, Where, numbered
from compiler.filling.world import lookup_id
from compiler.nouns import Lice, Number, Same, Word


def _select(part: Part) -> range:
    return range(part.history.lice.number.size)


def _columns(part: Part, found: range, ids: Ids) -> Columns:
    history, law = part.history, geography_of(part).lice
    assert law is not None
    count, kind = np.divmod(np.array(found, dtype=np.int64), len(TYPES))
    stay, day = history.lice.stay.astype(np.int64)[count], history.lice.day[count].astype(np.int64)
    types = np.array([lookup_id(part.world, "health_licetype", zip(_KEYS, one, strict=True)) for one in TYPES])
    method = _methods(part, law)[count]
    return {
        "count_date": about(part, "lice", stay, day, 10),
        "adult_female_count": Same(0),
        "adult_male_count": Same(0),
        "juvenile_count": Same(0),
        "fish_sampled": Same(law.fish),
        "notes": Same(""),
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Number(history.plan.container[stay] + 1),
        "user_id": by_turns(part, "VET", "sea", stay, day),
        "confidence_level": Number(
            np.array([one.confidence_percent for one in law.counting], dtype=np.int64)[method], 2
        ),
        "count_value": Number(history.lice.number[count, kind]),
        "detection_method": Word([one.method for one in law.counting], method),
        "lice_type_id": Number(types[kind]),
        "assignment_id": Number(stay + ids["batch_batchcontainerassignment"]),
    }


_KEYS = ("species", "gender", "development_stage")


def _methods(part: Part, law: Lice) -> np.ndarray:
    """[count] the method of an area's day: all its rings are counted alike."""
    scenario, history = part.world.scenario, part.history
    edges = np.cumsum([one.share_permille for one in law.counting])
    first, last = int(history.lice.day.min()), int(history.lice.day.max())
    places = np.array([scenario.containers[int(c)].place for c in history.plan.container])[history.lice.stay]
    found = np.zeros(len(places), dtype=np.int64)
    for place in np.unique(places).tolist():
        name = key(scenario.seed, Stream.LICE_PRESSURE, f"{scenario.areas[place].name}/method")
        u = uniform(words(name, first, last - first + 1, 1))[:, 0] * float(edges[-1])
        mine = places == place
        found[mine] = np.searchsorted(edges, np.floor(u).astype(np.int64), side="right")[history.lice.day[mine] - first]
    return found


def _where(part: Part, found: range) -> Where:
    count = np.array(found, dtype=np.int64) // len(TYPES)
    return numbered(part.history.lice.stay.astype(np.int64)[count], part.history.lice.day[count].astype(np.int64))


SLIPS = Slips(where=_where, stay="assignment_id", container="container_id", typed=("count_value",))


def _born(part: Part, found: range) -> Int64:
    return np.repeat(part.history.lice.day.astype(np.int64), len(TYPES))


TABLE = BatchTable(
    name="health_licecount",
    select=_select,
    columns=_columns,
    moment="count_date",
    born=_born,
    settled=every,
    slips=SLIPS,
)
