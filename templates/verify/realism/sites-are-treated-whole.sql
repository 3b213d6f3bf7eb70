-- title: A boat treats a whole site
-- law: Of the delousings of sites with five rings or more of a batch, nine of ten are of at least 80 % of these rings within four days, by one method.
-- subject: campaigns
-- unit: share of whole ones
-- failing: the boat comes for one ring
with done as (
    select t.batch_id, c.area_id, t.treatment_date::date as day, t.batch_assignment_id as id, t.description
    from public.health_treatment t join public.infrastructure_container c on c.id = t.container_id
    where t.treatment_type <> 'vaccination' and t.description ilike '%lice%' and c.area_id is not null),
campaigns as (
    select d.batch_id, d.area_id, d.day,
           (select count(distinct e.id) from done e where (e.batch_id, e.area_id) = (d.batch_id, d.area_id) and e.day between d.day - 4 and d.day + 4) as rings,
           (select count(distinct e.description) from done e where (e.batch_id, e.area_id) = (d.batch_id, d.area_id) and e.day between d.day - 4 and d.day + 4) as methods,
           (select count(*) from sea_day s where (s.batch_id, s.area_id) = (d.batch_id, d.area_id) and s.day = d.day) as there
    from done d)
select 'delousings' as subject, round(avg((rings >= 0.8 * there and methods = 1)::int), 3) as value, avg((rings >= 0.8 * there and methods = 1)::int) >= 0.9 as ok
from campaigns where there >= 5 having count(*) >= 20
