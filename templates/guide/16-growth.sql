-- page: Growth analysis
-- path: /batch-details/{id}
-- role: MGR ADMIN OPR
-- open: `{batch}`, tab Analytics, scenario {scenario}
-- expect: the projection of run {run} from {first} on, samples and daily states up to the day before `as_of`
-- none: No living batch has a scenario.
select b.batch_number as batch, s.name as scenario, r.run_number as run, s.start_date as first
from public.batch_batch b
join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
join public.scenario s on s.scenario_id = r.scenario_id
where b.status = 'ACTIVE'
order by b.start_date, b.batch_number limit 5
