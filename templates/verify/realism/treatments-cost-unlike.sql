-- title: Delousings cost unlike numbers of fish
-- law: What rings lose in the week from a delousing, above the week before the fasting, differs by 40 % of its mean or more.
-- subject: delousings
-- unit: relative spread of the excess
-- chance: one in 100 farms such as forty
-- failing: each treatment kills alike
with lost as (
    select t.id, coalesce((select sum(dead) from dead_day d where d.assignment_id = t.batch_assignment_id and d.day >= t.treatment_date::date and d.day < t.treatment_date::date + 7), 0)
              - coalesce((select sum(dead) from dead_day d where d.assignment_id = t.batch_assignment_id and d.day >= t.treatment_date::date - 10 and d.day < t.treatment_date::date - 3), 0) as excess,
           a.population_count::float8 as fish
    from public.health_treatment t join public.batch_batchcontainerassignment a on a.id = t.batch_assignment_id
    where t.treatment_type <> 'vaccination' and t.description ilike '%lice%')
select 'delousings' as subject, round((stddev(excess / fish) / nullif(avg(excess / fish), 0))::numeric, 2) as value,
       stddev(excess / fish) >= 0.4 * avg(excess / fish) as ok
from lost where fish > 0 having count(*) >= 50
