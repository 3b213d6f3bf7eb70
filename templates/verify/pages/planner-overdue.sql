-- title: Planner: overdue
-- page: planning/planned-activities/
-- law: Some work that waits was due before today, but less of it than was done.
-- subject: lists
-- unit: activities
-- failing: nothing is overdue, or everything is
-- when: exists (select from public.planning_plannedactivity) and pg_temp.for_acceptance()
-- otherwise: the farm is not made for acceptance, or fewer than 30 batches live, or no activities were planned
select 'overdue' as subject, count(*) filter (where a.status = 'PENDING' and a.due_date < t.day) as value,
       count(*) filter (where a.status = 'PENDING' and a.due_date < t.day)
           between 1 and count(*) filter (where a.status = 'COMPLETED') / 2 as ok
from public.planning_plannedactivity a cross join today t
