"""Every page of the application has data in smoke; each case takes away what one page shows, and the page notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor
from smoke import dump

from compiler.proof.laws import prelude, read_laws
from compiler.proof.outcome import Outcome
from compiler.proof.pages import check_pages, look
from compiler.proof.table import as_text
from compiler.proof.verify import prepare

pytestmark = pytest.mark.server

PAGES = {page.name: page for page in read_laws("pages")}
CROWD = {"enough-batches", "feed-purchases", "near-changes", "planner-overdue", "tiered-harvest"}
"""Pages that speak of farms of thirty living batches; smoke has fewer."""
MORE = (
    "insert into batch_batch select (jsonb_populate_record(b, jsonb_build_object('id', 1000 + n, 'batch_number', "
    "'COPY-' || n, 'status', 'ACTIVE', 'actual_end_date', null))).* "
    "from batch_batch b, generate_series(1, 40) n where b.id = 1; "
)
"""Forty living batches without a stay."""
HELD = (
    "insert into batch_batchcontainerassignment select (jsonb_populate_record(a, jsonb_build_object('id', 100000 + n, "
    "'batch_id', 1000 + n, 'is_active', true, 'departure_date', null))).* "
    "from batch_batchcontainerassignment a, generate_series(1, 40) n where a.id = 1; "
)
STAY = "batch_batchcontainerassignment"
STATES = "batch_actualdailyassignmentstate"
LIVING = "(select min(id) from batch_batch where status = 'ACTIVE')"
SEA = (
    "(select batch_id from batch_batchcontainerassignment where is_active and lifecycle_stage_id = 6 "
    "group by 1 order by sum(biomass_kg) desc limit 1)"
)

BREAKS: Mapping[str, str] = {
    "access-geographies": "update infrastructure_geography set name = 'Faroes' where name = 'Faroe Islands'",
    "access-places": "delete from users_userprofile_allowed_areas; delete from users_userprofile_allowed_stations; "
    "delete from users_userprofile_allowed_containers",
    "access-roles": "update users_userprofile set role = 'VIEW' where role = 'VET'",
    "activity-templates": "update planning_activitytemplate set is_active = false",
    "batch-histories": "delete from batch_historicalbatch where history_type = '+' and id = 1",
    "batch-insights": f"delete from environmental_environmentalreading where batch_id = {LIVING}",
    "batch-list": f"update {STAY} set lifecycle_stage_id = 1 where batch_id = {SEA}",
    "broodstock": "update broodstock_breedingplan set end_date = start_date",
    "companies": "delete from finance_core_costcenterbatchlink where batch_id = 2",
    "container-availability": "update infrastructure_container set hierarchy_role = 'STRUCTURAL' where hall_id is null",
    "egg-deliveries": "update batch_creationworkflow set external_supplier_id = null where id = 2",
    "enough-batches": MORE + HELD + "update batch_batch set lifecycle_stage_id = 2 where lifecycle_stage_id = 4",
    "fcr-trends": "update inventory_batchfeedingsummary set total_growth_kg = total_growth_kg / 9",
    "fcr-trends-geography": "update inventory_batchfeedingsummary set total_feed_kg = total_feed_kg / 9",
    "feed-purchases": MORE + "update inventory_feedpurchase set purchase_date = '2020-01-01' where feed_id = 3",
    "feed-stock": "update inventory_feedcontainerstock set quantity_kg = 0",
    "feeding-events": "delete from inventory_feedingevent where feeding_date > date '2025-05-10'",
    "feeding-report": "update inventory_feedingevent set feed_cost = 0",
    "feeding-summaries": "update inventory_batchfeedingsummary set period_start = period_start - 3 where id = 3",
    "finance-planning": "delete from finance_core_costimportline where year = 2025 and month = 6",
    "geography-summary": f"delete from inventory_batchfeedingsummary where batch_id = {SEA}",
    "growth-analysis": f"update batch_batch set pinned_projection_run_id = null where id = {LIVING}",
    "growth-axis": "update scenario_scenarioprojection set projection_date = projection_date + 1 "
    "where projection_run_id = 2",
    "growth-samples": "delete from batch_growthsample where assignment_id in "
    f"(select id from {STAY} where batch_id = 1)",
    "growth-states-once": f"update {STAY} set departure_date = departure_date - 1 where id = 3",
    "harvest-facts": "delete from finance_factharvest where fact_id = 1",
    "harvest-forecast": f"delete from {STATES} where date = '2025-05-31'",
    "harvest-lists": "delete from harvest_harvestlot where product_grade_id = 1; insert into harvest_harvestlot select "
    '(jsonb_populate_record(l, \'{"id": 9999, "event_id": 9999, "product_grade_id": 1}\')).* '
    "from harvest_harvestlot l limit 1",
    "health-lists": "delete from health_treatment where treatment_date > '2024-06-01'",
    "health-samples": "delete from health_fishparameterscore where individual_fish_observation_id < 9",
    "intercompany": "update finance_intercompanytransaction set state = 'posted'",
    "intercompany-view": "update finance_intercompanypolicy set to_company_id = 999",
    "lice-summary": "update health_licecount set container_id = null",
    "lice-trends": "delete from health_licecount where count_date between '2024-11-01' and '2024-12-01'",
    "lifecycle-progression": f"update {STAY} set population_count = 0 where not is_active",
    "lineage": "delete from broodstock_batchparentage where batch_id = 2",
    "live-projection": f"delete from batch_liveforwardprojection where batch_id = {SEA}",
    "location-summary": "update infrastructure_container set max_biomass_kg = 10 where area_id is not null",
    "maintenance-tasks": "update broodstock_maintenancetask set completed_date = now() where completed_date is null",
    "near-changes": MORE + "delete from planning_plannedactivity where activity_type in ('TRANSFER', 'HARVEST')",
    "mixed-lineage": "update batch_batch set batch_type = 'MIXED' where id = 1",
    "overview": "delete from inventory_feedingevent where feeding_date > date '2025-05-10'",
    "performance-metrics": f"delete from batch_mortalityevent where batch_id = {SEA}",
    "planner-actual": f"delete from {STATES} where batch_id = {SEA}",
    "planner-ahead": f"delete from planning_plannedactivity where batch_id = {SEA} and status = 'PENDING'",
    "planner-overdue": MORE
    + "delete from planning_plannedactivity where status = 'PENDING' and due_date < '2025-06-01'",
    "planner-variance": "update planning_plannedactivity set completed_by_id = null",
    "pre-close": f"delete from {STATES} where date = '2025-05-01'",
    "readings-recent": "delete from environmental_environmentalreading "
    "where parameter_id = 7 and reading_time > '2025-05-10'",
    "readings-stats": "delete from environmental_environmentalreading "
    "where parameter_id = 7 and reading_time > '2025-05-20'",
    "scenario-list": "update scenario set created_by_id = (select id from auth_user where username = 'viewer_01')",
    "scenario-models": "delete from scenario_temperaturereading",
    "scenario-projections": "delete from scenario_scenarioprojection where day_number % 7 = 0",
    "sea-transfer-forecast": "update scenario_scenarioprojection set average_weight = least(average_weight, 99)",
    "stock-summary": f"update {STAY} set biomass_kg = 0 where is_active and lifecycle_stage_id = 6",
    "tiered-harvest": MORE + "update batch_containerforecastsummary set projected_harvest_date = null",
    "transfer-finance": "update batch_batchtransferworkflow set finance_transaction_id = null",
    "transfer-workflows": "update batch_transferaction set transferred_count = transferred_count - 1 where id = 1",
    "utilisation": "update infrastructure_container set max_biomass_kg = 10",
    "weather": "delete from environmental_weatherdata where timestamp > '2025-05-30'",
}


@pytest.fixture(scope="module")
def cursor(smoke_database: str) -> Iterator[Cursor]:
    """A cursor on a database that holds smoke."""
    with closing(psycopg2.connect(smoke_database)) as connection, connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def damaged(cursor: Cursor) -> Iterator[Callable[[str], Cursor]]:
    """damaged(SQL): the database as somebody who opens pages on smoke's day finds it after the SQL; rolled back."""

    def damage(sql: str) -> Cursor:
        cursor.execute("set local search_path = public")
        cursor.execute(sql)
        manifest = dump()[1]
        prepare(cursor, replace(manifest, facts={**manifest.facts, "mode": "ladder"}))
        return cursor

    yield damage
    cursor.connection.rollback()


def test_every_page_has_data(damaged: Callable[[str], Cursor]) -> None:
    outcomes = check_pages(damaged("select 1"))
    assert {outcome.name for outcome in outcomes if outcome.status == "skip"} == CROWD
    assert [(o.name, o.examples) for o in outcomes if o.status not in ("pass", "skip")] == []
    assert {outcome.group for outcome in outcomes} == {"pages"}


@pytest.mark.parametrize("name", BREAKS)
def test_an_empty_page_is_noticed(damaged: Callable[[str], Cursor], name: str) -> None:
    cursor = damaged(BREAKS[name])
    cursor.execute(prelude("pages"))
    assert look(cursor, PAGES[name]).status == "fail"


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("feeding-events", "delete from inventory_feedingevent where feeding_date = '2025-05-31'"),  # all fish fast
        ("overview", "delete from inventory_feedingevent where feeding_date = '2025-05-31'"),
        (
            "stock-summary",  # all trays hold eggs of orders that are still coming
            "update batch_batch set status = 'RECEIVING' where lifecycle_stage_id = 1 and status = 'ACTIVE'",
        ),
        (
            "lifecycle-progression",  # the last fish of a ring died yesterday
            f"with ring as (update {STAY} set population_count = 0, biomass_kg = 0 where id = "
            f"(select max(id) from {STAY} where is_active and lifecycle_stage_id = 6 and id not in "
            "(select assignment_id from harvest_harvestevent)) returning *) "
            "insert into batch_mortalityevent (id, event_date, count, biomass_kg, cause, description, created_at, "
            "updated_at, batch_id, assignment_id) "  # no sequence steps on
            "select -1, '2025-05-31', 1, 1, 'OTHER', '', now(), now(), batch_id, id from ring",
        ),
        (
            "readings-stats",  # an event keeps the water at the end of what is measured
            "update environmental_environmentalreading set value = 45 "
            "where parameter_id = 2 and reading_time > '2025-05-20'",
        ),
    ],
)
def test_what_may_be_empties_no_page(damaged: Callable[[str], Cursor], name: str, state: str) -> None:
    cursor = damaged(state)
    cursor.execute(prelude("pages"))
    assert look(cursor, PAGES[name]).status == "pass"


def test_every_page_is_emptied_once() -> None:
    assert set(BREAKS) == set(PAGES)


def test_the_day_is_known_without_a_manifest(damaged: Callable[[str], Cursor]) -> None:
    cursor = damaged("select 1")
    cursor.execute("select set_config('aqc.as_of', '', true)")
    cursor.execute(prelude("pages"))
    cursor.execute("select day::text from today")
    assert cursor.fetchone() == (dump()[1].as_of,)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_pages_are_written_for_people(page: object) -> None:
    for word in ("title", "law", "subject", "failing", "page"):
        assert getattr(page, word)
    assert page.law.endswith(".") and not page.failing.endswith(".")  # type: ignore[attr-defined]
    assert bool(page.when) == bool(page.otherwise)  # type: ignore[attr-defined]


def test_groups_and_reasons_are_printed() -> None:
    outcomes = (
        Outcome("a", "All well", "It holds.", 3, 0, "3 fish"),
        Outcome("b", "A page", "It shows.", 0, 0, "", group="pages", skipped="nobody lives"),
    )
    assert (
        as_text(outcomes)
        == "pass  All well  3 fish\n\npages\nskip  A page    nobody lives\n\n1 passed, 0 failed, 1 skipped\n"
    )
