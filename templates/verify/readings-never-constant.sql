-- title: No constant sensor
-- law: Every sensor that reported ten times or more showed more than one value, where the scenario lets it move by more than its last digit, between its limits.
-- subject: sensors
-- unit: standard deviation of the readings
-- failing: the sensor repeats one value for ever
select s.name || ' in ' || c.name as subject, round(r.spread, 4) as value, r.high > r.low or not coalesce(
           (k.known -> 'waters' -> case when c.area_id is null then 'freshwater' else 'sea' end -> p.name ->> 3)::boolean, true) as ok
from (select sensor_id, min(parameter_id) as parameter_id, count(*) as n, min(value) as low, max(value) as high, stddev_pop(value::float8)::numeric as spread
      from public.environmental_environmentalreading group by sensor_id) r
join public.infrastructure_sensor s on s.id = r.sensor_id
join public.infrastructure_container c on c.id = s.container_id
join public.environmental_environmentalparameter p on p.id = r.parameter_id
cross join fact k
where r.n >= 10
