-- title: Bad water costs fish
-- law: On days with less than 78 % oxygen rings lose at least 1.3 times as many fish as on others, both by their mean of a month and by ten times of it at most.
-- subject: rings with days of little oxygen
-- unit: ratio of losses by the usual
-- chance: one in 50 farms such as forty
-- failing: fish do not mind what they breathe
with low as (
    select r.batch_container_assignment_id as id, r.reading_time::date as day, avg(r.value)::float8 as oxygen
    from public.environmental_environmentalreading r
    join public.environmental_environmentalparameter p on p.id = r.parameter_id and p.name ilike '%oxygen%'
    join public.infrastructure_container c on c.id = r.container_id and c.area_id is not null group by 1, 2),
around as (
    select s.assignment_id as id, s.day, coalesce(d.dead, 0)
           / nullif(avg(coalesce(d.dead, 0)) over (partition by s.assignment_id order by s.day rows between 15 preceding and 15 following), 0) as part
    from sea_day s left join dead_day d on d.assignment_id = s.assignment_id and d.day = s.day),
days as (select l.oxygen < 78 as low, least(a.part, 10) as part from low l join around a on a.id = l.id and a.day = l.day)
select 'days below 78 %' as subject, round((avg(part) filter (where low) / nullif(avg(part) filter (where not low), 0))::numeric, 2) as value,
       avg(part) filter (where low) >= 1.3 * avg(part) filter (where not low) as ok
from days having count(*) filter (where low) >= 50
