"""Deliveries that have not come by as_of: the fish that will, the containers that wait, and what the database says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from psycopg2.extensions import cursor as Cursor
from told import copied, looked_into

from compiler.cli.cost.speed import Cost
from compiler.cli.report import as_text, describe
from compiler.emit import Expected
from compiler.filling.activities import activities, activity_of_work
from compiler.nouns import History
from compiler.pipeline import Change, Lived, Planned, compile_scenario, farm_of, live, plan_scenario
from compiler.proof.verify import check_laws
from compiler.server import client as servers

HERE = Path(__file__).parent
DAY = date(1970, 1, 1).toordinal()
AS_OF = date(2025, 6, 1).toordinal() - DAY
ACTION = "(select max(id) from batch_creationaction where status = 'PENDING')"
HALF = "(select workflow_id from batch_creationaction group by 1 having count(distinct status) > 1 limit 1)"
DAMAGES = {
    "a waiting action was done": "update batch_creationaction set actual_delivery_date = '2025-05-30' "
    f"where id = {ACTION}",
    "its placeholder holds fish": "update batch_batchcontainerassignment set population_count = 5 where id = "
    f"(select dest_assignment_id from batch_creationaction where id = {ACTION})",
    "it waits for a container of another batch": "update batch_batchcontainerassignment set container_id = "
    "(select min(container_id) from batch_batchcontainerassignment where is_active and batch_id = 2) where id = "
    "(select min(dest_assignment_id) from batch_creationaction where status = 'PENDING' "
    "and expected_delivery_date < '2025-06-01')",
    "half a delivery is called whole": f"update batch_creationworkflow set status = 'COMPLETED' where id = {HALF}",
    "half a batch lives already": "update batch_batch set status = 'ACTIVE' where id = "
    f"(select batch_id from batch_creationworkflow where id = {HALF})",
    "open-transfers: an action leads nowhere": "update batch_transferaction set dest_assignment_id = null "
    "where status = 'PENDING'",
    "open-transfers: it takes more than there are": "update batch_transferaction "
    "set transferred_count = source_population_before + 1 where status = 'PENDING'",
    "open-transfers: a placeholder comes too late": "update batch_batchcontainerassignment a "
    "set assignment_date = '2025-07-01' from batch_transferaction t "
    "where t.dest_assignment_id = a.id and t.status = 'PENDING' and not a.is_active",
    "a cancelled order has no reason": "update batch_creationworkflow set cancellation_reason = '' "
    "where status = 'CANCELLED'",
    "a cancelled order's batch is planned": "update batch_batch set status = 'PLANNED' where status = 'CANCELLED'",
    "batches-have-parents: what is ordered is of nobody": "delete from broodstock_batchparentage where batch_id in "
    "(select id from batch_batch where status = 'PLANNED')",
    "an order without actions is planned": "update batch_creationworkflow set status = 'PLANNED' "
    "where status = 'DRAFT'",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied("ordered.yaml", tmp_path_factory.mktemp("ordered"))


@pytest.fixture(scope="module")
def planned(path: Path) -> Planned:
    return plan_scenario(path)


@pytest.fixture(scope="module")
def lived(planned: Planned) -> Lived:
    return live(planned)


def history_of(lived: Lived, number: str) -> History:
    found = [
        one for one in (*lived.histories, *lived.orders) if lived.scenario.batches[one.plan.batch].number == number
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("number", "come", "to_come"), [("FI-E-2025-01", 2, 1), ("FI-A-2025-01", 1, 3)])
def test_part_of_a_delivery_has_come(lived: Lived, number: str, come: int, to_come: int) -> None:
    history = history_of(lived, number)
    assert (len(history.plan.first), len(history.plan.ordered_day)) == (come, to_come)
    assert history.plan.first.max() < AS_OF <= history.plan.ordered_day.min()
    batch = lived.scenario.batches[history.plan.batch]
    fish = int(history.stays.arrived.sum()) + int(history.deliveries.fish.sum())
    assert fish == batch.eggs - batch.dead_on_arrival
    assert (history.deliveries.fish > 0).all()


def test_what_has_come_is_the_same_later(path: Path, lived: Lived) -> None:
    """History does not depend on the day on which it is written down."""
    later = live(plan_scenario(path, Change(as_of=AS_OF + 5)))
    early, late = history_of(lived, "FI-E-2025-01"), history_of(later, "FI-E-2025-01")
    assert late.plan.container.tolist() == [*early.plan.container, *early.plan.ordered_container]
    assert late.stays.arrived.tolist() == [*early.stays.arrived, *early.deliveries.fish]


def test_an_ordered_batch_waits_for_containers_that_nobody_holds(planned: Planned) -> None:
    plan, scenario = planned.plan, planned.scenario
    held = {int(at): int(end) for at, end in sorted(zip(plan.container, plan.held_end, strict=True))}
    for batch in np.unique(plan.ordered_batch).tolist():
        boxes = plan.ordered_container[plan.ordered_batch == batch].tolist()
        here = plan.container[plan.batch == batch].tolist()
        assert len({*boxes, *here}) == scenario.batches[batch].runs[0].need
        assert len({scenario.containers[at].place for at in boxes}) == 1, "one hall or area"
        if not here:
            assert all(held.get(at, 0) < plan.start[batch] for at in boxes)
    assert len(set(plan.ordered_container.tolist())) == len(plan.ordered_container)


def test_fish_that_wait_for_their_move_know_where_they_go(lived: Lived) -> None:
    for number in ("FI-T-2024-01", "FI-T-2024-02"):
        history = history_of(lived, number)
        plan, due = history.plan, history.due
        assert len(plan.due_day) and plan.due_day.min() >= AS_OF and (due.fish > 0).all()
        for stay in np.unique(plan.due_source).tolist():
            assert plan.open[stay]
            assert int(due.fish[plan.due_source == stay].sum()) == int(history.stays.left[stay])
        begun = plan.due_dest >= 0
        assert (plan.container[plan.due_dest[begun]] == plan.due_container[begun]).all()
        assert not np.isin(plan.due_container[~begun], plan.container).any()


def test_moves_that_are_due_are_made_later(path: Path, lived: Lived) -> None:
    later = live(plan_scenario(path, Change(as_of=AS_OF + 4)))
    early, late = history_of(lived, "FI-T-2024-01").plan, history_of(later, "FI-T-2024-01").plan
    made = {
        *zip(late.move_source.tolist(), late.container[late.move_dest].tolist(), late.move_day.tolist(), strict=True)
    }
    assert {*zip(early.due_source.tolist(), early.due_container.tolist(), early.due_day.tolist(), strict=True)} <= made


def test_only_what_is_ordered_by_as_of_is_known(lived: Lived) -> None:
    numbers = {lived.scenario.batches[one.plan.batch].number: len(one.plan.ordered_day) for one in lived.orders}
    assert numbers == {
        "FI-E-2025-02": 3,
        "FI-M-2025-01": 0,
        "FI-M-2025-02": 0,
        "FI-M-2025-03": 0,
        "FI-S-2025-01": 3,
        "FI-X-2025-01": 2,
    }


def test_nothing_is_planned_for_a_batch_before_all_of_it_has_come(lived: Lived) -> None:
    """So no workflow that is written down for it may name an activity: it would be that of another batch."""
    parts = farm_of(lived).parts
    assert {part.state for part in parts} == {"ordered", "received", "whole"}
    for part in (one for one in parts if one.state != "whole"):
        assert activities(part) == () and (activity_of_work(part) == -1).all()


@pytest.fixture(scope="module")
def cursor(
    path: Path, fresh_database: Callable[[int], str], some_version: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cursor]:
    dump, dsn = tmp_path_factory.mktemp("dump") / "ordered.sql", fresh_database(some_version)
    compile_scenario(path, dump)
    servers.load(dump, dsn)
    with looked_into(dsn) as opened:
        yield opened


def test_the_database_says_where_each_delivery_stands(cursor: Cursor) -> None:
    cursor.execute(
        "select batch_number, b.status, w.status, total_actions, actions_completed from batch_batch b "
        "join batch_creationworkflow w on w.batch_id = b.id order by 1"
    )
    assert cursor.fetchall() == [
        ("FI-A-2025-01", "RECEIVING", "IN_PROGRESS", 4, 1),
        ("FI-E-2023-01", "ACTIVE", "COMPLETED", 3, 3),
        ("FI-E-2025-01", "RECEIVING", "IN_PROGRESS", 3, 2),
        ("FI-E-2025-02", "PLANNED", "PLANNED", 3, 0),
        ("FI-L-2025-01", "RECEIVING", "IN_PROGRESS", 7, 3),
        ("FI-M-2025-01", "PLANNED", "DRAFT", 0, 0),
        ("FI-M-2025-02", "PLANNED", "DRAFT", 0, 0),
        ("FI-M-2025-03", "PLANNED", "DRAFT", 0, 0),
        ("FI-S-2025-01", "PLANNED", "PLANNED", 3, 0),
        ("FI-T-2024-01", "ACTIVE", "COMPLETED", 2, 2),
        ("FI-T-2024-02", "ACTIVE", "COMPLETED", 2, 2),
        ("FI-X-2025-01", "CANCELLED", "CANCELLED", 2, 0),
    ]


def test_every_law_holds(cursor: Cursor) -> None:
    outcomes = check_laws(cursor, None)
    cursor.connection.rollback()
    assert [(one.name, one.examples) for one in outcomes if one.status == "fail"] == []


def test_what_is_ordered_has_its_lot_and_what_is_cancelled_has_none(cursor: Cursor) -> None:
    cursor.execute(
        "select w.status, sum(egg_count) = max(total_eggs_planned), "
        "max(assignment_date)::date = max(b.created_at)::date from batch_batch b "
        "join batch_creationworkflow w on w.batch_id = b.id left join broodstock_batchparentage p on p.batch_id = b.id "
        "left join broodstock_eggproduction e on e.id = p.egg_production_id group by b.id, w.id"
    )
    none, lot = (None, None), (True, True)
    assert {tuple(row) for row in cursor.fetchall()} == {
        ("CANCELLED", *none),
        ("COMPLETED", *lot),
        ("DRAFT", *none),
        ("IN_PROGRESS", *lot),
        ("PLANNED", *lot),
    }


def test_what_receives_was_ordered_before(cursor: Cursor) -> None:
    cursor.execute(
        "select array_agg(distinct h.status || ' ' || h.history_date::date - h.start_date) "
        "from batch_historicalbatch h join batch_batch b on b.id = h.id "
        "where b.status = 'RECEIVING' group by b.id order by 1"
    )
    (first,), *others = cursor.fetchall()
    assert first == ["PLANNED -60", "RECEIVING 0"] and len(others) == 2
    assert all(states[:2] == ["PLANNED -60", "RECEIVING 0"] for (states,) in others)
    cursor.execute(
        "select max(b.created_at), max(w.created_at), max(a.created_at) from batch_batch b "
        "join batch_creationworkflow w on w.batch_id = b.id join batch_creationaction a on a.workflow_id = w.id "
        "where b.status = 'RECEIVING' group by b.id"
    )
    assert all(len(set(row)) == 1 for row in cursor.fetchall())


def test_deliveries_are_late_skipped_and_in_two(cursor: Cursor) -> None:
    cursor.execute(
        "select a.status, expected_delivery_date < '2025-06-01', count(*), count(distinct dest_assignment_id), "
        "bool_and(a.notes like 'Skipped: %') from batch_creationaction a "
        "join batch_creationworkflow w on w.id = workflow_id "
        "join batch_batch b on b.id = w.batch_id where batch_number = 'FI-L-2025-01' group by 1, 2 order by 1, 2"
    )
    assert cursor.fetchall() == [
        ("COMPLETED", True, 3, 2, False),
        ("PENDING", False, 1, 1, False),
        ("PENDING", True, 1, 1, False),
        ("SKIPPED", True, 2, 2, True),
    ]


@pytest.mark.parametrize("case", DAMAGES)
def test_a_wrong_state_is_noticed(cursor: Cursor, case: str) -> None:
    cursor.execute(DAMAGES[case])
    assert cursor.rowcount > 0
    law = case.split(":")[0] if ":" in case else "creation-states"
    (outcome,) = check_laws(cursor, None, {law})
    cursor.connection.rollback()
    assert outcome.status == "fail"


def test_the_plan_tells_what_is_on_its_way(planned: Planned) -> None:
    text = as_text(describe(planned.scenario, planned.plan, Expected({}, 0, 0), Cost(0, 0, 1, "none", False)))
    assert "on their way       8 batches, of which 3 in part; 14 containers wait, 3 batches have none yet\n" in text
