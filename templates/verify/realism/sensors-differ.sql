-- title: Sensors differ
-- law: Thermometers of rings of one site differ in the mean of a quarter by 0.025 to 0.3 degrees (standard deviation), as instruments that are calibrated to a tenth of a degree do.
-- subject: thermometers beside each other
-- unit: degrees
-- chance: one in 100 farms such as forty
-- failing: all instruments are the same
with quarters as (
    select c.area_id, r.sensor_id, date_trunc('quarter', r.reading_time) as quarter, avg(r.value)::float8 as mean, count(*) as n
    from public.environmental_environmentalreading r join public.infrastructure_sensor s on s.id = r.sensor_id and s.sensor_type = 'TEMPERATURE'
    join public.infrastructure_container c on c.id = r.container_id and c.area_id is not null
    group by 1, 2, 3),
complete as (select *, max(n) over (partition by area_id, quarter) as most from quarters),
beside as (select area_id, quarter, stddev(mean) as spread from complete where n >= 0.95 * most and most >= 100 group by 1, 2 having count(*) >= 5)
select 'sites and quarters' as subject, round((percentile_cont(0.5) within group (order by spread))::numeric, 4) as value,
       percentile_cont(0.5) within group (order by spread) between 0.025 and 0.3 as ok
from beside having count(*) >= 3
