"""What if: scenarios beside the baselines, their runs recomputed, and each law about them broken once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from psycopg2.extensions import cursor as Cursor
from smoke import smoke
from told import copied, looked_into

from compiler.filling.derive.projection import Course, project
from compiler.filling.models import feed_model_name, feed_models, mortality_models
from compiler.filling.variants import build_variants
from compiler.nouns import Scenario, Variants
from compiler.nouns.manifest import manifest_path
from compiler.pipeline import Lived, compile_scenario, farm_of, live, plan_scenario
from compiler.proof import verify_database
from compiler.proof.derived import check_derived
from compiler.proof.verify import SETTINGS, check_laws
from compiler.server import client as servers

HERE = Path(__file__).parent
VARIANT = "scenario_id in (select scenario_id from scenario where name not like 'Baseline%')"
ANOTHER = f"(select min(scenario_id) from scenario where name like 'Anew, another%' and {VARIANT})"
PRESENT = "(select min(scenario_id) from scenario where name like 'From here, colder%')"
DAMAGES = {
    # what is done: (SQL, the laws that notice)
    "it begins with fish that are dead": (
        f"update scenario set initial_count = initial_count + 1 where scenario_id = {PRESENT}",
        {"variants-coherent", "projections-recomputed"},
    ),
    "it has no water for a day": (
        "delete from scenario_temperaturereading where profile_id = (select t.profile_id from scenario s join "
        f"scenario_tgcmodel t on t.model_id = s.tgc_model_id where scenario_id = {PRESENT}) and day_number = 9",
        {"variants-coherent"},
    ),
    "a change comes after the end": (
        f"update scenario_scenariomodelchange set change_day = 5000 where scenario_id = {ANOTHER}",
        {"variants-coherent", "projections-recomputed"},
    ),
    "a change is another day's": (
        f"update scenario_scenariomodelchange set change_day = 451 where scenario_id = {ANOTHER}",
        {"projections-recomputed"},
    ),
    "a change changes nothing": (
        "update scenario_scenariomodelchange c set new_tgc_model_id = s.tgc_model_id from scenario s "
        f"where s.scenario_id = c.scenario_id and s.scenario_id = {ANOTHER}",
        {"variants-coherent", "projections-recomputed"},
    ),
    "a batch follows a variant": (
        "update batch_batch b set pinned_projection_run_id = r.run_id from scenario_projection_run r join scenario s "
        f"on s.scenario_id = r.scenario_id where b.id = s.batch_id and s.scenario_id = {PRESENT}",
        {"variants-coherent", "values-of-stages", "daily-states-recomputed", "live-projections-recomputed"},
    ),
    "a feed is another from another weight on": (
        "update scenario_fcr_model_stage_override set min_weight_g = min_weight_g + 40",
        {"projections-recomputed"},
    ),
    "a range of weight runs backwards": (
        "update scenario_fcr_model_stage_override set max_weight_g = 1 where id = 1",
        {"values-of-stages", "projections-recomputed"},
    ),
    "a stage's mortality is called by its name": (
        "update scenario_mortality_model_stage set lifecycle_stage = 'Adult', daily_rate_percent = 0.5 "
        "where lifecycle_stage = 'harvest'",
        {"values-of-stages", "projections-recomputed"},
    ),
    "limits leave a gap": (
        "update scenario_stage_constraint set min_weight_g = min_weight_g + 1 where lifecycle_stage = 'parr'",
        {"values-of-stages"},
    ),
    "a group may change what it sees": (
        "update auth_group_permissions x set permission_id = p.id from auth_permission p "
        "where p.codename = 'change_batch' and x.id = 1",
        {"groups-view"},
    ),
    "two runs are called alike": (
        "update scenario_projection_run set label = 'Baseline' where label = 'Better feed'",
        {"runs-in-order"},
    ),
    "a run took other models than the scenario has": (
        f"update scenario set mortality_model_id = 2 where scenario_id = {PRESENT}",
        {"projections-recomputed"},
    ),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied("what-if.yaml", tmp_path_factory.mktemp("variants"))


@pytest.fixture(scope="module")
def lived(path: Path) -> Lived:
    return live(plan_scenario(path))


def asked(scenario: Scenario, **words: object) -> Scenario:
    """The scenario with other variants."""
    assert scenario.variants is not None
    return replace(scenario, variants=replace(scenario.variants, **words))  # type: ignore[arg-type]


def test_smoke_may_ask_nothing() -> None:
    """Without the section the world is as it was: models of the baselines alone."""
    scenario = replace(smoke().scenario, variants=None)
    assert build_variants(scenario, [history.plan for history in smoke().histories]) == ()


def test_the_middle_of_life_is_asked(lived: Lived) -> None:
    """Of the batches that eat and have sixty days ahead; the one in the middle where one is wanted."""
    plans = [history.plan for history in lived.histories]

    def numbers(**words: object) -> list[str]:
        scenario = asked(lived.scenario, **words)
        found = build_variants(scenario, plans)
        return list(dict.fromkeys(scenario.batches[one.batch].number for one in found))

    assert numbers() == ["FI-2023-01", "FI-2024-01"]
    assert numbers(count=1) == ["FI-2024-01"]
    assert numbers(count=9) == ["FI-2023-01", "FI-2024-01"]
    assert numbers(count=0, named=("FI-2023-01", "FI-2025-01", "FI-2022-01")) == ["FI-2023-01"]
    assert numbers(count=9, least_days=600) == ["FI-2024-01"]
    assert numbers(count=9, least_days=800) == []


def test_without_a_table_of_theirs_nothing_is_asked(lived: Lived) -> None:
    plans = [history.plan for history in lived.histories]
    scenario = replace(lived.scenario, tables_off=frozenset({"scenario_scenariomodelchange"}))
    assert build_variants(scenario, plans) == ()


def test_models_have_names_of_their_own(lived: Lived) -> None:
    world = farm_of(lived).world
    names = [feed_model_name(world, one) for one in feed_models(world)]
    assert len(set(names)) == len(names) > 4
    assert names[0] == "Faroe Islands Standard FCR"
    assert mortality_models(world) == (1.0, 0.8, 0.6, 2.0, 0.5)


def test_another_variant_changes_no_baseline(lived: Lived) -> None:
    """Whatever is asked, the first rows of a batch are those of its baseline."""

    def states(law: Variants | None) -> list[bytes]:
        farm = farm_of(replace(lived, scenario=replace(lived.scenario, variants=law)))
        return [part.derived.states.weight_cg.tobytes() for part in farm.parts if part.computed]

    assert states(None) == states(lived.scenario.variants)


def test_a_course_changes_on_its_day() -> None:
    """Two days of one model and two of another: twice the feed for the same growth."""
    days = np.ones(4)
    course = Course(
        weight_cg=100_000,
        fish=1000,
        stage=np.zeros(4, dtype=np.int64),
        temp_cc=np.full(4, 1000),
        tgc=days * 0.003,
        mortality_pct=days * 0.0,
        fcr=np.array([1.0, 1.0, 2.0, 2.0]),
        ranged_fcr=days * 3.0,
        range_from_g=np.array([np.inf, np.inf, np.inf, 0.0]),
        cap_g=np.array([8000.0]),
    )
    run = project(course, ["Adult"])
    gain_g = np.diff(run.weight_g, prepend=1000.0)
    assert (run.feed_g / 1000 / gain_g).round(3).tolist() == [1.0, 1.0, 2.0, 3.0]
    assert run.population.tolist() == [1000] * 4


@pytest.fixture(scope="module")
def dump(path: Path) -> Path:
    compile_scenario(path, path.with_suffix(".sql"))
    return path.with_suffix(".sql")


@pytest.fixture(scope="module")
def dsn(dump: Path, fresh_database: Callable[[int], str], some_version: int) -> str:
    found = fresh_database(some_version)
    servers.load(dump, found)
    return found


@pytest.fixture(scope="module")
def cursor(dsn: str) -> Iterator[Cursor]:
    with looked_into(dsn, SETTINGS) as opened:
        yield opened


@pytest.mark.server
def test_every_promise_is_kept(dsn: str, dump: Path) -> None:
    outcomes = verify_database(dsn, manifest_path(dump))
    assert [(one.name, one.examples) for one in outcomes if one.failing] == []
    checked = {one.name: one.checked for one in outcomes}
    assert checked["variants-coherent"] == 18 and checked["runs-in-order"] == 24


@pytest.mark.server
def test_answers_differ(cursor: Cursor) -> None:
    """Comparing is worth its while: other weights, fish and feed."""
    cursor.execute(
        "select s.name, r.label, r.final_weight_g, l.population, l.cumulative_feed from scenario s "
        "join scenario_projection_run r using (scenario_id) join scenario_scenarioprojection l "
        "on l.projection_run_id = r.run_id and l.day_number = r.total_projections where s.name like '% - FI-2024-01'"
    )
    found = {(name.removesuffix(" - FI-2024-01"), label): values for name, label, *values in cursor.fetchall()}
    weight, fish, feed = found["From here", "Baseline"]
    assert found["From here", "Lower mortality"][1] > fish and found["From here", "Better feed"][2] < feed
    assert found["From here, colder sea", ""][0] < weight < found["From here, warmer sea", ""][0]
    assert (
        found["From here, mortality halved", "Halved"][1] > fish > found["From here, mortality doubled", "Doubled"][1]
    )
    assert len({tuple(values) for values in found.values()}) == len(found)


@pytest.mark.server
def test_treatments_wait_withhold_and_fail(cursor: Cursor) -> None:
    """And no ring is treated that is to be emptied within the days of withholding."""
    cursor.execute(
        "select t.treatment_type, t.outcome, min('2025-06-01'::date - t.treatment_date::date), bool_and(a.is_active), "
        "bool_and(j.resolution_status = (t.outcome <> 'pending')), count(*) > 0 from health_treatment t "
        "join batch_batchcontainerassignment a on a.id = t.batch_assignment_id "
        "join health_journalentry j on j.id = t.journal_entry_id "
        "where t.outcome in ('pending', 'unsuccessful') group by 1, 2 order by 1, 2"
    )
    assert cursor.fetchall() == [
        ("medication", "pending", 1, True, True, True),
        ("other", "unsuccessful", 30, True, True, True),
    ]


@pytest.mark.server
def test_work_by_hand_is_of_every_status(cursor: Cursor) -> None:
    """Written as pending first; the youngest batch lived too late for the work of forty days ago."""
    cursor.execute(
        "select p.activity_type, p.status, p.due_date - '2025-06-01'::date, count(distinct p.id), count(h.history_id) "
        "from planning_plannedactivity p join planning_historicalplannedactivity h on h.id = p.id "
        "where p.activity_type in ('CULL', 'SALE', 'MAINTENANCE', 'OTHER') group by 1, 2, 3 order by 1, 2"
    )
    assert cursor.fetchall() == [
        ("CULL", "COMPLETED", -40, 3, 6),
        ("CULL", "PENDING", -4, 3, 3),
        ("MAINTENANCE", "IN_PROGRESS", -1, 3, 6),
        ("OTHER", "PENDING", 9, 3, 3),
        ("SALE", "CANCELLED", 20, 3, 6),
    ]


@pytest.mark.server
@pytest.mark.parametrize("case", DAMAGES)
def test_a_false_answer_is_noticed(cursor: Cursor, case: str) -> None:
    damage, laws = DAMAGES[case]
    cursor.execute(damage)
    assert cursor.rowcount > 0
    failing = {one.name for one in (*check_laws(cursor, None, laws), *check_derived(cursor)) if one.failing}
    cursor.connection.rollback()
    assert failing >= laws
