-- title: Emptied containers are cleaned
-- law: A container of a hall or area that fish have left is due to be cleaned on that day, and is clean by the day on which the next fish come.
-- subject: stays that ended
-- on: broodstock_maintenancetask
-- failing: fish come into a container that was not cleaned
select s.subject, null::numeric as value,
       exists (select from public.broodstock_maintenancetask t
               where t.container_id = s.container_id and t.task_type = 'cleaning'
                     and (t.scheduled_date at time zone 'UTC')::date = s.departure_date
                     and (n.first is null or (t.completed_date at time zone 'UTC')::date <= n.first)) as ok
from stay s
left join lateral (select min(o.first) as first from stay o where o.container_id = s.container_id and o.id <> s.id and o.first >= s.departure_date) n on true
where s.carrier_id is null and s.departure_date is not null and n.first is distinct from s.departure_date
