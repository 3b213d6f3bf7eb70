"""Transfer workflows that people have left open: their fish are there, and their containers are free."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from breadth import sampled
from click.testing import CliRunner
from farms import checked
from psycopg2.extensions import cursor as Cursor
from told import copied, looked_into

from compiler.cli import commands
from compiler.cli.cost.speed import Cost
from compiler.cli.report import describe
from compiler.emit import Expected
from compiler.filling import Farm
from compiler.filling.actions import planned_actions, reserved_by, works_of
from compiler.filling.openwork import Left, Work, what_is_left
from compiler.filling.part import Part, batch_of
from compiler.filling.vacancies import Vacancies
from compiler.nouns import Scenario
from compiler.pipeline import Lived, Options, compile_scenario, expect_dump, farm_of, live, plan_scenario
from compiler.proof.verify import check_laws
from compiler.server import client as servers

HERE = Path(__file__).parent
AS_OF = date(2025, 6, 1).toordinal() - date(1970, 1, 1).toordinal()
COUNTS = {
    ("LIFECYCLE_TRANSITION", "PLANNED"): 2,
    ("LIFECYCLE_TRANSITION", "DRAFT"): 2,
    ("LIFECYCLE_TRANSITION", "CANCELLED"): 1,
    ("CONTAINER_REDISTRIBUTION", "PLANNED"): 1,
    ("CONTAINER_REDISTRIBUTION", "CANCELLED"): 1,
    ("EMERGENCY_CASCADE", "PLANNED"): 1,
    ("EMERGENCY_CASCADE", "CANCELLED"): 1,
}
FLOW, ACTION, STAY = "batch_batchtransferworkflow", "batch_transferaction", "batch_batchcontainerassignment"


def one(table: str, where: str) -> str:
    return f"(select min(id) from {table} where {where})"


DAMAGES = {
    "a draft has begun": f"update {FLOW} set actual_start_date = '2025-05-30' where status = 'DRAFT'",
    "a plan has no action": f"update {FLOW} set status = 'PLANNED' where total_actions_planned = 0",
    "nobody says why it was cancelled": f"update {FLOW} set cancellation_reason = 'storm' where status = 'CANCELLED'",
    "nobody cancelled it": f"update {FLOW} set completed_by_id = null where status = 'CANCELLED'",
    "a reason for what was not cancelled": f"update {FLOW} set cancellation_reason = 'The fish were not ready' "
    "where status = 'PLANNED'",
    "a redistribution leads to a stage": f"update {FLOW} set dest_lifecycle_stage_id = 6 "
    "where workflow_type = 'CONTAINER_REDISTRIBUTION'",
    "a plan begins after its first action": f"update {FLOW} set planned_start_date = planned_start_date + 30 "
    "where status = 'PLANNED'",
    "a sale that nobody flagged": f"update {FLOW} set is_intercompany = not is_intercompany where status = 'PLANNED'",
    "what was left out has a date": f"update {ACTION} set executed_at = '2025-01-01' where status = 'SKIPPED'",
    "nobody says why it was left out": f"update {ACTION} set notes = '' where status = 'SKIPPED'",
    "nobody says why it failed": f"update {ACTION} set notes = '' where status = 'FAILED'",
    "what failed took other fish": f"update {ACTION} set transferred_count = transferred_count - 1 "
    "where status = 'FAILED'",
    "an action is under way": f"update {ACTION} set status = 'IN_PROGRESS' where status = 'FAILED'",
    "open-transfers: two plans for one container": f"update {STAY} set container_id = (select container_id from {STAY} "
    f"where id = (select dest_assignment_id from {ACTION} t join {FLOW} w on w.id = workflow_id "
    "where workflow_type = 'EMERGENCY_CASCADE' and w.status = 'PLANNED')) where id = (select dest_assignment_id "
    f"from {ACTION} t join {FLOW} w on w.id = workflow_id where workflow_type = 'CONTAINER_REDISTRIBUTION' "
    "and w.status = 'PLANNED')",
    "open-transfers: a draft leads nowhere": f"update {ACTION} set dest_assignment_id = null where workflow_id in "
    f"(select id from {FLOW} where status = 'DRAFT')",
    "batch-states-coherent: a terminated batch says no reason": "update batch_batch set notes = '' "
    "where status = 'TERMINATED'",
    "batch-states-coherent: fish were harvested": "update batch_batch set status = 'TERMINATED', "
    "notes = 'Terminated: storm' where status = 'ACTIVE'",
    "transfers-planned: work is written down that the planner does not know": f"update {FLOW} set "
    "planned_activity_id = null where status = 'PLANNED'; update planning_plannedactivity set transfer_workflow_id "
    f"= null where transfer_workflow_id in (select id from {FLOW} where status = 'PLANNED')",
    "activities-coherent: the cull waits": "update planning_plannedactivity set status = 'PENDING', "
    "completed_at = null, completed_by_id = null where activity_type = 'CULL'",
    "transfer-totals: what failed counts as done": f"update {FLOW} set actions_completed = total_actions_planned, "
    f"completion_percentage = 100 where id in (select workflow_id from {ACTION} where status = 'FAILED')",
    "transfer-totals: what was left out does not": f"update {FLOW} set actions_completed = actions_completed - 1 "
    f"where id in (select workflow_id from {ACTION} where status = 'SKIPPED')",
    "transfer-totals: a plan has moved fish": f"update {FLOW} set total_transferred_count = 9 where status = 'PLANNED'",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied("open-work.yaml", tmp_path_factory.mktemp("open"))


@pytest.fixture(scope="module")
def lived(path: Path) -> Lived:
    return live(plan_scenario(path))


@pytest.fixture(scope="module")
def farm(lived: Lived) -> Farm:
    return farm_of(lived)


def works(farm: Farm) -> Iterator[tuple[Part, Work]]:
    for part in farm.parts:
        yield from ((part, work) for work in works_of(part))


def test_there_is_as_much_as_was_asked_for(farm: Farm) -> None:
    assert Counter((work.kind, work.status) for _, work in works(farm)) == COUNTS
    kinds = Counter(kind for kinds in farm.world.left.mishaps.values() for kind in kinds)
    assert kinds == {"FAILED": 2, "SKIPPED": 2}


def test_nothing_is_open_unless_a_scenario_asks(lived: Lived) -> None:
    law = replace(
        lived.scenario.open_work,
        **dict.fromkeys(("planned", "drafts", "empty_drafts", "redistributions", "emergencies", "cancellations"), 0),
        skipped=0,
        failed=0,
    )
    quiet, plans = replace(lived.scenario, open_work=law), [one.plan for one in lived.histories]
    assert what_is_left(quiet, plans, [], frozenset()) == Left({}, {})


def test_what_finds_no_room_is_told_at_its_line(lived: Lived, path: Path) -> None:
    law = replace(lived.scenario.open_work, planned=9, drafts=1, empty_drafts=0, emergencies=7, cancellations=99)
    asked = replace(lived.scenario, open_work=law)
    told = what_is_left(
        asked, *([one.plan for one in some] for some in (lived.histories, lived.orders)), frozenset()
    ).told
    assert {(one.code, one.severity, one.hint) for one in told} == {
        ("AQ352", "note", "planned: 2"),
        ("AQ352", "note", "emergencies: 3"),
        ("AQ352", "note", "cancellations: 4"),
    }
    assert {one.span.line for one in told if one.span} == {7}
    written = path.with_name("asks.yaml")
    written.write_text(
        path.read_text(encoding="utf-8").replace("cancellations: 3", "cancellations: 50"), encoding="utf-8"
    )
    warnings = compile_scenario(written, path.with_suffix(".sql")).warnings
    (note,) = (one for one in warnings if one.code == "AQ352")
    assert (
        note.message == "open_work asks for 50 cancellations, but only 6 find fish and free containers in Faroe Islands"
    )
    assert expect_dump(plan_scenario(written)).told == warnings


def test_a_plan_shows_what_finds_no_room_and_takes_it_as_accepted(path: Path) -> None:
    """A plan makes the rows that a compile would; an entry that accepts the note is idle in neither."""
    asks = path.with_name("wanted.yaml")
    text = path.read_text(encoding="utf-8").replace("cancellations: 3", "cancellations: 50")
    asks.write_text(text + "\naccept: [{code: AQ352, reason: a small farm}]\n", encoding="utf-8")
    shown = CliRunner().invoke(commands, ["plan", str(asks), "--format", "json"], prog_name="aqc")
    found = {one["code"]: one for one in json.loads(shown.stdout)["diagnostics"]}
    assert found["AQ352"]["accepted"]["reason"] == "a small farm"
    assert {one.code for one in compile_scenario(asks, asks.with_suffix(".sql")).warnings} == found.keys()


def test_planned_work_goes_with_what_is_open(cursor: Cursor) -> None:
    cursor.execute(
        f"select w.status, p.status, p.transfer_workflow_id = w.id from {FLOW} w left join planning_plannedactivity p "
        "on p.id = planned_activity_id where w.workflow_type = 'LIFECYCLE_TRANSITION' and w.workflow_number like '%-W%'"
    )
    found = Counter(cursor.fetchall())
    assert found["PLANNED", "IN_PROGRESS", True] == 2 and found["DRAFT", "IN_PROGRESS", True] == 2
    assert found["CANCELLED", None, None] == 1 and sum(found.values()) == 5


def test_a_move_into_the_last_tanks_is_planned_first(farm: Farm) -> None:
    found = [(work.stage, work.day) for _, work in works(farm) if (work.kind, work.status) == (
        "LIFECYCLE_TRANSITION", "PLANNED")]  # fmt: skip
    assert sorted(found)[0] == (3, AS_OF + 5), "the smolt of day 85 move when their stage ends"
    assert all(AS_OF <= day < AS_OF + 7 for _, day in found)


def test_containers_are_free_and_taken_once(lived: Lived, farm: Farm) -> None:
    scenario, plans = lived.scenario, [one.plan for one in (*lived.histories, *lived.orders)]
    held = {int(box) for plan in plans for box in plan.container[plan.open]}
    held |= {int(box) for plan in plans for box in (*plan.due_container, *plan.ordered_container)}
    held |= {window.container for window in scenario.maintenance}
    taken = [box for _, work in works(farm) for box in reserved_by(work).tolist()]
    assert taken and held.isdisjoint(taken) and len(set(taken)) == len(taken)
    for _, work in works(farm):
        stages = scenario.geographies[0].stages
        for step in work.steps:
            box = scenario.containers[step.container]
            assert box.leg == stages[work.dest_stage].leg and not box.structural
            if box.leg == "freshwater":
                assert stages[work.dest_stage].name in scenario.halls[box.place].stages


def test_fish_are_those_that_are_there(farm: Farm) -> None:
    planned: Counter[tuple[str, int]] = Counter()
    for part, work in works(farm):
        actions, left = planned_actions(part, work), part.history.stays.left
        assert (actions.fish > 0).all() and (actions.fish <= actions.before).all()
        if work.kind == "LIFECYCLE_TRANSITION" and work.steps:
            assert {step.source for step in work.steps} == set(range(*_open(part)))
        if work.reserves:
            assert (actions.before <= left[actions.source]).all()
            for source, fish in zip(actions.source.tolist(), actions.fish.tolist(), strict=True):
                planned[batch_of(part).number, source] += fish
            if work.kind == "LIFECYCLE_TRANSITION":
                assert actions.fish.sum() == left[sorted({step.source for step in work.steps})].sum()
    lefts = {batch_of(part).number: part.history.stays.left for part in farm.parts}
    assert all(fish <= lefts[number][stay] for (number, stay), fish in planned.items())


def _open(part: Part) -> tuple[int, int]:
    stays = part.history.plan.open.nonzero()[0]
    return int(stays.min()), int(stays.max()) + 1


def test_an_area_rests_before_it_is_planned_with(lived: Lived) -> None:
    scenario, plans = lived.scenario, [one.plan for one in (*lived.histories, *lived.orders)]
    batch = next(plan for plan in plans if (plan.stage[plan.open] == 4).any())
    present = int(batch.container[batch.open][0])

    def areas(changed: Scenario, day: int) -> set[int]:
        sites = Vacancies.of(changed, plans).sites(batch.batch, 5, present, day)
        return {scenario.containers[boxes[0]].place for boxes in sites}

    used = {scenario.containers[int(box)].place for plan in plans for box in plan.container[plan.open]
            if scenario.containers[int(box)].leg == "sea"}  # fmt: skip
    assert areas(scenario, AS_OF) and areas(scenario, AS_OF).isdisjoint(used)
    pinned = tuple(
        replace(one, pins=(("sea", scenario.areas[min(used)].name),)) if at == batch.batch else one
        for at, one in enumerate(scenario.batches)
    )
    assert areas(replace(scenario, batches=pinned), AS_OF) == set()


def test_any_number_of_jobs_gives_the_same_bytes(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compiler.emit.SMALL_ROWS", 0)
    found = [compile_scenario(path, tmp_path / f"{jobs}.sql", Options(jobs=jobs)).manifest.sha256 for jobs in (1, 2)]
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def cursor(
    path: Path, fresh_database: Callable[[int], str], some_version: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cursor]:
    dump, dsn = tmp_path_factory.mktemp("dump") / "open-work.sql", fresh_database(some_version)
    compile_scenario(path, dump)
    servers.load(dump, dsn)
    with looked_into(dsn) as opened:
        yield opened


def test_every_law_holds(cursor: Cursor) -> None:
    outcomes = check_laws(cursor, None)
    cursor.connection.rollback()
    assert [(one.name, one.examples) for one in outcomes if one.status == "fail"] == []


@pytest.mark.parametrize("case", DAMAGES)
def test_a_wrong_state_is_noticed(cursor: Cursor, case: str) -> None:
    cursor.execute(DAMAGES[case])
    assert cursor.rowcount > 0
    law = case.split(":")[0] if ":" in case else "transfer-states"
    (outcome,) = check_laws(cursor, None, {law})
    cursor.connection.rollback()
    assert outcome.status == "fail"


def test_culled_fish_are_gone_and_their_containers_free(lived: Lived) -> None:
    culled = {one.plan.batch: one for one in lived.histories if lived.scenario.batches[one.plan.batch].terminated}
    assert len(culled) == 2
    for batch, history in culled.items():
        end, plan = lived.scenario.batches[batch].terminated, history.plan
        assert end and int(plan.end.max()) == plan.start + end.after_days + 1
        last = plan.end == plan.end.max()
        assert not plan.open.any() and not plan.harvested.any() and (history.stays.left[last] == 0).all()
        cells = history.last_cell[last]
        assert (history.days.deaths[cells] == history.days.count[cells]).all() and history.days.deaths[
            cells
        ].sum() > 200_000
        assert set(plan.stage[last].tolist()) == {3} and int(plan.first[last].max()) < plan.end.max()


def test_the_plan_gives_the_containers_of_culled_fish_away(path: Path) -> None:
    """A station too small for two batches in one stage holds the second as soon as the first is culled."""
    planned = plan_scenario(path)
    plan, batches = planned.plan, planned.scenario.batches
    for at in np.flatnonzero([batches[int(batch)].terminated is not None for batch in plan.batch]).tolist():
        end = batches[int(plan.batch[at])].terminated
        start = int(plan.start[plan.batch[at]])
        turnaround = planned.scenario.solve.rule("freshwater", 0).turnaround_days
        assert end and plan.held_end[at] <= start + end.after_days + 1 + turnaround


def test_culled_fish_are_not_called_harvested(path: Path) -> None:
    planned = plan_scenario(path)
    placed = describe(planned.scenario, planned.plan, Expected({}, 0, 0), Cost(0, 0, 1, "none", False))["schedule"]
    assert {one["harvested"] for one in placed if "CULLED" in one["batch"]} == {None}


@pytest.mark.parametrize(
    "after", sampled((1, 89, 90, 91, 180, 182, 449, 450, 451, 452, 460, 800), (1, 90, 451).__contains__)
)
def test_fish_are_culled_on_any_day(path: Path, after: int) -> None:
    """Also on the days on which they are moved: then all have moved by that day."""
    text = path.read_text(encoding="utf-8").replace("after_days: 272", f"after_days: {after}")
    text = text.replace("starts: [as_of - 300 days, as_of - 560 days]", "starts: [as_of - 1000 days]")
    changed = path.with_name(f"culled-{after}.yaml")
    changed.write_text(text, encoding="utf-8")
    lived = live(plan_scenario(changed))
    (history,) = (one for one in lived.histories if lived.scenario.batches[one.plan.batch].terminated)
    batch, plan = lived.scenario.batches[history.plan.batch], history.plan
    assert int(plan.end.max()) == plan.start + after + 1 and not plan.open.any() and not plan.harvested.any()
    dead = int(history.days.deaths.sum()) + int(history.moves.dead.sum())
    assert dead == batch.eggs - batch.dead_on_arrival


def test_a_handful_of_fish_is_moved_in_fewer_actions(
    path: Path, postgres: Callable[[int], servers.Server], some_version: int
) -> None:
    """Of fewer fish than containers no action moves none, and every law holds."""
    few = path.with_name("few.yaml")
    text = path.read_text(encoding="utf-8").replace("eggs: 400_000", "eggs: 12").replace("eggs: 300_000", "eggs: 40")
    few.write_text(text.replace("fish: 200_000", "fish: 20"), encoding="utf-8")
    farm = farm_of(live(plan_scenario(few)))
    assert any(len(planned_actions(part, work)) < len(work.steps) for part, work in works(farm))
    assert checked(few, postgres(some_version)) == {}


def test_nobody_plans_to_move_dead_fish(farm: Farm) -> None:
    """Work is laid before anybody knows who lives: for fish that died nothing is written down."""
    part, work = next((part, work) for part, work in works(farm) if work.steps and work.status == "PLANNED")
    days, source = part.history.days, {step.source for step in work.steps}
    deaths = days.deaths.copy()
    for stay in source:
        cell = int(part.history.last_cell[stay])
        deaths[cell] = days.count[cell]
    dead = replace(part, history=replace(part.history, days=replace(days, deaths=deaths)))
    left = works_of(dead)
    assert len(left) < len(works_of(part)) and work not in left
    assert all({step.source for step in one.steps} - source or not one.steps for one in left if one.reserves)


def test_a_terminated_batch_is_told_of(cursor: Cursor) -> None:
    cursor.execute(
        "select b.status, b.actual_end_date - b.start_date, b.notes, m.description, m.cause, m.fish, j.severity, "
        "p.status from batch_batch b join lateral (select description, cause, sum(count) as fish "
        "from batch_mortalityevent where batch_id = b.id and description <> '' group by 1, 2) m on true "
        "join health_journalentry j on j.batch_id = b.id and j.description like 'All fish culled: %' "
        "join planning_plannedactivity p on p.batch_id = b.id and p.activity_type = 'CULL'"
    )
    rows, why = cursor.fetchall(), "Infectious salmon anaemia was found"
    assert len(rows) == 2
    for *told, fish, severity, done in rows:
        assert told == ["TERMINATED", 273, f"Terminated: {why}", f"Culled: {why}", "OTHER"]
        assert fish > 200_000 and (severity, done) == ("high", "COMPLETED")


def test_a_history_tells_how_it_came_so(cursor: Cursor) -> None:
    cursor.execute(
        f"select w.status, array_agg(h.status order by h.history_id) from {FLOW} w "
        "join batch_historicalbatchtransferworkflow h on h.id = w.id "
        "where w.workflow_number like '%-W%' group by w.id, 1"
    )
    told = {(status, tuple(states)) for status, states in cursor.fetchall()}
    assert told == {("DRAFT", ("DRAFT",)), ("PLANNED", ("DRAFT", "PLANNED")),
                    ("CANCELLED", ("DRAFT", "PLANNED", "CANCELLED"))}  # fmt: skip
    cursor.execute(
        f"select t.status, array_agg(h.status order by h.history_id), array_agg(h.history_date order by h.history_id) "
        f"from {ACTION} t join batch_historicaltransferaction h on h.id = t.id group by t.id, 1"
    )
    rows = cursor.fetchall()
    assert {(status, tuple(states)) for status, states, _ in rows} == {
        ("PENDING", ("PENDING",)),
        ("COMPLETED", ("PENDING", "COMPLETED")),
        ("SKIPPED", ("PENDING", "SKIPPED")),
        ("FAILED", ("PENDING", "COMPLETED", "FAILED")),
    }
    assert all(moments == sorted(moments) for _, _, moments in rows)


def test_a_delivery_is_due_today(cursor: Cursor) -> None:
    """Beside those that are late and those to come, testers find one for the day on which they look."""
    cursor.execute(
        "select count(*) from batch_creationaction where status = 'PENDING' and expected_delivery_date = '2025-06-01'"
    )
    assert cursor.fetchone() == (1,)


def test_placeholders_name_their_workflow(cursor: Cursor) -> None:
    cursor.execute(
        f"select a.notes, w.workflow_number from {ACTION} t join {FLOW} w on w.id = t.workflow_id "
        f"join {STAY} a on a.id = t.dest_assignment_id where not a.is_active and w.workflow_number like '%-W%' "
        "and t.status = 'PENDING'"
    )
    rows = cursor.fetchall()
    assert rows and all(note == f"Placeholder for {number}" for note, number in rows)
    assert all(re.fullmatch(r"TRF-.+-W\d\d", number) for _, number in rows)
