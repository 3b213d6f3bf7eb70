"""Up to which day a batch has the same past in two farms: settled rows that are older need no comparing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

import numpy as np

from compiler.filling import Farm, PartTable, find_tables
from compiler.nouns import History, Ints

STAYS = "batch_batchcontainerassignment"
LATEST = 1
"""Days before the earlier as_of whose rows are compared in any case."""


def places_of(farm: Farm) -> dict[int, int]:
    """[batch] its place among the parts."""
    return {part.history.plan.batch: at for at, part in enumerate(farm.parts)}


def settled_days(before: Farm, after: Farm) -> Mapping[int, int]:
    """[batch] that both farms have: the first day on which its settled rows may differ.

    They are made from the days of its stays and name its stays by ids, and ids are those of rows that were written on
    the same days: where all these agree up to a day, so do the rows.
    """
    places = [places_of(farm) for farm in (before, after)]
    latest = before.world.scenario.as_of - LATEST
    settled = [name for name, one in find_tables().items() if isinstance(one, PartTable) and one.settled]
    names = [name for name in (*settled, STAYS) if name in before.numbering.firsts and name in after.numbering.firsts]
    found = {}
    for batch in places[0].keys() & places[1].keys():
        one, other = places[0][batch], places[1][batch]
        if before.ids[one].id_of("batch_batch") != after.ids[other].id_of("batch_batch"):
            continue
        counted = (_counted(before, after, name, (one, other)) for name in names)
        found[batch] = min((latest, *counted, *_lived(before, after, one, other)))
    return found


def _counted(before: Farm, after: Farm, table: str, parts: tuple[int, int]) -> int:
    """The first day whose rows of a table are others in number, or have other ids."""
    old, new = (farm.numbering.firsts[table][at] for farm, at in zip((before, after), parts, strict=True))
    same = min(len(old.id), len(new.id))
    differ = np.flatnonzero(
        (old.tally.day[:same] != new.tally.day[:same])
        | (old.tally.rows[:same] != new.tally.rows[:same])
        | (old.id[:same] != new.id[:same])
    )
    at = int(differ[0]) if len(differ) else same
    further = [int(one.tally.day[at]) for one in (old, new) if at < len(one.tally.day)]
    return min(further, default=before.world.scenario.as_of)


def _lived(before: Farm, after: Farm, one: int, other: int) -> Iterator[int]:
    """Of each stay the first day that differs; of one that the other farm lacks, or names otherwise, the eve of it."""
    old, new = before.parts[one].history, after.parts[other].history
    stays = [{key: at for at, key in enumerate(_keys(life))} for life in (old, new)]
    ids = [
        farm.ids[part].ids_of(STAYS, np.arange(len(life.plan.first)))
        for farm, part, life in ((before, one, old), (after, other, new))
    ]
    for key in stays[0].keys() | stays[1].keys():
        if key not in stays[0] or key not in stays[1] or ids[0][stays[0][key]] != ids[1][stays[1][key]]:
            yield key[0] - 1
        else:
            yield key[0] + _alike(old, new, stays[0][key], stays[1][key])


def _keys(life: History) -> list[tuple[int, int, int]]:
    """[stay] first day, container, stage."""
    plan = life.plan
    return list(zip(plan.first.tolist(), plan.container.tolist(), plan.stage.tolist(), strict=True))


def _alike(old: History, new: History, one: int, other: int) -> int:
    """How many days of a stay are the same; more than it has where all are."""
    least = 1 << 20
    for field in fields(old.days):
        mine: Ints = getattr(old.days, field.name)[old.cells(one)]
        theirs: Ints = getattr(new.days, field.name)[new.cells(other)]
        same = min(len(mine), len(theirs))
        differ = np.flatnonzero(mine[:same] != theirs[:same])
        least = min(least, int(differ[0]) if len(differ) else least)
    return least
