-- title: Planner: actual weights
-- page: planning/planned-activities/{id}/variance-from-actual/
-- law: For completed work the batch has daily states on the day it was due and on the day it was done.
-- subject: living batches
-- unit: activities with states
-- failing: actual weights of the page stay empty
-- when: exists (select from public.planning_plannedactivity) and exists (select from public.batch_actualdailyassignmentstate)
-- otherwise: no activities were planned, or no daily states were written
select b.batch_number as subject, count(*) as value,
       bool_and(exists (select from public.batch_actualdailyassignmentstate s where s.batch_id = b.id and s.date = a.completed_at::date)
                and (a.due_date >= t.day or exists (select from public.batch_actualdailyassignmentstate s where s.batch_id = b.id and s.date = a.due_date))) as ok
from public.planning_plannedactivity a
join public.batch_batch b on b.id = a.batch_id
cross join today t
where a.status = 'COMPLETED' group by b.id, b.batch_number
