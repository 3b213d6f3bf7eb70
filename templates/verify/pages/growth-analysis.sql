-- title: Growth analysis
-- page: batch/batches/{id}/combined-growth-data/
-- law: A living batch has a scenario with models and an initial weight, a pinned run with projections, and states up to the day before today.
-- subject: living batches
-- unit: days projected
-- on: scenario_scenarioprojection
-- failing: the page answers 404 without scenario or run, 500 without initial weight, or shows half a chart
-- when: exists (select from public.scenario) and exists (select from public.batch_actualdailyassignmentstate)
-- otherwise: no scenarios or no daily states were written
select b.batch_number as subject, min(r.total_projections) as value,
       count(r.run_id) = 1 and bool_and(s.initial_weight > 0) and bool_and(s.batch_id = b.id)
       and bool_and(coalesce(r.total_projections = p.days and p.days = s.duration_days, false)) and max(n.date) = t.day - 1 as ok
from public.batch_batch b
cross join today t
left join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
left join public.scenario s on s.scenario_id = r.scenario_id
left join (select projection_run_id, count(*) as days from public.scenario_scenarioprojection group by 1) p on p.projection_run_id = r.run_id
left join newest_state n on n.batch_id = b.id
where b.status = 'ACTIVE' group by b.id, b.batch_number, t.day
