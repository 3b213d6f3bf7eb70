"""History tables by their one rule: as many rows as counted, from every kind of table; groups that leave no trace."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import numpy as np
import pytest
from smoke import emitted, smoke, without

from compiler.filling.farm import Farm
from compiler.filling.histories.states import states
from compiler.filling.histories.trails import Trail, find_trails
from compiler.filling.kinds import PartTable
from compiler.filling.making import rows_of
from compiler.filling.tables import find_tables
from compiler.nouns.rows import Column, Day, Moment, Number, Past, Rows, Same, Serial, Word
from compiler.pipeline import farm_of
from compiler.target.catalog import load_fields


@cache
def farm() -> Farm:
    s = smoke()
    return farm_of(s)


def test_all_tracked_tables_of_the_target_are_known() -> None:
    s, fields = smoke(), load_fields()
    tracked = {name for name, facts in fields.items() if facts.get("history_table")}
    assert len(tracked) == 77
    assert len(find_trails(s.catalog, fields, tracked, set())) == 76, "all but lines of an export, which have no date"


@pytest.mark.parametrize("table", sorted(farm().trails))
def test_histories_are_as_long_as_counted(table: str) -> None:
    for at, expected in enumerate(farm().counts.get(table, ())):
        assert sum(rows.size for rows in rows_of(farm(), table, at, at + 1)) == expected


def test_ids_of_histories_run_with_the_days_of_their_states() -> None:
    found = []
    for rows in rows_of(farm(), "batch_historicalbatchcontainerassignment", 0, len(farm().parts)):
        own, at = rows.columns["history_id"], rows.columns["history_date"]
        assert isinstance(own, Number) and isinstance(at, Moment)
        found += zip(own.values.tolist(), (at.values // 86400).tolist(), strict=True)
    assert [own for own, _ in sorted(found)] == list(range(1, len(found) + 1))
    assert [day for _, day in sorted(found)] == sorted(day for _, day in found)


KEPT = [name for name, table in find_tables().items() if isinstance(table, PartTable) and table.past]
"""Tables of batches that keep earlier states"""


@pytest.mark.parametrize("table", KEPT)
def test_pasts_are_in_order(table: str) -> None:
    kind = find_tables()[table]
    assert isinstance(kind, PartTable)
    for part, ids in zip(farm().parts, farm().ids, strict=True):
        for rows, past in kind.blocks(part, ids):
            assert past
            same = past.row[1:] == past.row[:-1]
            born, updated = rows.columns["created_at"], rows.columns["updated_at"]
            assert isinstance(born, Moment) and isinstance(updated, Moment)
            moment = born.values[past.row] if past.at is None else past.at
            assert (past.row[1:] >= past.row[:-1]).all() and (moment[1:][same] > moment[:-1][same]).all()
            assert (moment <= updated.values[past.row]).all()


def test_a_row_that_changed_has_its_states_in_order() -> None:
    trail = Trail("t_historical", "t", "created_at", "updated_at", "user_id")
    born, changed = Moment(np.array([10, 20, 30])), Moment(np.array([15, 20, 36]))
    rows = Rows(
        3,
        {
            "id": Serial(5),
            "n": Number(np.array([1, 2, 3])),
            "user_id": Same(9),
            "created_at": born,
            "updated_at": changed,
        },
    )
    past = Past(np.array([0, 2, 2]), {"n": Number(np.array([7, 8, 9]))}, np.array([10, 30, 33]))
    before, now = states(trail, rows, past)
    assert [column.values.tolist() for column in (before.columns["id"], before.columns["n"])] == [[5, 7, 7], [7, 8, 9]]  # type: ignore[union-attr]
    assert _kinds(before) == ["+", "+", "~"] and _kinds(now) == ["~", "+", "~"]
    assert before.columns["updated_at"] == before.columns["history_date"]
    assert now.columns["history_date"].values.tolist() == [15, 20, 36]  # type: ignore[union-attr]


def test_a_state_without_a_moment_is_the_first_one() -> None:
    trail = Trail("t_historical", "t", "created_at", "updated_at", "")
    columns = {"created_at": Moment(np.array([10, 20])), "updated_at": Moment(np.array([15, 26]))}
    before, now = states(trail, Rows(2, columns), Past(np.array([1]), {}))
    assert before.columns["history_date"].values.tolist() == [20]  # type: ignore[union-attr]
    assert now.columns["history_date"].values.tolist() == [10, 26]  # type: ignore[union-attr]


def _kinds(rows: Rows) -> list[str | None]:
    column = rows.columns["history_type"]
    assert isinstance(column, Word)
    return [column.vocabulary[code] for code in column.codes.tolist()]


FINANCE = {name for name in find_tables() if name.startswith("finance_")}


@pytest.mark.parametrize(
    ("off", "empty"),
    [
        (FINANCE, FINANCE | {"finance_historicalfactharvest", "finance_core_historicalcostcenter"}),
        (
            {"inventory_batchfeedingsummary"},
            {"inventory_batchfeedingsummary", "inventory_historicalbatchfeedingsummary"},
        ),
        (set(farm().trails), set(farm().trails)),
    ],
    ids=["finance", "summaries", "histories"],
)
def test_a_group_that_is_off_leaves_nothing_behind(off: set[str], empty: set[str]) -> None:
    manifest, _ = emitted(without(off), BytesIO())
    assert {name for name in empty if manifest.tables[name].rows} == set()
    assert manifest.tables["batch_batchtransferworkflow"].rows


def nulls(column: Column, size: int) -> np.ndarray:
    """Where a column says nothing."""
    if isinstance(column, Same):
        return np.full(size, column.value is None)
    assert isinstance(column, Day | Moment | Number)
    return np.zeros(size, dtype=bool) if column.null is None else column.null


def test_the_pending_state_of_an_action_knows_nothing_of_its_execution() -> None:
    kind = find_tables()["batch_transferaction"]
    assert isinstance(kind, PartTable)
    seen = 0
    for part, ids in zip(farm().parts, farm().ids, strict=True):
        for _, past in kind.blocks(part, ids):
            assert past
            status = past.columns["status"]
            if isinstance(status, Same):
                assert status.value in ("PENDING", "IN_PROGRESS")
                status = Word([str(status.value)], np.zeros(len(past.row), dtype=np.int64))
            assert isinstance(status, Word)
            pending = np.array([status.vocabulary[code] == "PENDING" for code in status.codes.tolist()], dtype=bool)
            seen += int(pending.sum())
            for name in (
                "water_temp_c",
                "executed_at",
                "executed_by_id",
                "actual_execution_date",
                "dest_assignment_id",
            ):
                assert nulls(past.columns[name], len(past.row))[pending].all(), name
    assert seen
