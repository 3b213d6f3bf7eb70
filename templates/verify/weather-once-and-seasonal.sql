-- title: Weather once, and with seasons
-- law: An area has one weather record a moment, no wind, rain or wave below zero, and, where its summer is stated to be 4 degrees or more warmer than its winter (or colder, in the south), an air that says so after sixty days of each.
-- subject: areas
-- unit: degrees between June to August and December to February
-- needs: facts
-- failing: records are doubled or absurd, or the air knows no seasons
select a.name as subject, round(w.summer - w.winter, 1) as value,
       w.records = w.moments and w.sane
       and (n.warmer is null or abs(n.warmer) < 4 or w.summer_days < 60 or w.winter_days < 60
            or (w.summer > w.winter) = (n.warmer > 0)) as ok
from (select area_id, count(*) as records, count(distinct timestamp) as moments,
             bool_and(wind_speed >= 0 and precipitation >= 0 and wave_height >= 0 and wave_period > 0) as sane,
             avg(temperature) filter (where extract(month from timestamp) in (6, 7, 8)) as summer,
             avg(temperature) filter (where extract(month from timestamp) in (12, 1, 2)) as winter,
             count(distinct timestamp::date) filter (where extract(month from timestamp) in (6, 7, 8)) as summer_days,
             count(distinct timestamp::date) filter (where extract(month from timestamp) in (12, 1, 2)) as winter_days
      from public.environmental_weatherdata group by 1) w
join public.infrastructure_area a on a.id = w.area_id
join public.infrastructure_geography g on g.id = a.geography_id
left join (select o.key as name, ((o.value ->> 5)::float8 + (o.value ->> 6)::float8 + (o.value ->> 7)::float8
                                  - (o.value ->> 11)::float8 - (o.value ->> 0)::float8 - (o.value ->> 1)::float8) / 3 as warmer
           from fact, jsonb_each(known -> 'air') o) n on n.name = g.name
