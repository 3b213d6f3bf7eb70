-- title: The sea has seasons
-- law: Where the sea was measured in both seasons, water in August and September is as much warmer than in February and March as the normals of its geography say, as far from it as two months of each may be by chance, half a degree besides.
-- subject: geographies
-- unit: degrees Celsius between the seasons
-- needs: facts
-- chance: one in 10,000 sound farms
-- failing: the temperatures of the sea ignore the season
with sampled as (
    select id, geography_id from (
        select s.id, a.geography_id, row_number() over (partition by a.geography_id order by md5(s.subject)) as rank
        from stay s join public.infrastructure_area a on a.id = s.area_id) s
    where rank <= 60),
season as (
    select s.geography_id, extract(month from r.reading_time) in (8, 9) as warm, avg(r.value) as temp_c, count(distinct r.reading_time::date) as n
    from sampled s
    join public.environmental_environmentalreading r on r.batch_container_assignment_id = s.id
    join public.environmental_environmentalparameter p on p.id = r.parameter_id and lower(p.name) = 'temperature'
    where extract(month from r.reading_time) in (2, 3, 8, 9)
    group by 1, 2)
select g.name as subject, round(w.temp_c - c.temp_c, 2) as value,
       abs(w.temp_c - c.temp_c - n.warmer) <= 0.5 + n.sd_c * sqrt(2 * pg_temp.alarm(count(*) over ())) as ok
from season w join season c on c.geography_id = w.geography_id and w.warm and not c.warm
join public.infrastructure_geography g on g.id = w.geography_id
join (select o.key as name, (o.value ->> 'sd_c')::float8 as sd_c,
             ((o.value -> 'monthly_c' ->> 7)::float8 + (o.value -> 'monthly_c' ->> 8)::float8
              - (o.value -> 'monthly_c' ->> 1)::float8 - (o.value -> 'monthly_c' ->> 2)::float8) / 2 as warmer
      from fact, jsonb_each(known -> 'sea') o) n on n.name = g.name
where w.n >= 50 and c.n >= 50
