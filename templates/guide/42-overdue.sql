-- page: Production planner: overdue work
-- path: /production-planner
-- role: MGR ADMIN OPR
-- open: {type} of `{batch}`, due on {day}
-- expect: {status}, shown as overdue
-- none: No work is overdue.
select a.activity_type as type, b.batch_number as batch, a.due_date as day, a.status as status
from public.planning_plannedactivity a
join public.batch_batch b on b.id = a.batch_id
where a.status in ('PENDING', 'IN_PROGRESS') and a.due_date < :as_of
order by a.due_date, a.id limit 8
