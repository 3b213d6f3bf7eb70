-- title: Planner: ahead
-- page: planning/planned-activities/, batch/batches/{id}/planned-activities/, scenario/scenarios/{id}/planned-activities/
-- law: Every living batch has activities, on the page of its scenario too; work of several kinds is due within 90 days, harvests among it when some are near.
-- subject: living batches
-- unit: activities within 90 days
-- failing: the planner is empty for this batch, or its scenario shows another batch
-- when: exists (select from public.planning_plannedactivity)
-- otherwise: no activities were planned
select b.batch_number as subject,
       count(a.id) filter (where a.status in ('PENDING', 'IN_PROGRESS') and a.due_date between t.day and t.day + 90) as value,
       count(a.id) > 0 and bool_and(s.batch_id = b.id) and count(a.id) filter (where a.status in ('PENDING', 'IN_PROGRESS')) > 0 as ok
from public.batch_batch b
cross join today t
left join public.planning_plannedactivity a on a.batch_id = b.id
left join public.scenario s on s.scenario_id = a.scenario_id
where b.status = 'ACTIVE' group by b.id, b.batch_number
union all
select 'kinds of work', count(distinct a.activity_type), count(distinct a.activity_type) >= 3
from public.planning_plannedactivity a cross join today t
where a.status in ('PENDING', 'IN_PROGRESS') and a.due_date between t.day and t.day + 90
having pg_temp.for_acceptance()
union all
select 'harvests', count(*), count(*) > 0
from public.planning_plannedactivity a cross join today t
where a.activity_type = 'HARVEST' and a.status in ('PENDING', 'IN_PROGRESS') and a.due_date between t.day and t.day + 90
having pg_temp.for_acceptance()
