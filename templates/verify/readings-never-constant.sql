-- title: No constant sensor
-- law: Every sensor that reported ten times or more showed more than one value.
-- subject: sensors
-- unit: standard deviation of the readings
-- failing: the sensor repeats one value for ever
select s.name || ' in ' || c.name as subject, round(r.spread, 4) as value, r.high > r.low as ok
from (select sensor_id, count(*) as n, min(value) as low, max(value) as high, stddev_pop(value::float8)::numeric as spread
      from public.environmental_environmentalreading group by sensor_id) r
join public.infrastructure_sensor s on s.id = r.sensor_id
join public.infrastructure_container c on c.id = s.container_id
where r.n >= 10
