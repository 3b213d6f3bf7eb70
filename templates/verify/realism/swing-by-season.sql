-- title: The sea swings by season
-- law: The daily range of temperature in a ring is at least twice as wide from May to August as from December to February.
-- subject: summer / winter
-- unit: ratio of mean daily ranges
-- chance: one in 100 farms such as forty
-- failing: the sun warms the sea in winter as in summer
with ranges as (
    select r.sensor_id, r.reading_time::date as day, max(r.value) - min(r.value) as range
    from public.environmental_environmentalreading r
    join public.environmental_environmentalparameter p on p.id = r.parameter_id and p.name ilike '%temperature%'
    join public.infrastructure_container c on c.id = r.container_id and c.area_id is not null
    where r.container_id % 5 = 0 group by 1, 2 having count(*) >= 4)
select 'daily ranges' as subject, round(avg(range) filter (where extract(month from day) between 5 and 8) / nullif(avg(range) filter (where extract(month from day) in (12, 1, 2)), 0), 2) as value,
       avg(range) filter (where extract(month from day) between 5 and 8) >= 2 * avg(range) filter (where extract(month from day) in (12, 1, 2)) as ok
from ranges having count(*) filter (where extract(month from day) between 5 and 8) > 200 and count(*) filter (where extract(month from day) in (12, 1, 2)) > 200
