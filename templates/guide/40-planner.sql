-- page: Production planner
-- path: /production-planner
-- role: MGR ADMIN OPR
-- open: type {type}, status {status}
-- expect: {activities} activities, {overdue} of them overdue, the next due on {day}
-- none: Nothing is planned.
select activity_type as type, status, count(*) as activities,
       sum(case when status in ('PENDING', 'IN_PROGRESS') and due_date < :as_of then 1 else 0 end) as overdue,
       coalesce(cast(min(case when due_date >= :as_of then due_date end) as text), 'no day ahead') as day
from public.planning_plannedactivity
group by activity_type, status order by activity_type, status
