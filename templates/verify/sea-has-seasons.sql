-- title: The sea has seasons
-- law: Where a sea area was measured in both seasons, water in August and September is 2 to 9 degrees warmer than in February and March.
-- subject: geographies
-- unit: degrees Celsius between the seasons
-- failing: the temperatures of the sea ignore the season
with sampled as (
    select id, geography_id from (
        select s.id, a.geography_id, row_number() over (partition by a.geography_id order by md5(s.subject)) as rank
        from stay s join public.infrastructure_area a on a.id = s.area_id) s
    where rank <= 60),
season as (
    select s.geography_id, extract(month from r.reading_time) in (8, 9) as warm, avg(r.value) as temp_c, count(*) as n
    from sampled s
    join public.environmental_environmentalreading r on r.batch_container_assignment_id = s.id
    join public.environmental_environmentalparameter p on p.id = r.parameter_id and lower(p.name) = 'temperature'
    where extract(month from r.reading_time) in (2, 3, 8, 9)
    group by 1, 2)
select g.name as subject, round(w.temp_c - c.temp_c, 2) as value, w.temp_c - c.temp_c between 2 and 9 as ok
from season w join season c on c.geography_id = w.geography_id and w.warm and not c.warm
join public.infrastructure_geography g on g.id = w.geography_id
where w.n >= 100 and c.n >= 100
