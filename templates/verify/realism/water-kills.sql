-- title: Bad water costs fish
-- law: On days on which an event takes oxygen, rings lose at least 1.5 times the share of their fish as on other days.
-- subject: rings with days of little oxygen
-- unit: ratio of daily losses
-- failing: fish do not mind what they breathe
with low as (
    select r.batch_container_assignment_id as id, r.reading_time::date as day, avg(r.value)::float8 as oxygen
    from public.environmental_environmentalreading r
    join public.environmental_environmentalparameter p on p.id = r.parameter_id and p.name ilike '%oxygen%'
    join public.infrastructure_container c on c.id = r.container_id and c.area_id is not null group by 1, 2),
days as (
    select l.oxygen < 78 as low, coalesce(d.dead, 0) / nullif(a.population_count, 0) as share
    from low l join public.batch_batchcontainerassignment a on a.id = l.id
    left join dead_day d on d.assignment_id = l.id and d.day = l.day)
select 'days below 78 %' as subject, round((avg(share) filter (where low) / nullif(avg(share) filter (where not low), 0))::numeric, 2) as value,
       avg(share) filter (where low) >= 1.5 * avg(share) filter (where not low) as ok
from days having count(*) filter (where low) >= 50
