-- title: Dashboard: tiered harvest
-- page: batch/forecast/tiered-harvest/?days_horizon=90
-- law: Within 90 days there are harvests that are planned, and rings without a plan whose forecast passes the weight.
-- subject: tiers
-- unit: rings and batches
-- failing: the page misses this tier
-- when: exists (select from public.batch_containerforecastsummary) and exists (select from public.planning_plannedactivity) and pg_temp.for_acceptance()
-- otherwise: the farm is not made for acceptance, or fewer than 30 batches live, or there are no forecasts or plans
with listed as (
    select f.assignment_id, f.has_planned_harvest or f.has_planned_transfer as planned, f.projected_harvest_date
    from public.batch_containerforecastsummary f join living l on l.assignment_id = f.assignment_id
    cross join today t
    where f.projected_harvest_date is null or f.projected_harvest_date <= t.day + 90)
select 'forecast to be harvested' as subject, count(*) as value, count(*) > 0 as ok from listed where projected_harvest_date is not null
union all
select 'planned', count(*), count(*) > 0 from listed where planned
union all
select 'open HARVEST activities', count(*), count(*) > 0
from public.planning_plannedactivity a cross join today t
where a.activity_type = 'HARVEST' and a.status in ('PENDING', 'IN_PROGRESS') and a.due_date <= t.day + 90
