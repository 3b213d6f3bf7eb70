-- title: Readings in their stay
-- law: A reading names a sensor of its container and a stay of its batch in that container, and falls into that stay.
-- subject: readings
-- failing: the reading lies outside its stay, or its batch, container, sensor and stay contradict one another
select 'reading ' || r.id || ' of ' || r.reading_time as subject, r.value,
       s.container_id = r.container_id and s.batch_id = r.batch_id and k.container_id = r.container_id
       and r.reading_time >= s.first and (s.departure_date is null or r.reading_time < s.departure_date) as ok
from public.environmental_environmentalreading r
left join stay s on s.id = r.batch_container_assignment_id
left join public.infrastructure_sensor k on k.id = r.sensor_id
