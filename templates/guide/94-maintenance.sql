-- page: Broodstock: maintenance that is overdue or ahead
-- path: /broodstock
-- role: MGR ADMIN
-- open: {type} of {container}
-- expect: due on {day}, {state}
-- none: No task of maintenance is open.
select m.task_type as type, c.name as container, substr(cast(m.scheduled_date as text), 1, 10) as day,
       case when substr(cast(m.scheduled_date as text), 1, 10) < :as_of then 'overdue' else 'ahead' end as state
from public.broodstock_maintenancetask m
join public.infrastructure_container c on c.id = m.container_id
where m.completed_date is null
order by m.scheduled_date, c.name, m.id limit 8
