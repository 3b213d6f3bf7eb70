-- title: Bad water spoils the appetite
-- law: On days with less than 78 % oxygen, and on days of storm (more than 20 m/s), rings that are fed eat at most 95 % of their mean of three weeks (by biomass).
-- subject: little oxygen and storms
-- unit: ration by the usual
-- chance: one in 50 farms such as forty
-- failing: fish are as hungry in any water
with rations as (
    select f.assignment_id, s.area_id, f.day, f.kg / f.biomass
           / avg(f.kg / f.biomass) over (partition by f.assignment_id order by f.day rows between 10 preceding and 10 following) as part
    from fed_day f join sea_day s on s.assignment_id = f.assignment_id and s.day = f.day where f.biomass > 0),
oxygen as (
    select r.batch_container_assignment_id as id, r.reading_time::date as day, avg(r.value)::float8 as level
    from public.environmental_environmentalreading r join public.infrastructure_sensor s on s.id = r.sensor_id and s.sensor_type = 'OXYGEN'
    join public.infrastructure_container c on c.id = r.container_id and c.area_id is not null group by 1, 2),
wind as (select area_id, timestamp::date as day, max(wind_speed)::float8 as wind from public.environmental_weatherdata group by 1, 2)
select v.what as subject, round(v.x::numeric, 3) as value, v.x <= 0.95 as ok
from (select avg(r.part) filter (where o.level < 78) as stuffy, count(*) filter (where o.level < 78) as days,
             avg(r.part) filter (where w.wind > 20) as storm, count(*) filter (where w.wind > 20) as stormy
      from rations r left join oxygen o on o.id = r.assignment_id and o.day = r.day
      left join wind w on w.area_id = r.area_id and w.day = r.day) d
cross join lateral (values ('below 78 % oxygen', d.stuffy, d.days, 50), ('storms', d.storm, d.stormy, 150)) v (what, x, n, least)
where v.n >= v.least
