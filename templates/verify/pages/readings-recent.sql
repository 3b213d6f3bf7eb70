-- title: Environment: recent
-- page: environmental/readings/recent/, …/by_container/?container_id=
-- law: Each container of a living batch has readings of the day before today, of every sensor; where sensors may fall silent, of each one in as many days more as that lasts.
-- subject: active stays
-- unit: parameters
-- needs: facts
-- failing: the page shows old values or none
-- when: exists (select from public.environmental_environmentalreading)
-- otherwise: no readings were written
select l.batch_number || ' in ' || l.container as subject, coalesce(r.parameters, 0) as value, r.parameters = s.sensors as ok
from living l
cross join today t
join (select container_id, count(*) as sensors from public.infrastructure_sensor where active group by 1) s on s.container_id = l.container_id
left join (select container_id, count(distinct parameter_id) as parameters from public.environmental_environmentalreading
           where reading_time >= (select day - 1 - coalesce((known ->> 'silent_days')::int, 0) from today, fact) group by 1) r on r.container_id = l.container_id
where l.assignment_date < t.day - coalesce((select (known ->> 'silent_days')::int from fact), 0)
