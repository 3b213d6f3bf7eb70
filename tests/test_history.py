"""The questions of a History: which cells a stay has, which stay and day a cell."""

from __future__ import annotations

import pickle
from dataclasses import fields

import numpy as np
import pytest
from farm import START, farm, plan_of

from compiler.biology.simulate import simulate
from compiler.nouns.history import History

TABLES = [field.name for field in fields(History) if field.name != "plan"]


def lived(days: int) -> History:
    scenario = farm(as_of=START + days)
    return simulate(scenario, plan_of(scenario))


@pytest.mark.parametrize("days", [400, 61, 1])
def test_cells_are_the_days_of_the_stays_one_after_the_other(days: int) -> None:
    history = lived(days)
    plan = history.plan
    expected = [(s, d) for s in range(len(plan.stage)) for d in range(int(plan.first[s]), int(plan.end[s]))]
    assert list(zip(history.stay_of_cell.tolist(), history.day_of_cell.tolist(), strict=True)) == expected
    assert len(history.days.count) == len(expected)
    for stay in range(len(plan.stage)):
        mine = [cell for cell, (of, _) in enumerate(expected) if of == stay]
        cells = history.cells(stay)
        assert list(range(cells.start, cells.stop)) == mine
        assert (history.first_cell[stay], history.last_cell[stay]) == (mine[0], mine[-1])
        days_of_stay = history.day_of_cell[cells]
        assert history.cell_at(np.full(len(mine), stay), days_of_stay).tolist() == mine


def test_eggs_fill_what_no_move_fills() -> None:
    history = lived(400)
    assert history.egg_stays.tolist() == np.flatnonzero(history.plan.stage == 0).tolist()
    assert not set(history.egg_stays.tolist()) & set(history.plan.move_dest.tolist())


@pytest.mark.parametrize("name", TABLES)
def test_rows_of_a_table_are_as_many_in_every_column_and_read_only(name: str) -> None:
    table = getattr(lived(400), name)
    columns = {field.name: getattr(table, field.name) for field in fields(table)}
    assert not any(column.flags.writeable for column in columns.values())
    sizes = {len(column) for key, column in columns.items() if key != "edges"}
    assert len(sizes) == 1


def test_a_history_goes_to_a_worker_and_back() -> None:
    history = lived(61)
    back = pickle.loads(pickle.dumps(history))
    assert back.day_of_cell.tolist() == history.day_of_cell.tolist()
    assert back.days.weight_cg.tolist() == history.days.weight_cg.tolist()
