-- title: A boat treats a whole site
-- law: Of the delousings of sites with five rings or more of a batch, nine of ten are of at least 80 % of these rings within four days, by one method.
-- subject: campaigns
-- unit: share of whole ones
-- chance: one in 100 farms such as forty
-- failing: the boat comes for one ring
with done as materialized (
    select t.id as treatment_id, t.batch_id, c.area_id, t.treatment_date::date as day, t.batch_assignment_id as id, t.description
    from public.health_treatment t join public.infrastructure_container c on c.id = t.container_id
    where t.treatment_type <> 'vaccination' and t.description ilike '%lice%' and c.area_id is not null),
beside as (
    select d.treatment_id, d.batch_id, d.area_id, d.day, count(distinct e.id) as rings, count(distinct e.description) as methods
    from done d join done e on e.batch_id = d.batch_id and e.area_id = d.area_id and e.day between d.day - 4 and d.day + 4 group by 1, 2, 3, 4),
standing as materialized (select batch_id, area_id, day, count(*) as there from sea_day group by 1, 2, 3),
campaigns as (select b.*, s.there from beside b join standing s using (batch_id, area_id, day))
select 'delousings' as subject, round(avg((rings >= 0.8 * there and methods = 1)::int), 3) as value, avg((rings >= 0.8 * there and methods = 1)::int) >= 0.9 as ok
from campaigns where there >= 5 having count(*) >= 20
