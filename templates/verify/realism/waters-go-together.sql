-- title: Waters go together
-- law: In tanks the daily means of oxygen and CO2, around their mean of a fortnight, go against one another (correlation -0.9 to -0.25), those of oxygen and pH with one another (0.15 to 0.9), and a day without feed takes 0.3 to 3 standard deviations of CO2 away.
-- subject: oxygen with CO2 and pH, CO2 of fasting days
-- unit: correlation, standard deviations
-- chance: one in 100 farms such as forty
-- failing: every sensor of a tank tells of another water
with chosen as (
    select a.id from public.batch_batchcontainerassignment a
    join public.infrastructure_container c on c.id = a.container_id and c.hall_id is not null
    where exists (select from fed_day f where f.assignment_id = a.id) order by md5(a.id::text) limit 120),
daily as (
    select r.batch_container_assignment_id as id, r.reading_time::date as day,
           avg(r.value) filter (where s.sensor_type = 'OXYGEN')::float8 as oxygen, avg(r.value) filter (where s.sensor_type = 'PH')::float8 as ph,
           avg(r.value) filter (where s.sensor_type = 'CO2')::float8 as co2
    from chosen c join public.environmental_environmentalreading r on r.batch_container_assignment_id = c.id
    join public.infrastructure_sensor s on s.id = r.sensor_id and s.sensor_type in ('OXYGEN', 'PH', 'CO2') group by 1, 2),
around as (
    select d.id, d.day, f.kg is null as fasted, d.oxygen - avg(d.oxygen) over v as oxygen, d.ph - avg(d.ph) over v as ph, d.co2 - avg(d.co2) over v as co2
    from daily d left join fed_day f on f.assignment_id = d.id and f.day = d.day
    window v as (partition by d.id order by d.day rows between 7 preceding and 7 following))
select v.what as subject, round(v.x::numeric, 3) as value, v.x between v.low and v.high as ok
from (select corr(oxygen, co2) as co2, corr(oxygen, ph) as ph, count(*) as n,
             (avg(co2) filter (where fasted) - avg(co2) filter (where not fasted)) / nullif(stddev(co2), 0) as fasting from around) a
cross join lateral (values ('oxygen and CO2', a.co2, -0.9, -0.25), ('oxygen and pH', a.ph, 0.15, 0.9), ('CO2 without feed', a.fasting, -3, -0.3)) v (what, x, low, high)
where a.n >= 2000 and v.x is not null
