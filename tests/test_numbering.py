"""Ids run with time, without gaps, and rows name one another by them wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from compiler import pipeline
from compiler.filling import Farm, Part, PartTable, find_tables, fitted, rows_of
from compiler.filling.numbering import Counter, Numbering, number
from compiler.filling.part import Ids
from compiler.filling.written import Tally, days_in, joined, tallies, tally
from compiler.nouns import Ints, Number, Same, Text
from compiler.proof.changes.breaking import NAMED
from compiler.writing.copytext import encode

SMOKE = Path(__file__).parent.parent / "scenarios" / "smoke.yaml"
KEYS = Path(__file__).parent / "keys" / "farm.yaml"
SHIFT = 1_000_000


@cache
def farm_at(path: Path) -> Farm:
    return pipeline.farm_of(pipeline.live(pipeline.plan_scenario(path)))


def tables_of_batches(farm: Farm) -> dict[str, PartTable[Any]]:
    return {name: one for name, one in find_tables().items() if isinstance(one, PartTable) and name in farm.tables}


@pytest.mark.parametrize("path", [SMOKE, KEYS], ids=["smoke", "keys"])
def test_rows_are_foretold_on_the_days_on_which_they_are_written(path: Path) -> None:
    farm, checked = farm_at(path), 0
    for name, table in tables_of_batches(farm).items():
        for at, part in enumerate(farm.parts):
            foretold = table.foretold(part)
            if foretold and table.born:
                days = [days_in(rows.columns, table.moment, rows.size) for rows in table.rows(part, farm.ids[at])]
                told = joined(one if isinstance(one, Tally) else tally(one) for one in foretold)
                assert list(told.day) == list(joined(map(tally, days)).day), name
                assert list(told.rows) == list(joined(map(tally, days)).rows), name
                checked += 1
    assert checked > 50


@pytest.mark.parametrize("path", [SMOKE, KEYS], ids=["smoke", "keys"])
def test_ids_run_with_time_and_have_no_gaps(path: Path) -> None:
    farm = farm_at(path)
    for name, table in tables_of_batches(farm).items():
        if not table.key:
            continue
        ids: list[Ints] = []
        days: list[Ints] = []
        for rows in rows_of(farm, name, 0, len(farm.parts)):
            own = rows.columns[table.key]
            assert isinstance(own, Number)
            ids.append(own.values)
            days.append(days_in(rows.columns, table.moment, rows.size))
        known, of = (np.concatenate([np.zeros(0, dtype=np.int64), *some]) for some in (ids, days))
        order = np.argsort(known)
        assert (np.diff(of[order]) >= 0).all(), name
        if not table.rest:
            assert known[order].tolist() == list(range(1, len(known) + 1)), name


@pytest.mark.parametrize("path", [SMOKE, KEYS], ids=["smoke", "keys"])
def test_no_row_names_another_by_its_place(path: Path) -> None:
    """A farm whose places begin elsewhere has the same rows: whatever names a row was turned into its id."""
    farm = farm_at(path)
    ids = {name: np.concatenate([np.full(SHIFT, -1, np.int32), known]) for name, known in farm.numbering.ids.items()}
    numbering = Numbering(farm.numbering.firsts, ids)
    moved = tuple(
        Ids({name: place + SHIFT * (name in ids) for name, place in one.places.items()}, ids) for one in farm.ids
    )
    elsewhere = replace(farm, ids=moved, numbering=numbering, parts=_moved(farm))
    for name in tables_of_batches(farm):
        assert text(elsewhere, name) == text(farm, name), name


def _moved(farm: Farm) -> tuple[Part, ...]:
    """Parts whose centres and origins hold moved places, too."""
    return tuple(
        replace(
            part,
            centre=replace(part.centre, row=part.centre.row + SHIFT * (part.centre.row > 0)),
            origins=tuple(
                replace(one, batch_id=one.batch_id + SHIFT, assignment_id=one.assignment_id + SHIFT)
                for one in part.origins
            ),
        )
        for part in farm.parts
    )


def text(farm: Farm, name: str) -> bytes:
    table = farm.tables[name]
    return b"".join(encode(fitted(farm, rows, table), table) for rows in rows_of(farm, name, 0, len(farm.parts)))


@pytest.mark.parametrize("path", [SMOKE, KEYS], ids=["smoke", "keys"])
def test_differences_know_the_order_of_batches(path: Path) -> None:
    farm, side = farm_at(path), pipeline.side_of(path, "one")
    found = []
    for rows in rows_of(farm, "batch_batch", 0, len(farm.parts)):
        own, number = rows.columns["id"], rows.columns["batch_number"]
        assert isinstance(own, Number) and isinstance(number, Same | Text)
        said = [number.value] if isinstance(number, Same) else number.values
        found += zip(own.values.tolist(), said, strict=True)
    assert [number for _, number in sorted(found)] == NAMED["batches"](side)


def test_parts_share_a_day_in_their_order_and_days_follow_one_another() -> None:
    days = [np.array([3, 5, 5]), np.array([5, 2]), np.array([], dtype=np.int64)]
    firsts = number(tallies(map(tally, days)), [1, 0, 2])
    assert Counter("t", firsts[0]).ids(np.array([5, 3, 5])).tolist() == [4, 2, 5]
    assert Counter("t", firsts[1]).ids(np.array([5, 2])).tolist() == [3, 1]
    assert Counter("t", firsts[2]).ids(np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize("days", [[5, 5, 5], [4], [6]], ids=["one more of a day", "a day between", "a day after"])
def test_rows_that_were_not_counted_get_no_id(days: list[int]) -> None:
    counter = Counter("t", number(tallies([tally(np.array([3, 5, 5]))]), [0])[0])
    with pytest.raises(ValueError, match="table t: "):
        counter.ids(np.array(days))
