-- title: Planner: variance report
-- page: planning/planned-activities/variance-report/
-- law: Completed work has a moment and somebody who did it; the delay is days, not months.
-- subject: kinds of activities
-- unit: share on time
-- failing: the report shows nothing, or nonsense
-- when: exists (select from public.planning_plannedactivity)
-- otherwise: no activities were planned
select a.activity_type as subject, round(avg((a.completed_at::date <= a.due_date)::int), 3) as value,
       bool_and(a.completed_at is not null and a.completed_by_id is not null and a.completed_at::date <= t.day)
       and max(abs(a.completed_at::date - a.due_date)) <= 60 as ok
from public.planning_plannedactivity a cross join today t
where a.status = 'COMPLETED' group by a.activity_type
