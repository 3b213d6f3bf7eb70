-- title: Growth analysis: one axis
-- page: batch/batches/{id}/combined-growth-data/
-- law: The chart draws a projection on scenario start + day number - 1: its own date is the same, without gaps.
-- subject: projection runs
-- unit: days
-- failing: stored date and drawn date differ, or days are missing
-- when: exists (select from public.scenario_scenarioprojection)
-- otherwise: no projections were written
select s.name as subject, count(*) as value,
       bool_and(p.projection_date = s.start_date + p.day_number - 1) and max(p.day_number) = count(*) and min(p.day_number) = 1 as ok
from public.scenario_scenarioprojection p
join public.scenario_projection_run r on r.run_id = p.projection_run_id
join public.scenario s on s.scenario_id = r.scenario_id
group by r.run_id, s.name
