-- title: Readings in their stay
-- law: A reading names a sensor of its container and a stay of its batch in that container, and falls into that stay, or, when fish are handed over, on its last day; a tank of a carrier is read with nobody aboard, too.
-- subject: readings
-- failing: the reading lies outside its stay, or its batch, container, sensor and stay contradict one another
select 'reading ' || r.id || ' of ' || r.reading_time as subject, r.value,
       k.container_id = r.container_id and case when r.batch_container_assignment_id is null
           then c.carrier_id is not null and (r.batch_id is null or r.notes like '[transfer_snapshot]%')
           else s.container_id = r.container_id and s.batch_id = r.batch_id and r.reading_time >= s.first
                and (s.departure_date is null or r.reading_time < s.departure_date + case when r.notes like '[transfer_snapshot]%' then 1 else 0 end) end as ok
from public.environmental_environmentalreading r
left join stay s on s.id = r.batch_container_assignment_id
left join public.infrastructure_sensor k on k.id = r.sensor_id
left join public.infrastructure_container c on c.id = r.container_id
