-- title: Scenarios: projections
-- page: scenario/scenarios/{id}/projections/?aggregation=weekly, …/chart_data/
-- law: The newest run of every scenario that was run has weekly rows with weight, fish, biomass, feed and temperature.
-- subject: scenarios
-- unit: weeks
-- on: scenario_scenarioprojection
-- failing: table and chart are empty
-- when: exists (select from public.scenario_scenarioprojection)
-- otherwise: no scenarios were written
select s.name as subject, count(p.*) as value,
       count(p.*) >= s.duration_days / 7 and bool_and(p.average_weight > 0 and (p.population > 0 and p.biomass > 0 or s.initial_count < 1000 or m.rate > 0.5) and p.daily_feed >= 0 and p.temperature is not null) as ok
from public.scenario s
join public.scenario_mortalitymodel m on m.model_id = s.mortality_model_id
join (select distinct on (scenario_id) scenario_id, run_id from public.scenario_projection_run order by scenario_id, run_number desc) r on r.scenario_id = s.scenario_id
left join public.scenario_scenarioprojection p on p.projection_run_id = r.run_id and p.day_number % 7 = 0
group by s.scenario_id, s.name, s.duration_days
