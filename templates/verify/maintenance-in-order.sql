-- title: Maintenance is done when it is due
-- law: A task of maintenance is written down by the day on which it is due, and done on that day or later.
-- subject: tasks
-- unit: days late
-- failing: the task was done before it was due, or written down after
select t.task_type || ' of ' || c.name || ' due ' || (t.scheduled_date at time zone 'UTC')::date as subject,
       (extract(epoch from t.completed_date - t.scheduled_date) / 86400)::int as value,
       t.created_at <= t.scheduled_date and coalesce(t.completed_date >= t.scheduled_date, true) as ok
from public.broodstock_maintenancetask t
join public.infrastructure_container c on c.id = t.container_id
