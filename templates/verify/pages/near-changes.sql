-- title: Near a change
-- page: verification scripts of the application
-- law: At least two living batches change their stage within 30 days.
-- subject: lists
-- unit: batches
-- failing: nothing is about to happen
-- when: pg_temp.for_acceptance()
-- otherwise: the farm is not made for acceptance, or fewer than thirty batches live
select 'batches near a change' as subject, count(distinct a.batch_id) as value, count(distinct a.batch_id) >= 2 as ok
from public.planning_plannedactivity a
join public.batch_batch b on b.id = a.batch_id and b.status = 'ACTIVE'
cross join today t
where a.activity_type in ('TRANSFER', 'HARVEST') and a.status in ('PENDING', 'IN_PROGRESS') and a.due_date between t.day - 7 and t.day + 30
