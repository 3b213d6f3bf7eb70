"""Every law can fail: each case breaks one fact of a restored smoke in a transaction and names the laws that notice."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor
from smoke import dump, laid

from compiler.nouns.manifest import read_manifest
from compiler.proof.fields import check_fields
from compiler.proof.laws import read_laws
from compiler.proof.outcome import Outcome
from compiler.proof.promises import check_file, check_rows
from compiler.proof.tracked import check_histories
from compiler.proof.verify import as_json, as_text, check_laws

pytestmark = pytest.mark.server

STAY = "batch_batchcontainerassignment"
READINGS = "environmental_environmentalreading"
CLOSED = f"(select min(id) from {STAY} where not is_active)"
ACTIVE = f"(select id from {STAY} where is_active order by biomass_kg desc limit 1)"
COMPLETED = "(select min(id) from batch_batch where status = 'COMPLETED')"
DELOUSING = "(select min(id) from health_treatment where treatment_type <> 'vaccination')"
ONE_SAMPLE = "(select min(id) from batch_growthsample)"
WEIGHED = "(select min(id) from health_individualfishobservation where weight_g is not null)"
NOT_WEIGHED = "(select min(id) from health_individualfishobservation where weight_g is null)"
UNWEIGHED = "update health_individualfishobservation set weight_g = null where sampling_event_id = 1"

NOT_IN_SMOKE = {"groups-view"}
"""Laws about what smoke does not have; tests/test_variants.py breaks them."""
OF_CARRIERS = {
    "dynamic-totals", "legs-conserve-fish", "carriers-within-capacity", "carriers-empty-at-night",
    "handoffs-can-start", "handoffs-recorded",
}  # fmt: skip
"""Laws that tests/test_carriers.py breaks."""

BREAKS: Mapping[str, tuple[str, str, set[str]]] = {
    # what happened: (SQL, the law that says so, other laws that it cannot but break too)
    "a stay goes on while the next has begun": (
        f"update {STAY} a set container_id = b.container_id from {STAY} b "
        f"where a.id = {ACTIVE} and b.is_active and b.batch_id <> a.batch_id",
        "containers-held-once",
        {
            "readings-coherent",
            "meals-coherent",
            "transfers-coherent",
            "transfer-states",
            "lice-counts-in-their-stay",
            "stays-within-capacity", "valuations-see-the-stock", "legs-conserve-fish"},
    ),
    "a delivery that has come is called under way": (
        "update batch_creationworkflow set status = 'IN_PROGRESS' where id = 1",
        "creation-states",
        set(),
    ),
    "an action that waits leads nowhere": (
        "update batch_transferaction set dest_assignment_id = null where id = (select min(t.id) from "
        "batch_transferaction t join batch_batchtransferworkflow w on w.id = workflow_id where w.status = 'PLANNED')",
        "open-transfers",
        set(),
    ),
    "a transfer that is over has a reason why it was cancelled": (
        "update batch_batchtransferworkflow set cancellation_reason = 'The fish were not ready' where id = 1",
        "transfer-states",
        set(),
    ),
    "a batch is split over two stations": (
        "update infrastructure_hall set freshwater_station_id = freshwater_station_id + 1 where id = "
        f"(select hall_id from {STAY} a join infrastructure_container c on c.id = container_id where a.id = {CLOSED})",
        "batches-keep-to-one-site",
        {"batches-have-cost-centres", "batches-have-parents", "imports-follow-the-farm", "valuations-see-the-stock"},
    ),
    "an active stay has departed": (
        f"update {STAY} set departure_date = assignment_date + 1 where id = {ACTIVE}",
        "stays-coherent",
        {
            "readings-coherent", "mortality-events-coherent", "meals-coherent", "samples-plausible",
            "lice-counts-in-their-stay", "turnarounds-cleaned", "valuations-see-the-stock",
        },
    ),
    "a tank is smaller than its fish need": (
        "update infrastructure_container set max_biomass_kg = 10 where id = "
        f"(select container_id from {STAY} where id = {CLOSED})",
        "stays-within-capacity",
        set(),
    ),
    "an egg delivery is counted wrong": (
        "update batch_creationworkflow set total_eggs_received = total_eggs_received + 1 where id = 1",
        "batch-fish-conserved",
        {"creation-totals"},
    ),
    "a fish dies uncounted": (
        f"update {STAY} set population_count = population_count - 1 where id = {ACTIVE}",
        "stay-fish-conserved",
        {"batch-fish-conserved", "biomass-identity", "open-transfers", "valuations-see-the-stock",
         "states-end-in-the-stay"},
    ),
    "a transfer action is lost": (
        f"update batch_transferaction set dest_assignment_id = null where dest_assignment_id = {ACTIVE}",
        "stays-filled-by-actions",
        {"stay-fish-conserved", "transfers-coherent", "summaries-follow-the-meals", "legs-conserve-fish",
         "handoffs-recorded"},
    ),
    "a transfer's deaths are counted twice": (
        "insert into batch_mortalityevent select (select max(id) + 1 from batch_mortalityevent), event_date, count, "
        "m.biomass_kg, 'OTHER', description, m.created_at, m.updated_at, m.batch_id, assignment_id "
        f"from batch_mortalityevent m join {STAY} a on a.id = assignment_id and event_date = departure_date limit 1",
        "mortality-counted-once",
        {
            "mortality-events-coherent", "stay-fish-conserved", "batch-fish-conserved", "sequences-ahead",
            "transfers-coherent",
        },
    ),
    "a fish dies before it came": (
        "update batch_mortalityevent set event_date = event_date - 2000 where id = 1",
        "mortality-events-coherent",
        set(),
    ),
    "a stage is cut off at its greatest weight": (
        f"update batch_growthsample g set avg_weight_g = least(g.avg_weight_g, 70) from {STAY} a "
        "join batch_lifecyclestage l on l.id = a.lifecycle_stage_id where a.id = g.assignment_id and l.name = 'Smolt'",
        "growth-without-plateaus",
        {
            "growth-without-steps", "samples-plausible", "samples-reproduced", "tanks-unlike",
            "summaries-follow-the-meals",
        },
    ),
    "the weights of a stage are reset": (
        f"update batch_growthsample g set avg_weight_g = g.avg_weight_g * 1.8 from {STAY} a "
        "join batch_lifecyclestage l on l.id = a.lifecycle_stage_id where a.id = g.assignment_id and l.\"order\" >= 5",
        "growth-without-steps",
        {"samples-reproduced", "summaries-follow-the-meals"},
    ),
    "a batch eats twice": (
        f"update inventory_feedingevent set amount_kg = amount_kg * 2 where batch_id = {COMPLETED}",
        "feed-conversion",
        {
            "feed-balance", "meals-coherent", "meals-have-their-cost", "stock-never-negative",
            "summaries-follow-the-meals",
        },
    ),
    "a batch doubles in the first move": (
        "update batch_transferaction set transferred_count = transferred_count * 2 where workflow_id = "
        "(select min(id) from batch_batchtransferworkflow)",
        "alive-on-day-91",
        {"stay-fish-conserved", "transfer-totals", "transfers-coherent"},
    ),
    "a harvest is lost": (
        "delete from harvest_harvestlot where event_id in (select id from harvest_harvestevent order by id limit 14)",
        "harvested-share",
        {
            "batch-fish-conserved", "stay-fish-conserved", "harvest-lots-add-up", "feed-conversion",
            "transactions-coherent", "harvest-facts-are-lots", "harvests-are-priced", "waste-of-harvests"},
    ),
    "a sensor repeats itself": (
        f"update {READINGS} set value = 0.05 where sensor_id = (select min(sensor_id) from {READINGS})",
        "readings-never-constant",
        set(),
    ),
    "a reading comes from an empty container": (
        f"update {READINGS} set reading_time = reading_time - interval '3000 days' where id = 1",
        "readings-coherent",
        set(),
    ),
    "a quantity is noise": (
        f"update {READINGS} set value = 100 * abs(sin(id * 7919.0)) where parameter_id = "
        "(select id from environmental_environmentalparameter where name = 'Dissolved Oxygen')",
        "readings-autocorrelated",
        set(),
    ),
    "the sea has no winter": (
        f"update {READINGS} set value = value + 6 where extract(month from reading_time) in (2, 3)",
        "sea-has-seasons",
        set(),
    ),
    "all tanks of a stage weigh the same": (
        f"update batch_growthsample g set avg_weight_g = 100 from {STAY} a join batch_lifecyclestage l "
        "on l.id = a.lifecycle_stage_id where a.id = g.assignment_id and l.name = 'Smolt'",
        "tanks-unlike",
        {"growth-without-steps", "samples-reproduced", "summaries-follow-the-meals"},
    ),
    "all tanks of a stage hold the same number": (
        f"update {STAY} set population_count = 300000 where not is_active and batch_id = 1 and lifecycle_stage_id = "
        "(select id from batch_lifecyclestage where name = 'Fry')",
        "populations-unlike",
        {"biomass-identity"},
    ),
    "a meal is free": (
        "update inventory_feedingevent set feed_cost = 0 where id = 5",
        "meals-have-their-cost",
        set(),
    ),
    "a meal is eaten by another batch": (
        "update inventory_feedingevent set batch_id = batch_id + 1 where id = 5",
        "meals-coherent",
        set(),
    ),
    "feed vanishes from a silo": (
        "update inventory_feedcontainerstock set quantity_kg = quantity_kg - 1 where id = "
        "(select min(id) from inventory_feedcontainerstock where quantity_kg > 1)",
        "feed-balance",
        set(),
    ),
    "feed is eaten before it is bought": (
        "update inventory_feedpurchase set purchase_date = purchase_date + 900 where feed_id = 1",
        "stock-never-negative",
        {"nothing-from-the-future", "stock-within-purchase"},
    ),
    "a silo overflows": (
        "update infrastructure_feedcontainer set capacity_kg = 1 where id = "
        "(select min(feed_container_id) from inventory_feedcontainerstock where quantity_kg > 1)",
        "stock-within-purchase",
        set(),
    ),
    "a total is left at zero": (
        "update batch_batchtransferworkflow set total_biomass_kg = 0 where id = 1",
        "transfer-totals",
        set(),
    ),
    "an action moves more fish than there were": (
        "update batch_transferaction set source_population_before = transferred_count - 1 where id = 1",
        "transfers-coherent",
        {"transfer-totals"},
    ),
    "an egg delivery does not add up": (
        "update batch_creationaction set mortality_on_arrival = mortality_on_arrival + 1 where id = 1",
        "creation-totals",
        set(),
    ),
    "stock is dated in the future": (
        "update inventory_feedcontainerstock set entry_date = timestamptz '2099-01-01' where id = 1",
        "nothing-from-the-future",
        set(),
    ),
    "a fish of a sample is reweighed": (
        "update batch_individualgrowthobservation set weight_g = weight_g + 1 where id = 1",
        "samples-reproduced",
        set(),
    ),
    "a sample shows starved fish": (
        f"update batch_growthsample set condition_factor = 0.03 where id = {ONE_SAMPLE}",
        "samples-plausible",
        {"samples-reproduced"},
    ),
    "a weighing is forgotten": (
        f"update {STAY} set last_weighing_date = last_weighing_date - 1 where id = "
        f"(select max(id) from {STAY} where is_active and last_weighing_date is not null)",
        "samples-follow-the-stay",
        set(),
    ),
    "a batch is completed too early": (
        "update batch_batch set status = 'COMPLETED' where id = "
        "(select min(id) from batch_batch where status = 'ACTIVE')",
        "batch-states-coherent",
        {"feed-conversion", "harvested-share", "activities-coherent"},
    ),
    "a state takes deaths away twice": (
        "update batch_actualdailyassignmentstate set population = population - 100 where id = (select max(t.id) "
        f"from batch_actualdailyassignmentstate t join {STAY} a on a.id = t.assignment_id and a.is_active "
        "where t.date = date '2025-05-31')",
        "states-end-in-the-stay",
        set(),
    ),
    "biomass is stale": (
        f"update {STAY} set biomass_kg = biomass_kg + 1 where id = {ACTIVE}",
        "biomass-identity",
        {"valuations-see-the-stock"},
    ),
    "a harvest lot weighs too much": (
        "update harvest_harvestlot set live_weight_kg = live_weight_kg * 3 where id = 1",
        "harvest-lots-add-up",
        {"harvest-facts-are-lots", "harvests-are-priced"},
    ),
    "lice are counted in another ring": (
        "update health_licecount set container_id = container_id - 1 where id = 1",
        "lice-counts-in-their-stay",
        set(),
    ),
    "lice above the limit are left alone": (
        "delete from health_treatment where treatment_type <> 'vaccination' and batch_assignment_id = "
        "(select assignment_id from health_licecount where lice_type_id = 4 order by count_value desc, id limit 1)",
        "lice-treated-above-limit",
        set(),
    ),
    "a treatment does nothing": (
        "update health_licecount l set count_value = 200 from health_treatment t where l.lice_type_id = 4 and "
        f"t.id = {DELOUSING} and l.assignment_id = t.batch_assignment_id and l.count_date > t.treatment_date",
        "lice-fall-after-treatment",
        {"lice-treated-above-limit"},
    ),
    "a fish is vaccinated against nothing": (
        "update health_treatment set vaccination_type_id = null where id = 1",
        "treatments-in-their-stay",
        set(),
    ),
    "the journal is silent": (
        "update health_journalentry set category = 'observation'",
        "mortality-explained-in-journal",
        set(),
    ),
    "a fish of a health sample is reweighed": (
        f"update health_individualfishobservation set weight_g = weight_g + 1 where id = {WEIGHED}",
        "health-samples-reproduced",
        set(),
    ),
    "fish of a health sample that were not weighed count": (
        "update health_healthsamplingevent set calculated_sample_size = number_of_fish_sampled",
        "health-samples-reproduced",
        set(),
    ),
    "no fish of a health sample was weighed": (
        f"{UNWEIGHED}; update health_healthsamplingevent set avg_weight_g = null, std_dev_weight_g = null, "
        "min_weight_g = null, max_weight_g = null, avg_k_factor = null, calculated_sample_size = 0 where id = 1",
        "health-samples-reproduced",
        set(),
    ),
    "a fish of a health sample was not measured": (
        f"update health_individualfishobservation set length_cm = 0 where id = {NOT_WEIGHED}",
        "health-samples-reproduced",
        set(),
    ),
    "a fish is worse than worst": (
        "update health_fishparameterscore set score = 4 where id = 1",
        "fish-scored-in-range",
        set(),
    ),
    "the laboratory answers before it is asked": (
        "update health_healthlabsample set date_results_received = sample_date - 1 where id = 1",
        "lab-samples-in-order",
        set(),
    ),
    "it rains upwards": (
        "update environmental_weatherdata set precipitation = -1 where id = 1",
        "weather-once-and-seasonal",
        set(),
    ),
    "the sun sets early": (
        "update environmental_photoperioddata set day_length_hours = day_length_hours - 1"
        " where extract(month from date) = 6",
        "daylight-follows-the-sun",
        set(),
    ),
    "work is done by nobody": (
        "update planning_plannedactivity set completed_by_id = null where id = 2",
        "activities-coherent",
        set(),
    ),
    "nobody plans a harvest": (
        "delete from planning_plannedactivity where activity_type = 'HARVEST' and batch_id = "
        "(select min(id) from batch_batch where status = 'ACTIVE')",
        "work-lies-ahead",
        set(),
    ),
    "a workflow forgets its plan": (
        "update batch_batchtransferworkflow set planned_activity_id = null where id = "
        "(select max(id) from batch_batchtransferworkflow where planned_activity_id is not null)",
        "transfers-planned",
        set(),
    ),
    "the water of a transition boils": (
        "update environmental_stagetransitionenvironmental set oxygen = 0 where id = 1",
        "transitions-measured",
        set(),
    ),
    "a sequence is behind": (
        "select setval('public.batch_batch_id_seq', 1, true)",
        "sequences-ahead",
        set(),
    ),
    "a key is not validated": (
        "alter table harvest_harvestlot add constraint late check (unit_count > 0) not valid",
        "constraints-hold",
        set(),
    ),
    "nobody administers": (
        "update auth_user set is_superuser = false; update users_userprofile set role = 'VIEW'",
        "somebody-may-log-in",
        set(),
    ),
    "growth leads away from a sample": (
        "update batch_actualdailyassignmentstate set avg_weight_g = avg_weight_g * 1.2 where id = "
        "(select max(id) from batch_actualdailyassignmentstate where anchor_type is not null)",
        "samples-meet-growth",
        set(),
    ),
    "a choice is illegal": (
        "update infrastructure_sensor set sensor_type = 'NITRITE' where id = 1",
        "legal-choices",
        set(),
    ),
    "finance counts one fish more": (
        "update finance_factharvest set unit_count = unit_count + 1 where fact_id = 1",
        "harvest-facts-are-lots",
        set(),
    ),
    "an area is booked under another name": (
        "update finance_dimsite set site_name = 'AREA' where source_model = 'area' and source_pk = 1",
        "sites-belong-to-companies",
        {"sites-have-cost-centres", "imports-add-up", "valuations-add-up"},
    ),
    "a sale is a cent dear": (
        "update finance_intercompanytransaction set amount = amount + 0.01 where state = 'posted'",
        "sales-to-sea-are-booked",
        {"imports-follow-the-farm"},
    ),
    "a transaction is posted by nobody": (
        "update finance_intercompanytransaction set approved_by_id = null where state = 'posted'",
        "transactions-coherent",
        set(),
    ),
    "a batch belongs to no project": (
        "delete from finance_core_costcenterbatchlink where link_id = 1",
        "batches-have-cost-centres",
        {"valuations-see-the-stock"},
    ),
    "an account is of another kind than its group": (
        "update finance_core_account set account_type = 'REVENUE' where code = '4110'",
        "accounts-coherent",
        {"budgets-cover-the-years"},
    ),
    "a department stands at a site": (
        "update finance_core_costcenter set site_id = 1 where cost_center_type = 'OTHER' and company_id = 1",
        "sites-have-cost-centres",
        set(),
    ),
    "a budget has no December": (
        "delete from finance_core_budgetentry where month = 12 "
        "and budget_id = (select max(budget_id) from finance_core_budget)",
        "budgets-cover-the-years",
        set(),
    ),
    "an import counts a cent too much": (
        "update finance_core_costimportbatch set total_amount = total_amount + 0.01 where import_batch_id = 3",
        "imports-add-up",
        set(),
    ),
    "a sack of feed is booked elsewhere": (
        "update inventory_feedingevent set feed_cost = feed_cost + 0.01 where id = "
        "(select max(id) from inventory_feedingevent where amount_kg > 100)",
        "imports-follow-the-farm",
        set(),
    ),
    "a delivery of eggs is not paid": (
        "update batch_creationworkflow set external_cost_per_thousand = 94 where id = 2",
        "imports-follow-the-farm",
        set(),
    ),
    "a valuation sees a fish more": (
        "update batch_actualdailyassignmentstate set population = population + 1 where date = '2025-04-01' "
        "and assignment_id = "
        "(select max(assignment_id) from batch_actualdailyassignmentstate where date = '2025-04-01')",
        "valuations-see-the-stock",
        set(),
    ),
    "a rule of allocation was changed afterwards": (
        "update finance_core_allocationrule set rule_definition = "
        "jsonb_set(rule_definition, '{weights,headcount}', '1') where name = 'Feed by biomass'",
        "allocations-reproduced",
        set(),
    ),
    "a remainder is lost": (
        "update finance_core_valuationrun set allocation_snapshot = jsonb_set(allocation_snapshot, "
        "'{0,allocated_amount}', '\"0.01\"') where run_id = 1",
        "allocations-reproduced",
        set(),
    ),
    "fish are worth a cent more than they cost": (
        "update finance_core_valuationrun set totals_snapshot = jsonb_set(totals_snapshot, '{closing_value_total}', "
        "to_jsonb(((totals_snapshot ->> 'closing_value_total')::numeric + 0.01)::text)) where run_id = "
        "(select max(run_id) from finance_core_valuationrun where status = 'APPROVED')",
        "valuations-add-up",
        set(),
    ),
    "a movement is posted the wrong way round": (
        "update finance_core_valuationrun set nav_posting = jsonb_set(nav_posting, '{lines,0,account_no}', '\"2211\"') "
        "where run_id = (select min(run_id) from finance_core_valuationrun where status = 'APPROVED')",
        "valuations-add-up",
        set(),
    ),
    "a preview comes after what was approved": (
        "update finance_core_valuationrun r set version = 3 where version = 1 and exists (select from "
        "finance_core_valuationrun a where a.operating_unit_id = r.operating_unit_id and a.year = r.year "
        "and a.month = r.month and a.version = 2) and r.run_id = (select min(run_id) from finance_core_valuationrun)",
        "valuations-in-order",
        {"valuations-add-up"},
    ),
    "the present month is locked": (
        "update finance_core_periodlock set year = 2025, month = 6 where period_lock_id = 1",
        "locks-lie-behind",
        set(),
    ),
    "a month is opened again without a reason": (
        "update finance_core_periodlock set reopen_reason = '' where not is_locked",
        "locks-lie-behind",
        set(),
    ),
    "a sale is exported twice": (
        "insert into finance_navexportline select line_id + 900, document_no || '-2', account_no, "
        "balancing_account_no, amount, description, batch_id_int, batch_id, dim_company_id, dim_site_id, "
        "product_grade_id, transaction_id from finance_navexportline where line_id = 1; "
        "select setval('finance_navexportline_line_id_seq', 9999)",
        "exports-are-transactions",
        set(),
    ),
    "a harvest is sold below its cost": (
        "update finance_intercompanytransaction set amount = amount - 0.01 where tx_id = "
        "(select transaction_id from finance_navexportline where line_id = 5); "
        "update finance_navexportline set amount = amount - 0.01 where line_id = 5",
        "harvests-are-priced",
        set(),
    ),
    "a week is summed up among months": (
        "update inventory_batchfeedingsummary set period_end = period_start + 6 where id = 1",
        "summaries-of-whole-months",
        {"summaries-add-up"},
    ),
    "a container grows on paper": (
        "update inventory_containerfeedingsummary set growth_kg = growth_kg * 2 where id = 1",
        "summaries-follow-the-meals",
        {"summaries-add-up"},
    ),
    "a summary counts a container more": (
        "update inventory_batchfeedingsummary set container_count = container_count + 1 where id = 1",
        "summaries-add-up",
        set(),
    ),
    "an operator may see nothing": (
        "delete from users_userprofile_allowed_areas where userprofile_id = "
        "(select min(id) from users_userprofile where role = 'OPR' and geography = 'FO')",
        "users-see-their-places",
        set(),
    ),
    "parent fish stand in tanks of another kind": (
        "update infrastructure_containertype set name = 'Tanks' where name like 'Broodstock%'",
        "broodstock-in-tanks",
        set(),
    ),
    "a parent fish moves to where it is": (
        "update broodstock_fishmovement set from_container_id = to_container_id where id = 1",
        "broodstock-moves-chain",
        set(),
    ),
    "a plan weighs a trait too much": (
        "update broodstock_breedingtraitpriority set priority_weight = priority_weight + 0.1 where id = 1",
        "breeding-plans-weighed",
        set(),
    ),
    "a female is a father": (
        "update broodstock_breedingpair set male_fish_id = female_fish_id + 1 where id = 1",
        "breeding-pairs-coherent",
        set(),
    ),
    "a lot of eggs is numbered by hand": (
        "update broodstock_eggproduction set egg_batch_id = 'EB-1' where id = 1",
        "eggs-have-a-source",
        set(),
    ),
    "a lot comes from another supplier": (
        "update broodstock_externaleggbatch set supplier_id = 3 - supplier_id where id = 1",
        "batches-have-parents",
        set(),
    ),
    "a parameter says nothing of itself": (
        "update environmental_environmentalparameter set description = '' where id = 1",
        "lookups-described",
        set(),
    ),
    "more is thrown away than there is": (
        "update harvest_harvestwaste set weight_kg = weight_kg * 1.2 where id in (1, 2, 3)",
        "waste-of-harvests",
        set(),
    ),
    "a variant begins with dead fish": (
        "update scenario set initial_count = initial_count + 1 where scenario_id = "
        "(select min(scenario_id) from scenario where name like 'From here%')",
        "variants-coherent",
        set(),
    ),
    "a range of weight runs backwards": (
        "update scenario_fcr_model_stage_override set max_weight_g = 1 where id = 1",
        "values-of-stages",
        set(),
    ),
    "a run has a day more": (
        "update scenario_projection_run set total_projections = total_projections + 1 where run_id = 1",
        "runs-in-order",
        set(),
    ),
    "a container is mended before it breaks": (
        "update broodstock_maintenancetask set completed_date = scheduled_date - interval '1 day' where id = "
        "(select min(id) from broodstock_maintenancetask where task_type = 'inspection' and "
        "completed_date is not null)",
        "maintenance-in-order",
        set(),
    ),
    "a mix counts a fish too many": (
        "update batch_batchcomposition set population_count = population_count + 1 where id = 1",
        "mixes-add-up",
        set(),
    ),
    "a mix is told of another ring": (
        "update batch_batchmixevent set container_id = container_id + 1 where id = 1",
        "mixes-in-their-place",
        set(),
    ),
    "a tank is not cleaned": (
        "delete from broodstock_maintenancetask where id = "
        "(select min(id) from broodstock_maintenancetask where task_type = 'cleaning')",
        "turnarounds-cleaned",
        set(),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def cursor(smoke_database: str) -> Iterator[Cursor]:
    """A cursor on a database that holds smoke."""
    with closing(psycopg2.connect(smoke_database)) as connection, connection.cursor() as cursor:
        yield cursor


Asked = Callable[..., dict[str, Outcome]]


@pytest.fixture
def asked(cursor: Cursor) -> Iterator[Asked]:
    """asked(SQL): every outcome after the SQL, by name; asked(SQL, NAMES): those of some laws. Rolled back afterwards,
    sequences too."""

    def put(damage: str, names: Set[str] = frozenset()) -> dict[str, Outcome]:
        cursor.execute("set local search_path = public")
        cursor.execute(damage)
        return {outcome.name: outcome for outcome in check_laws(cursor, dump()[1], names)}

    yield put
    cursor.connection.rollback()
    cursor.execute("select setval('public.batch_batch_id_seq', (select max(id) from public.batch_batch), true)")
    cursor.connection.commit()


def failures(outcomes: Mapping[str, Outcome]) -> set[str]:
    return {name for name, outcome in outcomes.items() if outcome.status == "fail"}


def test_every_law_holds(asked: Asked) -> None:
    outcomes = asked("select 1")
    assert failures(outcomes) == set()
    silent = {name for name, outcome in outcomes.items() if outcome.status == "none"}
    assert silent == NOT_IN_SMOKE, "a law without a subject"


@pytest.mark.parametrize("case", BREAKS)
def test_a_broken_fact_is_noticed(asked: Asked, case: str) -> None:
    damage, law, too = BREAKS[case]
    outcomes = asked(damage, {law} | too)
    assert failures(outcomes) == {law} | too
    assert outcomes[law].examples, "the first offender is named"


def test_trays_that_are_filled_alike_are_no_offence(asked: Asked) -> None:
    came = "select dest_assignment_id from batch_creationaction where status = 'COMPLETED'"
    outcomes = asked(
        f"update {STAY} set population_count = 300000 where batch_id = 1 and id in ({came})", {"populations-unlike"}
    )
    assert failures(outcomes) == set()


@pytest.mark.slow
@pytest.mark.parametrize("case", BREAKS)
def test_no_other_law_takes_offence(asked: Asked, case: str) -> None:
    damage, law, too = BREAKS[case]
    assert failures(asked(damage)) == {law} | too


def test_without_a_manifest_laws_of_the_scenario_are_skipped(cursor: Cursor) -> None:
    outcomes = check_laws(cursor, None)
    cursor.connection.rollback()
    assert not any(outcome.status == "fail" for outcome in outcomes)
    skipped = {outcome.name for outcome in outcomes if outcome.status == "skip"}
    assert skipped == {law.name for law in read_laws() if law.needs}


@pytest.mark.parametrize(
    ("table", "silent"),
    [
        ("batch_mortalityevent", {"batch-fish-conserved", "stay-fish-conserved", "alive-on-day-91"}),
        ("health_treatment", {"lice-treated-above-limit"}),
        ("batch_individualgrowthobservation", {"samples-reproduced"}),
    ],
)
def test_laws_about_tables_that_are_off_are_silent(cursor: Cursor, table: str, silent: set[str]) -> None:
    manifest = dump()[1]
    cursor.execute("set local search_path = public")
    cursor.execute(f"delete from {table}")
    off = [*manifest.facts["off"], table]
    outcomes = {one.name: one for one in check_laws(cursor, replace(manifest, facts={**manifest.facts, "off": off}))}
    cursor.connection.rollback()
    assert failures(outcomes) == set()
    assert all(outcomes[name].skipped.startswith(table) for name in silent)


def test_lice_are_held_to_the_limits_that_the_scenario_states(cursor: Cursor) -> None:
    """A smoke of the same numbers whose Faroese limit was a hundredth of a louse breaks the law a hundred times."""
    manifest = dump()[1]
    strict = {**manifest.facts["lice"]["Faroe Islands"], "limit": [0.01] * 12}
    facts = {**manifest.facts, "lice": {**manifest.facts["lice"], "Faroe Islands": strict}}
    outcomes = {one.name: one for one in check_laws(cursor, replace(manifest, facts=facts))}
    cursor.connection.rollback()
    assert failures(outcomes) == {"lice-treated-above-limit"}
    assert outcomes["lice-treated-above-limit"].failing > 100


@pytest.mark.parametrize("days", [0, 1, 5, 10, 11, 400])
def test_expected_deaths_are_the_sum_of_the_days(cursor: Cursor, days: int) -> None:
    check_laws(cursor, dump()[1])
    cursor.execute("select pg_temp.hazard(0.001, 4, 10, %s)", (days,))
    (found,) = cursor.fetchone() or (None,)
    cursor.connection.rollback()
    assert found == pytest.approx(sum(0.001 * (1 + 3 * max(1 - age / 10, 0)) for age in range(days)), abs=1e-12)


@pytest.mark.parametrize("mean", [0.01, 1.0, 30.0, 5000.0])
def test_bounds_of_chance_err_no_more_than_they_say(cursor: Cursor, mean: float) -> None:
    """Poisson counts beyond `stray` of the mean are rarer than one in 10,000, whatever the mean."""
    check_laws(cursor, dump()[1])
    cursor.execute("select pg_temp.stray(%s, pg_temp.alarm(1))", (mean,))
    (stray,) = cursor.fetchone() or (0.0,)
    cursor.connection.rollback()
    inside = range(max(0, math.ceil(mean - stray)), math.floor(mean + stray) + 1)
    assert 1 - sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in inside) < 1e-4
    assert stray < 12 + 8 * math.sqrt(mean)


HISTORY = "batch_historicalbatch"


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        ("select 1", set()),
        ("update batch_batch set notes = 'edited' where id = 1", {"histories-end-in-the-row"}),
        (f"delete from {HISTORY} where id = 1", {"histories-end-in-the-row"}),
        (f"delete from {HISTORY} where id = 1 and history_type = '+'", {"histories-begin"}),
        (f"update {HISTORY} set history_type = '+' where id = 1", {"histories-begin"}),
        (
            f"update {HISTORY} set history_date = timestamptz '2000-01-01' where history_id = "
            f"(select max(history_id) from {HISTORY} where id = 1)",
            {"histories-go-forward"},
        ),
        ("insert into batch_batch select id + 900, 'new', status, start_date, expected_end_date, actual_end_date, "
         "notes, created_at, updated_at, lifecycle_stage_id, species_id, batch_type, null from batch_batch",
         {"histories-end-in-the-row"}),
        ("truncate batch_historicalbatch", set()),
    ],
)  # fmt: skip
def test_histories_are_held_to_their_rows(cursor: Cursor, damage: str, broken: set[str]) -> None:
    cursor.execute(
        "set local search_path = public; alter table batch_batch drop constraint batch_batch_batch_number_key"
    )
    cursor.execute(damage)
    outcomes = check_histories(cursor)
    cursor.connection.rollback()
    assert {outcome.name for outcome in outcomes if outcome.status == "fail"} == broken
    assert all(outcome.checked > 40 for outcome in outcomes)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("select 1", ""),
        (
            "update batch_creationaction set egg_quality_score = 9 where id = 1",
            "batch_creationaction.egg_quality_score: '9'",
        ),
        ("update infrastructure_area set latitude = -91 where id = 1", "infrastructure_area.latitude"),
        ("update infrastructure_hall set name = '' where id = 1", "infrastructure_hall.name"),
        ("update auth_user set email = 'nobody' where id = 1", "auth_user.email"),
        ("update auth_user set username = 'a b' where id = 1", "auth_user.username"),
        (
            "alter table inventory_feed alter pellet_size_mm type numeric; "
            "update inventory_feed set pellet_size_mm = 0.125",
            "inventory_feed.pellet_size_mm",
        ),
        (
            "alter table batch_batch drop constraint batch_batch_batch_number_key; "
            "update batch_batch set batch_number = 'B'",
            "the same batch_number",
        ),
    ],
)
def test_fields_are_validated(cursor: Cursor, damage: str, message: str) -> None:
    cursor.execute("set local search_path = public")
    cursor.execute(damage)
    outcome = check_fields(cursor)
    cursor.connection.rollback()
    assert outcome.checked > 500
    assert (outcome.status == "pass") == (message == ""), outcome.examples
    assert message in " ".join(outcome.examples)


def test_every_law_is_broken_once() -> None:
    broken = {law for _, law, _ in BREAKS.values()} | NOT_IN_SMOKE | OF_CARRIERS
    assert {law.name for law in read_laws()} | {"legal-choices"} == broken


@pytest.mark.parametrize("law", read_laws(), ids=lambda law: law.name)
def test_laws_are_written_for_people(law: object) -> None:
    for word in ("title", "law", "subject", "failing"):
        assert getattr(law, word)
    assert law.law.endswith(".") and not law.failing.endswith(".")  # type: ignore[attr-defined]


def test_rows_are_counted(cursor: Cursor) -> None:
    tables = dump()[1].tables
    assert check_rows(cursor, tables).status == "pass"
    cursor.execute("delete from public.health_licetype where id = 15")
    outcome = check_rows(cursor, tables)
    cursor.connection.rollback()
    assert outcome.examples == ("health_licetype: 14 rows where 15 were promised",)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "smoke.sql"
    laid(file)
    manifest = read_manifest(tmp_path / "smoke.manifest.json")
    assert [outcome.status for outcome in check_file(file, manifest)] == ["pass", "pass"]
    file.write_bytes(
        file.read_bytes().replace(b"\tSuperior\t", b"\tSuperlor\t", 1).replace(b"SUPERIOR", b"SUPERIOS", 1)
    )
    outcomes = check_file(file, manifest)
    assert [outcome.status for outcome in outcomes] == ["fail", "fail"]
    assert outcomes[1].examples[0].startswith("harvest_historicalproductgrade: ")


def test_outcomes_are_printed() -> None:
    outcomes = (
        Outcome("a", "All well", "It holds.", 3, 0, "3 fish"),
        Outcome(
            "b", "Not well", "It should hold.", 9, 7, "9 fish, 1 to 2 g", "fish vanished", ("one: 1 g", "two: 2 g")
        ),
        Outcome("c", "Nothing", "It might hold.", 0, 0, "0 fish"),
    )
    assert as_text(outcomes) == (
        "pass  All well  3 fish\n"
        "fail  Not well  9 fish, 1 to 2 g\n"
        "      law: It should hold.\n"
        "      so: fish vanished\n"
        "      - one: 1 g\n"
        "      - two: 2 g\n"
        "      … and 5 more of 9\n"
        "none  Nothing   0 fish\n"
        "\n"
        "1 passed, 1 failed, 1 had nothing to check\n"
    )
    assert [item["status"] for item in json.loads(as_json(outcomes))] == ["pass", "fail", "none"]
