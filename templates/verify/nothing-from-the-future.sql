-- title: Nothing from the future
-- law: No event, stay, batch that has begun, parent fish, lot of eggs, sample, reading, count, treatment, journal entry, purchase, stock row, import, valuation or lock is dated on or after the first day without history.
-- subject: kinds of fact
-- unit: rows dated too late
-- needs: as_of
-- failing: facts of this kind are dated at or after as_of
with as_of as (select current_setting('aqc.as_of')::date as day)
select kind as subject, late::numeric as value, late = 0 as ok
from (
    select 'stays' as kind, count(*) as late from public.batch_batchcontainerassignment, as_of
        where (is_active or departure_date is not null) and (assignment_date >= day or departure_date >= day)
    union all select 'mortality events', count(*) from public.batch_mortalityevent, as_of where event_date >= day
    union all select 'growth samples', count(*) from public.batch_growthsample, as_of where sample_date >= day
    union all select 'meals', count(*) from public.inventory_feedingevent, as_of where feeding_date >= day
    union all select 'feed purchases', count(*) from public.inventory_feedpurchase, as_of where purchase_date >= day
    union all select 'feed in store', count(*) from public.inventory_feedcontainerstock, as_of where entry_date >= day
    union all select 'transfers', count(*) from public.batch_transferaction, as_of where actual_execution_date >= day
    union all select 'egg deliveries', count(*) from public.batch_creationaction, as_of where actual_delivery_date >= day
    union all select 'harvests', count(*) from public.harvest_harvestevent, as_of where event_date >= day
    union all select 'readings', count(*) from public.environmental_environmentalreading, as_of where reading_time >= day
    union all select 'lice counts', count(*) from public.health_licecount, as_of where count_date >= day
    union all select 'treatments', count(*) from public.health_treatment, as_of where treatment_date >= day
    union all select 'journal entries', count(*) from public.health_journalentry, as_of where entry_date >= day or updated_at >= day
    union all select 'health samples', count(*) from public.health_healthsamplingevent, as_of where sampling_date >= day
    union all select 'laboratory samples', count(*) from public.health_healthlabsample, as_of
        where sample_date >= day or date_sent_to_lab >= day or date_results_received >= day
    union all select 'weather', count(*) from public.environmental_weatherdata, as_of where timestamp >= day
    union all select 'work done', count(*) from public.planning_plannedactivity, as_of where completed_at >= day
    union all select 'batches', count(*) from public.batch_batch, as_of where status not in ('PLANNED', 'CANCELLED') and start_date >= day or actual_end_date >= day
    union all select 'parent fish', count(*) from public.broodstock_broodstockfish, as_of where updated_at >= day
    union all select 'moves of parent fish', count(*) from public.broodstock_fishmovement, as_of where movement_date >= day
    union all select 'pairs', count(*) from public.broodstock_breedingpair, as_of where updated_at >= day
    union all select 'lots of eggs', count(*) from public.broodstock_eggproduction, as_of where production_date >= day
    union all select 'parentages', count(*) from public.broodstock_batchparentage, as_of where assignment_date >= day
    union all select 'maintenance done', count(*) from public.broodstock_maintenancetask, as_of where completed_date >= day or created_at >= day
    union all select 'imports of costs', count(*) from public.finance_core_costimportbatch, as_of where created_at >= day or make_date(year, month, 1) > day
    union all select 'valuations', count(*) from public.finance_core_valuationrun, as_of where run_timestamp >= day
    union all select 'locks', count(*) from public.finance_core_periodlock, as_of where greatest(locked_at, reopened_at) >= day
    union all select 'exports', count(*) from public.finance_navexportbatch, as_of where updated_at >= day or posting_date >= day
) f
