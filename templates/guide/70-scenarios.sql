-- page: Scenario planning
-- path: /scenario-planning
-- role: ADMIN
-- open: {scenario}, of {owner}
-- expect: {runs} runs, {days} days from {first} on
-- none: Nobody asks what if: every batch has its baseline alone.
select s.name as scenario, u.username as owner, s.duration_days as days, s.start_date as first,
       (select count(*) from public.scenario_projection_run r where r.scenario_id = s.scenario_id) as runs
from public.scenario s
join public.auth_user u on u.id = s.created_by_id
where not exists (select 1 from public.scenario_projection_run r
                  join public.batch_batch b on b.pinned_projection_run_id = r.run_id
                  where r.scenario_id = s.scenario_id)
order by s.name limit 16
