-- title: Weather once, and with seasons
-- law: An area has one weather record a moment, no wind, rain or wave below zero, and, beyond 20 degrees of latitude, a warmer air in its summer than in its winter.
-- subject: areas
-- unit: degrees between summer and winter
-- failing: records are doubled or absurd, or the air knows no seasons
select a.name as subject, round(w.summer - w.winter, 1) as value,
       w.records = w.moments and w.sane and (abs(a.latitude) < 20 or (w.summer > w.winter) = (a.latitude > 0)) is not false as ok
from (select area_id, count(*) as records, count(distinct timestamp) as moments,
             bool_and(wind_speed >= 0 and precipitation >= 0 and wave_height >= 0 and wave_period > 0) as sane,
             avg(temperature) filter (where extract(month from timestamp) in (6, 7, 8)) as summer,
             avg(temperature) filter (where extract(month from timestamp) in (12, 1, 2)) as winter
      from public.environmental_weatherdata group by 1) w
join public.infrastructure_area a on a.id = w.area_id
